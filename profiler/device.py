"""The device that is measured: its name, memory, clocks, and what it can do."""

import os
import platform
import subprocess

from profiler.errors import InputError

MIN_TORCH_ON_CUDA = (2, 5)
# Where PyTorch does not tell the size of the last cache; larger than any that is known to be built.
ASSUMED_CACHE_BYTES = 128 << 20
CPU_CACHE_BYTES = 64 << 20
MAX_KV_TOKENS_ON_CPU = 1 << 16
SHARE_FOR_KV = 0.9
OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
CATALOGUE = {
    "NVIDIA A100-SXM4-80GB": "a100-80",
    "NVIDIA A100-SXM4-40GB": "a100-40",
    "NVIDIA A800-SXM4-80GB": "a800",
    "NVIDIA A40": "a40",
    "NVIDIA A30": "a30",
    "NVIDIA L40S": "l40s",
    "NVIDIA GeForce RTX 4090": "rtx-4090",
    "NVIDIA H100 80GB HBM3": "h100",
    "NVIDIA H200": "h200",
    "NVIDIA B200": "b200",
}


def load_torch():
    try:
        import torch
    except ImportError as e:
        raise InputError(f"PyTorch is not there for this Python ({e}). Maybe pip install torch") from None
    return torch


def choose(torch, wanted):
    """cuda or cpu, and whether that was chosen for want of a GPU."""
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise InputError(
            "--device cuda: PyTorch finds no CUDA device here. Maybe --device cpu, whose figures describe the CPU"
        )
    if wanted == "cpu" or not there:
        return "cpu", wanted == "auto"
    version = tuple(int(part) for part in torch.__version__.split("+")[0].split(".")[:2])
    if version < MIN_TORCH_ON_CUDA:
        raise InputError(
            f"PyTorch is {torch.__version__}; on CUDA it must be 2.5 or newer, the first with grouped-query attention kernels"
        )
    return "cuda", False


class Device:
    """A CUDA device, or the CPU."""

    def __init__(self, torch, kind):
        self.torch = torch
        self.kind = kind
        self.is_cuda = kind == "cuda"
        self.properties = torch.cuda.get_device_properties(0) if self.is_cuda else None

    @property
    def name(self):
        return self.properties.name if self.is_cuda else _cpu_name()

    @property
    def hardware(self):
        """A short name: of Sangam's catalogue of hardware where the device is in it."""
        return short_name(self.name) if self.is_cuda else "cpu"

    @property
    def cuda_version(self):
        return self.torch.version.cuda if self.is_cuda else None

    @property
    def driver(self):
        return _nvidia_smi("driver_version")[0] if self.is_cuda else None

    @property
    def threads(self):
        """Threads of CPU kernels; on a GPU they do not matter."""
        return None if self.is_cuda else self.torch.get_num_threads()

    @property
    def cache_bytes(self):
        """Size of the last cache that weights could stay in between two calls."""
        if not self.is_cuda:
            return CPU_CACHE_BYTES
        return getattr(self.properties, "L2_cache_size", 0) or ASSUMED_CACHE_BYTES

    @property
    def _capability(self):
        return self.properties.major, self.properties.minor

    def variant(self, wanted):
        """The number format of the weights."""
        if wanted == "auto":
            return ("bf16" if self._capability >= (8, 0) else "fp16") if self.is_cuda else "fp32"
        if not self.is_cuda and wanted != "fp32":
            raise InputError(f"--dtype {wanted}: on the CPU only fp32 is measured")
        if wanted == "bf16" and self._capability < (8, 0):
            raise InputError(f"--dtype bf16: {self.name} has none; it needs compute capability 8.0. Maybe --dtype fp16")
        if wanted == "fp8" and self._capability < (8, 9):
            raise InputError(f"--dtype fp8: {self.name} has none; it needs compute capability 8.9. Maybe --dtype bf16")
        return wanted

    def max_kv_tokens(self, model, tp, element_bytes, largest_batch):
        """Most tokens of cache that an engine could have here; larger batches would never run."""
        if not self.is_cuda:
            return max(MAX_KV_TOKENS_ON_CPU, 2 * largest_batch)
        shard = model.shard(tp)
        token_bytes = 2 * shard.kv_width * element_bytes * model.layers
        return max(2 * largest_batch, int(SHARE_FOR_KV * self.properties.total_memory / token_bytes))

    def clocks(self):
        if not self.is_cuda:
            return {"sm_mhz": None, "memory_mhz": None, "temperature_c": None, "power_w": None}
        values = _nvidia_smi("clocks.sm", "clocks.mem", "temperature.gpu", "power.draw")
        return dict(zip(("sm_mhz", "memory_mhz", "temperature_c", "power_w"), map(_number, values)))

    def is_out_of_memory(self, error):
        """CUDA has an exception of its own, the CPU's allocator only a message; a failed capture may hide either."""
        kinds = (MemoryError, getattr(self.torch.cuda, "OutOfMemoryError", MemoryError))
        while error is not None:
            if isinstance(error, kinds) or any(text in str(error).lower() for text in OUT_OF_MEMORY):
                return True
            error = error.__context__
        return False

    def release(self):
        if self.is_cuda:
            self.torch.cuda.empty_cache()


def short_name(name):
    """The catalogue's name, or the device's own in one word: NVIDIA H100 PCIe becomes h100-pcie."""
    return CATALOGUE.get(name) or "-".join(name.replace("NVIDIA", "").replace("GeForce", "").lower().split()) or "gpu"


def _cpu_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine() or "CPU"


def _nvidia_smi(*fields):
    """What the driver's own program says, or nothing where it is missing."""
    device = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0] or "0"
    command = ["nvidia-smi", f"--id={device}", f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return [None] * len(fields)
    values = [value.strip() for value in answer.splitlines()[0].split(",")] if answer.strip() else []
    return values if len(values) == len(fields) else [None] * len(fields)


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
