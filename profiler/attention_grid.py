"""Linear interpolation on a grid of four axes, gaps filled: the simulator's AttentionGrid and GridFill."""

from bisect import bisect_right
from itertools import product


class AttentionGrid:
    """Times by (chunk, its history, decodes, their history).

    Decodes alone and prefills alone are interpolated as measured. A mixed cell that was not measured is the sum of the two,
    plus their interaction interpolated from the mixed cells that were.
    """

    def __init__(self, measured):
        """`measured`: microseconds by (chunk, history, decodes, decode history)."""
        self.axes = [
            sorted({at[0] for at in measured}),
            sorted({at[1] for at in measured}),
            sorted({at[2] for at in measured}),
            sorted({at[3] for at in measured if at[2] > 0}),
        ]
        self.cells = {}
        for at, micros in measured.items():
            for cell in self._cells_of(at):
                self.cells[cell] = micros
        for h in range(len(self.axes[1])):
            for d in range(len(self.axes[3])):
                self.cells[(0, h, 0, d)] = 0.0
        self._fill_alone()
        self._fill_mixed()

    def at(self, chunk, history, decodes, decode_history):
        corners = [
            self._corners(axis, value)
            for axis, value in zip(self.axes, (chunk, history, decodes, decode_history if decodes else self.axes[3][0]))
        ]
        total = 0.0
        for combination in product(*corners):
            weight = 1.0
            for _, share in combination:
                weight *= share
            if weight:
                total += weight * self.cells[tuple(index for index, _ in combination)]
        return total

    @staticmethod
    def _corners(axis, value):
        """The two knots around a value and their weights; the last segment goes on above it."""
        left = max(0, min(bisect_right(axis, value) - 1, len(axis) - 2))
        share = max(0.0, (value - axis[left]) / (axis[left + 1] - axis[left]))
        return (left, 1 - share), (left + 1, share)

    def _cells_of(self, at):
        """Decodes alone stand in every prefill history, a prefill alone in every decode history."""
        chunk, history, decodes, decode_history = at
        c = self.axes[0].index(chunk)
        n = self.axes[2].index(decodes)
        histories = range(len(self.axes[1])) if chunk == 0 else [self.axes[1].index(history)]
        decode_histories = range(len(self.axes[3])) if decodes == 0 else [self.axes[3].index(decode_history)]
        return [(c, h, n, d) for h in histories for d in decode_histories]

    def _fill_alone(self):
        """Where memory ended the measurements: the line through the two cells before, along the first axis that has them."""
        sizes = [len(axis) for axis in self.axes]
        for n, c, h, d in product(range(sizes[2]), range(sizes[0]), range(sizes[1]), range(sizes[3])):
            if (c > 0 and n > 0) or (c, h, n, d) in self.cells:
                continue
            value = next((v for v in (self._continued(axis, (c, h, n, d)) for axis in (3, 2, 1, 0)) if v is not None), None)
            if value is None:
                knots = [axis[k] for axis, k in zip(self.axes, (c, h, n, d))]
                raise ValueError(f"no point at {knots}, nor any to derive it from")
            self.cells[(c, h, n, d)] = max(0.0, value)

    def _continued(self, axis, at):
        first = 1 if axis in (0, 2) else 0
        i = at[axis]
        if i - 2 < first:
            return None
        knots = self.axes[axis]
        left, middle = (self.cells.get(at[:axis] + (k,) + at[axis + 1 :]) for k in (i - 2, i - 1))
        if left is None or middle is None:
            return None
        return middle + (middle - left) / (knots[i - 1] - knots[i - 2]) * (knots[i] - knots[i - 1])

    def _fill_mixed(self):
        alone = lambda at: self.cells[(at[0], at[1], 0, at[3])] + self.cells[(0, at[1], at[2], at[3])]
        extra = {at: micros - alone(at) for at, micros in self.cells.items() if at[0] > 0 and at[2] > 0}
        starts = (1, 0, 1, 0)
        for axis in (2, 3, 1, 0):
            lines = {}
            for at, value in extra.items():
                lines.setdefault(at[:axis] + (None,) + at[axis + 1 :], {})[at[axis]] = value
            for line, known in lines.items():
                for i in range(starts[axis], len(self.axes[axis])):
                    extra[line[:axis] + (i,) + line[axis + 1 :]] = self._along(self.axes[axis], known, i)
        for at, value in extra.items():
            if at not in self.cells:
                self.cells[at] = max(0.0, alone(at) + value)

    @staticmethod
    def _along(knots, known, i):
        """Linear between the known ones, constant beyond them."""
        if i in known:
            return known[i]
        left = max((k for k in known if k < i), default=None)
        right = min((k for k in known if k > i), default=None)
        if left is None or right is None:
            return known[right if left is None else left]
        return known[left] + (known[right] - known[left]) * (knots[i] - knots[left]) / (knots[right] - knots[left])
