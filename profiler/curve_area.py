"""One operator by one count: which counts to measure, and how sure the lines between them are."""

import math

from profiler import knots
from profiler.cost_curve import CostCurve
from profiler.points import Point

COARSE_FACTOR = 4
# One good look clears an interval of only three quarters of the doubt about it: a step can hide behind chance.
TRUST = 1 / 4
# The doubt about an interval that was never looked into, once it is.
PRIOR = 0.25


class CurveArea:
    """Counts of tokens or sequences of one operator.

    Intervals between measured counts are cut, the least certain first. Straight lines through half an interval are taken to
    be half as wrong as they were: kernels have steps, so the quarter that theory promises of curves would be too brave.
    """

    def __init__(self, layer, tp, unit, largest, held_out):
        self.layer = layer
        self.tp = tp
        self.unit = unit
        self.largest = largest
        self.held_out_count = held_out
        self.points = {}
        self.held_out = {}
        self.limit = None
        self._uncertain = {}

    def coarse(self):
        return [self._point(count) for count in knots.geometric(1, self.largest, COARSE_FACTOR)]

    def held_out_points(self):
        """Points that will never be used for fitting."""
        taken = {point.at[0] for point in self.coarse()}
        seed = f"{self.layer} {self.tp}"
        return [self._point(count) for count in knots.spread(2, self.largest, self.held_out_count, taken, seed)]

    def start(self, measure):
        """Measures the coarse counts, then those held out."""
        for point in self.coarse():
            self._add(point, measure)
        for point in self.held_out_points():
            if self.limit is None or point.at[0] < self.limit.at[0]:
                taken = measure(point)
                if taken.fits:
                    self.held_out[point] = taken
        counts = sorted(self.points)
        for left, right in zip(counts, counts[1:]):
            self._uncertain[(left, right)] = math.inf

    def uncertainty(self):
        """Largest expected error of an interval, as a share of the time; infinite while some were never looked into."""
        return max(self._uncertain.values(), default=0.0)

    def refine(self, measure, target):
        """Measures in the middle of the least certain interval."""
        (left, right), before = max(self._uncertain.items(), key=lambda item: (item[1], -item[0][0]))
        del self._uncertain[(left, right)]
        cut = self._middle(left, right)
        if cut is None:
            return
        predicted = self.curve().at(cut)
        taken = self._add(self._point(cut), measure)
        if taken is None:
            return
        error = max(0.0, abs(predicted / taken.micros - 1) - taken.noise)
        for half in ((left, cut), (cut, right)):
            self._uncertain[half] = max(error / 2, TRUST * (PRIOR if math.isinf(before) else before))

    def curve(self):
        return CostCurve({count: taken.micros for count, taken in self.points.items()})

    def predict(self, point):
        return self.curve().at(point.at[0])

    def limit_texts(self):
        """The size that ran out of memory, if any."""
        return [] if self.limit is None else [f"{self.limit.at[0]} {self.unit}"]

    def _middle(self, left, right):
        cut = knots.middle(left, right)
        held = {point.at[0] for point in self.held_out}
        while cut in held:
            cut = cut + 1 if cut + 1 < right else None
        return cut

    def _point(self, count):
        return Point(self.layer, self.tp, (count,))

    def _add(self, point, measure):
        if self.limit is not None and point.at[0] >= self.limit.at[0]:
            return None
        taken = measure(point)
        if not taken.fits:
            self.limit = point
            return None
        self.points[point.at[0]] = taken
        return taken
