"""Repetitions and timers, with clocks and a CUDA that are made up."""

import types
import unittest

from profiler import sampling
from profiler.operators import variants
from profiler.timers import CpuTimer, CudaTimer, calls_of_sample


class SamplingTest(unittest.TestCase):
    EFFORT = sampling.Effort(error=0.01, least=5, most=50, seconds=100)

    def test_equal_timings_need_no_more_than_the_least(self):
        self.assertEqual(sampling.median_seconds(lambda: 2.0, self.EFFORT), (2.0, 0.0, 5))

    def test_scattered_timings_are_repeated_until_the_median_is_sure(self):
        values = iter([1.0, 1.1, 0.9, 1.05, 0.95] * 100)
        middle, error, samples = sampling.median_seconds(lambda: next(values), self.EFFORT)
        self.assertEqual(samples, 50)
        self.assertAlmostEqual(middle, 1.0)
        self.assertGreater(error, 0.01)

    def test_time_ends_it(self):
        now = iter(range(1000))
        values = iter([1.0, 1.5, 2.0] * 100)
        effort = sampling.Effort(error=0.0001, least=5, most=1000, seconds=20)
        self.assertEqual(sampling.median_seconds(lambda: next(values), effort, lambda: next(now))[2], 24)

    def test_a_disturbed_timing_moves_nothing(self):
        self.assertEqual(sampling.median_error([1.0] * 9 + [50.0]), 0.0)


class TimerTest(unittest.TestCase):
    def test_small_weights_are_rotated_so_that_none_stays_in_the_cache(self):
        self.assertEqual(variants(working_bytes=10 << 20, cache_bytes=50 << 20), 10)
        self.assertEqual(variants(working_bytes=200 << 20, cache_bytes=50 << 20), 1)
        self.assertEqual(variants(working_bytes=1, cache_bytes=50 << 20), 16)

    def test_a_sample_has_whole_rounds_of_all_variants(self):
        self.assertEqual(calls_of_sample(10, 1.0), 10)
        self.assertEqual(calls_of_sample(3, 1e-4), 12)
        self.assertEqual(calls_of_sample(16, 1e-9), 64)

    def test_the_cpu_timer_divides_by_the_calls(self):
        now = [0.0]

        def call():
            now[0] += 0.25

        sample = CpuTimer(threads=1, clock=lambda: now[0]).sampler([call, call])
        self.assertAlmostEqual(sample(), 0.25)

    def test_the_cuda_timer_replays_a_graph_between_events(self):
        torch = FakeCuda(seconds_of_call=1e-5)
        sample = CudaTimer(torch).sampler([torch.call, torch.call])
        before = torch.calls
        self.assertAlmostEqual(sample(), 1e-5)
        self.assertEqual(torch.calls, before)  # the host launches nothing: the device replays
        self.assertEqual(torch.log.count("capture"), 1)

    def test_without_graphs_the_cuda_timer_launches_every_call(self):
        torch = FakeCuda(seconds_of_call=1e-5)
        sample = CudaTimer(torch, graphs=False).sampler([torch.call])
        before = torch.calls
        self.assertAlmostEqual(sample(), 1e-5)
        self.assertEqual(torch.calls - before, 64)
        self.assertNotIn("capture", torch.log)


class FakeCuda:
    """As much of torch.cuda as the timer uses, in time of its own."""

    def __init__(self, seconds_of_call):
        self.seconds_of_call = seconds_of_call
        self.now = 0.0
        self.calls = 0
        self.captured = None
        self.log = []
        self.cuda = types.SimpleNamespace(
            Stream=lambda: types.SimpleNamespace(wait_stream=lambda other: None),
            current_stream=lambda: types.SimpleNamespace(wait_stream=lambda other: None),
            stream=lambda stream: self._within(lambda: None, lambda: None),
            synchronize=lambda: None,
            Event=lambda enable_timing: Event(self),
            CUDAGraph=lambda: Graph(self),
        )

    def call(self):
        self.calls += 1
        if self.captured is None:
            self.now += self.seconds_of_call
        else:
            self.captured.calls += 1

    @staticmethod
    def _within(enter, leave):
        class Within:
            def __enter__(self):
                enter()

            def __exit__(self, *error):
                leave()

        return Within()


class Graph:
    def __init__(self, cuda):
        self.cuda = cuda
        self.calls = 0

    def capture_begin(self):
        self.cuda.log.append("capture")
        self.cuda.captured = self

    def capture_end(self):
        self.cuda.captured = None

    def replay(self):
        self.cuda.now += self.calls * self.cuda.seconds_of_call


class Event:
    def __init__(self, cuda):
        self.cuda = cuda

    def record(self):
        self.at = self.cuda.now

    def synchronize(self):
        pass

    def elapsed_time(self, end):
        return 1e3 * (end.at - self.at)


if __name__ == "__main__":
    unittest.main()
