"""How often to repeat a timing until its median can be relied on."""

import math
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Effort:
    """Stop at `error` (standard error of the median, as a share), at `most` timings or after `seconds`; not before `least`."""

    error: float
    least: int
    most: int
    seconds: float


THOROUGH = Effort(error=0.005, least=7, most=100, seconds=0.3)
QUICK = Effort(error=0.02, least=5, most=15, seconds=0.03)


def median_seconds(sample, effort, clock=perf_counter):
    """Calls `sample`, which returns seconds; returns (median, standard error of the median, number of timings)."""
    start = clock()
    samples = [sample() for _ in range(effort.least)]
    while len(samples) < effort.most and clock() - start < effort.seconds:
        if median_error(samples) <= effort.error * median(samples):
            break
        samples.append(sample())
    return median(samples), median_error(samples), len(samples)


def median_error(samples):
    """Standard error of the median by the median absolute deviation, which a few disturbed timings do not move."""
    middle = median(samples)
    sigma = 1.4826 * median(abs(value - middle) for value in samples)
    return 1.2533 * sigma / math.sqrt(len(samples))
