"""Measures points with PyTorch."""

from time import perf_counter

from profiler import sampling, timers
from profiler.attention import Attention
from profiler.errors import InputError
from profiler.fused import Fused
from profiler.operators import Operators
from profiler.points import Measurement, out_of_memory


class TorchBench:
    """One model on one device in one number format."""

    def __init__(self, torch, device, model, variant, shards, effort):
        self.torch = torch
        self.device = device
        self.shards = shards
        self.effort = effort
        self.dtype = {"fp32": torch.float32, "fp16": torch.float16}.get(variant, torch.bfloat16)
        torch.manual_seed(1)
        self.fused = Fused(torch, device, model.activation)
        self.operators = Operators(torch, device, model, self.dtype, variant == "fp8", self.fused)
        self.attention = Attention(torch, device, self.dtype, next(iter(shards.values())))
        self.timer = self._timer()
        if variant == "fp8":
            self._check_fp8(next(iter(shards.values())))

    @property
    def kernels(self):
        """What ran, for meta.yaml; a journal of other kernels is not gone on with."""
        return {
            "attention": self.attention.kernel,
            "skew": self.attention.skew_kernel,
            "fused": self.fused.kind,
            "graphs": self.timer.graphs,
        }

    @property
    def activation_format(self):
        return str(self.dtype).replace("torch.", "").replace("bfloat", "bf").replace("float", "fp")

    @property
    def element_bytes(self):
        return self.torch.empty((), dtype=self.dtype).element_size()

    def measure(self, point):
        start = perf_counter()
        try:
            with self.torch.no_grad():
                sample = self.timer.sampler(self._calls(point))
                middle, error, samples = sampling.median_seconds(sample, self.effort)
        except (RuntimeError, MemoryError) as e:
            if not self.device.is_out_of_memory(e):
                raise RuntimeError(f"{point.key()}: {e}") from e
            sample = None
            self.device.release()
            return out_of_memory(perf_counter() - start)
        return Measurement(1e6 * middle, 1e6 * error, samples, perf_counter() - start)

    def _calls(self, point):
        shard = self.shards[point.tp]
        if point.layer in ("attention", "skew"):
            return self.attention.calls(point.layer, shard, point.at)
        return self.operators.calls(point.layer, shard, point.at[0])

    def _timer(self):
        if not self.device.is_cuda:
            return timers.CpuTimer(self.device.threads)
        x = self.torch.zeros(8, device="cuda")
        try:
            timers.CudaTimer(self.torch).sampler([lambda: x + 1])()
            return timers.CudaTimer(self.torch)
        except RuntimeError:  # no graphs with this driver; meta.yaml says so
            return timers.CudaTimer(self.torch, graphs=False)

    def _check_fp8(self, shard):
        try:
            self.operators.calls("o_proj", shard, 16)[0]()
        except (RuntimeError, AttributeError, TypeError) as e:
            raise InputError(f"--dtype fp8: this PyTorch cannot multiply matrices of it here ({e}). Maybe --dtype bf16") from e
