"""Which device and number format, with a CUDA that is made up."""

import types
import unittest

from profiler import model as models
from profiler.device import Device, choose, short_name
from profiler.errors import InputError
from profiler.tests.fakes import TINY


def torch_with(version="2.9.0+cu128", available=True, capability=(9, 0), name="NVIDIA H100 80GB HBM3", memory=80 << 30):
    properties = types.SimpleNamespace(
        name=name, total_memory=memory, major=capability[0], minor=capability[1], L2_cache_size=50 << 20
    )
    return types.SimpleNamespace(
        __version__=version,
        version=types.SimpleNamespace(cuda="12.8"),
        get_num_threads=lambda: 2,
        cuda=types.SimpleNamespace(
            is_available=lambda: available,
            get_device_properties=lambda index: properties,
            OutOfMemoryError=type("OutOfMemoryError", (RuntimeError,), {}),
        ),
    )


class ChoiceTest(unittest.TestCase):
    def test_a_gpu_is_taken_where_there_is_one(self):
        self.assertEqual(choose(torch_with(), "auto"), ("cuda", False))
        self.assertEqual(choose(torch_with(), "cpu"), ("cpu", False))

    def test_the_cpu_for_want_of_a_gpu_is_told_apart(self):
        self.assertEqual(choose(torch_with(available=False), "auto"), ("cpu", True))

    def test_a_gpu_that_is_not_there_is_refused(self):
        with self.assertRaisesRegex(InputError, "--device cuda: PyTorch finds no CUDA device here. Maybe --device cpu"):
            choose(torch_with(available=False), "cuda")

    def test_an_old_pytorch_on_cuda_is_refused(self):
        with self.assertRaisesRegex(InputError, "PyTorch is 2.4.1; on CUDA it must be 2.5 or newer"):
            choose(torch_with(version="2.4.1"), "auto")
        self.assertEqual(choose(torch_with(version="2.15.0a0+git12"), "auto")[0], "cuda")


class DeviceTest(unittest.TestCase):
    def test_devices_of_the_catalogue_get_its_names(self):
        self.assertEqual(short_name("NVIDIA H100 80GB HBM3"), "h100")
        self.assertEqual(short_name("NVIDIA GeForce RTX 4090"), "rtx-4090")
        self.assertEqual(short_name("NVIDIA H100 PCIe"), "h100-pcie")

    def test_number_formats_need_their_hardware(self):
        hopper, ampere, volta = (Device(torch_with(capability=c), "cuda") for c in ((9, 0), (8, 0), (7, 0)))
        self.assertEqual([d.variant("auto") for d in (hopper, ampere, volta)], ["bf16", "bf16", "fp16"])
        self.assertEqual(hopper.variant("fp8"), "fp8")
        with self.assertRaisesRegex(InputError, "--dtype fp8: .* it needs compute capability 8.9. Maybe --dtype bf16"):
            ampere.variant("fp8")
        with self.assertRaisesRegex(InputError, "--dtype bf16: .* has none"):
            volta.variant("bf16")
        self.assertEqual(Device(torch_with(), "cpu").variant("auto"), "fp32")

    def test_no_more_cache_is_measured_than_the_device_holds_for_all_layers(self):
        model = models.read(TINY)
        token_bytes = 2 * model.kv_heads * model.head_dim * 2 * model.layers
        tokens = Device(torch_with(memory=1 << 30), "cuda").max_kv_tokens(model, 1, 2, largest_batch=100)
        self.assertEqual(tokens, int(0.9 * (1 << 30) / token_bytes))

    def test_out_of_memory_is_known_under_all_its_names(self):
        torch = torch_with()
        device = Device(torch, "cuda")
        hidden = RuntimeError("capture failed")
        hidden.__context__ = torch.cuda.OutOfMemoryError("tried to allocate")
        for error in (
            torch.cuda.OutOfMemoryError("x"),
            RuntimeError("CUDA error: out of memory"),
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
            MemoryError(),
            hidden,
        ):
            self.assertTrue(device.is_out_of_memory(error), error)
        self.assertFalse(device.is_out_of_memory(RuntimeError("an illegal memory access was encountered")))


if __name__ == "__main__":
    unittest.main()
