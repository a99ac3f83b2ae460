"""Straight lines between measured counts: the simulator's CostCurve."""

from bisect import bisect_left


class CostCurve:
    """The first value below the first count, the last line continued above the last one, never negative."""

    def __init__(self, points):
        self.counts = sorted(points)
        self.values = [points[count] for count in self.counts]

    def at(self, count):
        counts, values = self.counts, self.values
        if count <= counts[0] or len(counts) == 1:
            return values[0]
        right = max(1, min(bisect_left(counts, count), len(counts) - 1))
        left = right - 1
        share = (count - counts[left]) / (counts[right] - counts[left])
        return max(0.0, values[left] + share * (values[right] - values[left]))
