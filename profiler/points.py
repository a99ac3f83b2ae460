"""What is measured: points, and what came out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One layer at one size.

    `at` is (tokens) or (sequences) of a dense operator, (chunk, chunk's history, decodes, their history) of `attention`,
    (chunk, its history, short decodes, their history, long decodes, their history) of `skew`, (gpus, bytes) of a collective.
    """

    layer: str
    tp: int
    at: tuple

    def key(self):
        """Names the point in the journal."""
        return f"tp{self.tp} {self.layer} {','.join(map(str, self.at))}"


@dataclass(frozen=True)
class Measurement:
    """Median microseconds of a call, the standard error of the median, timings it is of, seconds that it took to take.

    `micros` is None where the size did not fit into memory.
    """

    micros: float
    error: float
    samples: int
    seconds: float

    @property
    def fits(self):
        return self.micros is not None

    @property
    def noise(self):
        """Share of the time that may be chance: two standard errors."""
        return 2 * self.error / self.micros


def out_of_memory(seconds):
    return Measurement(None, None, 0, seconds)
