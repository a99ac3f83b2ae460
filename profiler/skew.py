"""Decodes of different lengths in one batch: how far their time lies between that of equal ones, mean and longest."""

from dataclasses import dataclass
from statistics import median

from profiler.points import Point

LAYER = "skew"
SHARES_LONG = (1 / 8, 1 / 2)
RATIOS = (4, 16)
LEAST_DIFFERENCE = 0.05


@dataclass(frozen=True)
class Case:
    """Beside a chunk, `short` decodes of history `kvs` and `long` ones of history `kv_big`."""

    chunk: int
    short: int
    long: int
    kvs: int
    ratio: int

    @property
    def n(self):
        return self.short + self.long

    @property
    def kv_big(self):
        return self.kvs * self.ratio

    @property
    def kv_mean(self):
        return (self.short * self.kvs + self.long * self.kv_big) // self.n

    @property
    def rate(self):
        """(mean - min) / (max - min), what the fit looks up by."""
        return (self.kv_mean - self.kvs) / (self.kv_big - self.kvs)


@dataclass(frozen=True)
class Result:
    case: Case
    mean_micros: float
    max_micros: float
    skew_micros: float

    @property
    def alpha(self):
        return (self.skew_micros - self.mean_micros) / (self.max_micros - self.mean_micros)


class SkewArea:
    """A fixed set of cases; nothing to refine."""

    def __init__(self, tp, limits, counts, shortest):
        self.layer = LAYER
        self.tp = tp
        self.results = []
        self.chunks = (0, max(16, limits.max_chunk // 4))
        self.counts = [n for n in counts if n <= limits.max_decodes]
        self.cases = [
            Case(chunk, n - max(1, int(n * share)), max(1, int(n * share)), kvs, ratio)
            for chunk in self.chunks
            for n in self.counts
            for share in SHARES_LONG
            for kvs in shortest
            for ratio in RATIOS
            if kvs * ratio <= limits.max_context and limits.allow((chunk, 0, n, kvs * ratio))
        ]

    def coarse(self):
        return [point for case in self.cases for point in self._points(case)]

    def start(self, measure):
        self.results = []
        for case in self.cases:
            taken = [measure(point) for point in self._points(case)]
            if all(t.fits for t in taken):
                mean, longest, skewed = taken
                if longest.micros > (1 + LEAST_DIFFERENCE) * mean.micros:  # else alpha would be chance
                    self.results.append(Result(case, mean.micros, longest.micros, skewed.micros))

    def fit(self):
        """Rows of (chunk, n label, rate label, longest label, history label, alpha, samples), medians by bucket."""
        buckets = {}
        for result in self.results:
            case = result.case
            key = (case.chunk, self._count_label(case.n), _rate_label(case.rate), _history_label(case.kv_big), "kp<=1024k")
            buckets.setdefault(key, []).append(result.alpha)
        return [key + (median(alphas), len(alphas)) for key, alphas in sorted(buckets.items())]

    def pooled(self):
        return median(result.alpha for result in self.results)

    def held_out_points(self):
        return []

    def uncertainty(self):
        return 0.0

    def limit_texts(self):
        return []

    def _count_label(self, n):
        return f"n<={n}" if n < self.counts[-1] else f"n>{self.counts[-2]}" if len(self.counts) > 1 else "n<=1024k"

    def _points(self, case):
        return [
            Point(LAYER, self.tp, (case.chunk, 0) + decodes)
            for decodes in (
                (case.n, case.kv_mean, 0, 0),
                (case.n, case.kv_big, 0, 0),
                (case.short, case.kvs, case.long, case.kv_big),
            )
        ]


def _rate_label(rate):
    return "sr<=30%" if rate <= 0.3 else "sr<=100%"


def _history_label(history):
    return "kvB<=2k" if history <= 2048 else "kvB<=1024k"
