"""How long a call takes: by the clock on a CPU, by events around replays of a CUDA graph on a GPU."""

import math
from time import perf_counter, process_time

SECONDS_OF_SAMPLE = 1e-3
MOST_CALLS = 64
WARM_UP_ROUNDS = 2


def calls_of_sample(variants, seconds_of_call):
    """A whole number of rounds through all variants, enough for a millisecond, within reason."""
    wanted = min(MOST_CALLS, SECONDS_OF_SAMPLE / max(seconds_of_call, 1e-9))
    return variants * max(1, math.ceil(wanted / variants))


class CpuTimer:
    """Calls in turn, so that each finds its weights as cold as a layer does.

    With one thread by the processor's time for this process, which other processes do not add to; several threads wait for
    each other, so the wall's clock counts.
    """

    graphs = False

    def __init__(self, threads, clock=None):
        self.clock = clock or (process_time if threads == 1 else perf_counter)

    def sampler(self, calls):
        """A function that returns the seconds of one call."""
        for call in calls:
            call()
        start = self.clock()
        for call in calls:
            call()
        count = calls_of_sample(len(calls), (self.clock() - start) / len(calls))
        order = [calls[i % len(calls)] for i in range(count)]

        def sample():
            begin = self.clock()
            for call in order:
                call()
            return (self.clock() - begin) / count

        return sample


class CudaTimer:
    """Replays a graph of the calls, so that the host's launches are not in the time; without graphs, calls in a row."""

    def __init__(self, torch, graphs=True):
        self.torch = torch
        self.graphs = graphs

    def sampler(self, calls):
        self._warm_up(calls)
        count = calls_of_sample(len(calls), self._seconds(lambda: [call() for call in calls]) / len(calls))
        order = [calls[i % len(calls)] for i in range(count)]

        def run():
            for call in order:
                call()

        work = self._captured(run) if self.graphs else run
        work()
        return lambda: self._seconds(work) / count

    def _warm_up(self, calls):
        """On a side stream, as capture asks for."""
        cuda = self.torch.cuda
        stream = cuda.Stream()
        stream.wait_stream(cuda.current_stream())
        with cuda.stream(stream):
            for _ in range(WARM_UP_ROUNDS):
                for call in calls:
                    call()
        cuda.current_stream().wait_stream(stream)
        cuda.synchronize()

    def _captured(self, run):
        """Not by torch.cuda.graph(), which collects garbage and empties the memory cache for every point."""
        cuda = self.torch.cuda
        graph = cuda.CUDAGraph()
        cuda.synchronize()
        with cuda.stream(cuda.Stream()):
            graph.capture_begin()
            try:
                run()
            finally:
                graph.capture_end()
        cuda.synchronize()
        return graph.replay

    def _seconds(self, work):
        begin, end = (self.torch.cuda.Event(enable_timing=True) for _ in range(2))
        begin.record()
        work()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end) * 1e-3
