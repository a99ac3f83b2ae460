"""Attention: which points of its four axes to measure, and how sure the interpolation between them is."""

import math
from itertools import product

from profiler import knots
from profiler.attention_grid import AttentionGrid
from profiler.points import Point

LAYER = "attention"
CHUNK, HISTORY, DECODES, DECODE_HISTORY = range(4)
SHORTEST = 16
COARSE_FACTOR = 4


class Limits:
    """How far the axes go."""

    def __init__(self, max_chunk, max_decodes, max_context, max_kv_tokens):
        self.max_chunk = max_chunk
        self.max_decodes = max_decodes
        self.max_context = max_context
        self.max_kv_tokens = max_kv_tokens

    def allow(self, at):
        """Whether the keys and values of a batch fit into the cache that an engine would have on this device."""
        chunk, history, decodes, decode_history = at
        return (
            chunk + history <= self.max_context + self.max_chunk
            and chunk + history + decodes * (decode_history + 1) <= self.max_kv_tokens
        )


class Block:
    """A product of knots along some of the four axes; the others are 0."""

    def __init__(self, axes):
        self.axes = axes

    def cells(self, axis=None, knot=None):
        """All cells, or the slice at one knot of one axis."""
        ranges = [[0]] * 4
        for name, values in self.axes.items():
            ranges[name] = [knot] if name == axis else values
        return product(*ranges)


class GridArea:
    """Decodes alone and prefills alone on fine knots of their own, mixed batches on some of these knots.

    For every gap between two knots of an axis, two points in its middle are measured as a probe. If they are predicted
    worse than stated, the middle becomes a knot: its whole slice is measured, since a grid needs whole slices.
    """

    def __init__(self, tp, limits, held_out):
        self.layer = LAYER
        self.tp = tp
        self.limits = limits
        self.held_out_count = held_out
        self.points = {}
        self.held_out = {}
        self.ends = []
        self._grid = None
        self._uncertain = {}
        chunks = knots.geometric(min(SHORTEST, limits.max_chunk // 2), limits.max_chunk, COARSE_FACTOR)
        mixed_chunks = _ends(chunks)
        chunks = [1] + chunks
        contexts = knots.geometric(min(SHORTEST, limits.max_context // 2), limits.max_context, COARSE_FACTOR)
        histories = [0] + contexts[1::2]
        decodes = knots.geometric(1, limits.max_decodes, COARSE_FACTOR)
        contexts = contexts[:1] + contexts[1::2] if len(contexts) % 2 == 0 else contexts[::2]
        self.blocks = [
            Block({DECODES: decodes, DECODE_HISTORY: contexts}),
            Block({CHUNK: chunks, HISTORY: histories}),
            Block({CHUNK: mixed_chunks, HISTORY: _ends(histories), DECODES: _ends(decodes), DECODE_HISTORY: _ends(contexts)}),
        ]

    def coarse(self):
        cells = dict.fromkeys(at for block in self.blocks for at in block.cells() if self._possible(at))
        return [self._point(at) for at in cells]

    def held_out_points(self):
        """Points that will never be used for fitting: a third each of decodes, prefills and mixed batches."""
        found = []
        count = self.held_out_count
        draws = [
            knots.spread(2, self.limits.max_chunk, count, set(), f"chunk {self.tp}"),
            knots.spread(2, self.limits.max_context, count, set(), f"history {self.tp}"),
            knots.spread(1, self.limits.max_decodes, count, set(), f"decodes {self.tp}"),
            knots.spread(SHORTEST, self.limits.max_context, count, set(), f"decode history {self.tp}"),
        ]
        for i in range(count):
            # Other orders along other axes, so that the draws do not all rise together.
            chunk, history, decodes, decode_history = (
                values[(i * step + shift) % len(values)]
                for values, step, shift in zip(draws, (1, 3, 1, 5), (0, 1, 2, 0))
            )
            found += [(0, 0, decodes, decode_history), (chunk, history if i % 3 else 0, 0, 0)]
            found += [(chunk, history if i % 2 else 0, decodes, decode_history)]
        coarse = {point.at for point in self.coarse()}
        return [self._point(at) for at in dict.fromkeys(found) if at not in coarse and self._possible(at)]

    def start(self, measure):
        """Measures the coarse grid, then the points held out."""
        self._join({point.at: self._taken(point.at, measure) for point in self.coarse()})
        for point in self.held_out_points():
            if self._possible(point.at):
                taken = measure(point)
                if taken.fits:
                    self.held_out[point] = taken
        for block in self.blocks:
            for axis, values in block.axes.items():
                for left, right in zip(values, values[1:]):
                    self._uncertain[(block, axis, left, right)] = math.inf

    def uncertainty(self):
        """Largest expected error of a gap, as a share of the time; infinite while some were never looked into."""
        return max(self._uncertain.values(), default=0.0)

    def refine(self, measure, target):
        """Probes the least certain gap, and measures the slice in its middle if the probe says so."""
        gap = max(self._uncertain, key=self._uncertain.get)
        block, axis, left, right = gap
        cut = self._middle(block, axis, left, right)
        probes = [] if cut is None else self._probes(block, axis, cut)
        error = max((self._error(at, measure) for at in probes), default=0.0)
        if error <= target:
            self._uncertain[gap] = error
            return
        # Only whole slices join the grid: half of one, after Ctrl-C, would be continued where it should be interpolated.
        slice_points = {at: self._taken(at, measure) for at in block.cells(axis, cut)}
        self._join(slice_points)
        del self._uncertain[gap]
        block.axes[axis] = sorted(block.axes[axis] + [cut])
        for half in ((left, cut), (cut, right)):
            self._uncertain[(block, axis) + half] = error / 2

    def grid(self):
        if self._grid is None:
            self._grid = AttentionGrid({at: taken.micros for at, taken in self.points.items()})
        return self._grid

    def predict(self, point):
        return self.grid().at(*point.at)

    def _middle(self, block, axis, left, right):
        """A new knot whose slice holds none of the points held out, or None.

        Of mixed batches it is one of the fine knots, so that both parts of a mixed time were measured there.
        """
        cut = knots.middle(left, right)
        if cut is None:
            return None
        if len(block.axes) < 4:
            choices = [cut + step for step in (0, 1, -1, 2, -2)]
        else:
            fine = next(other for other in self.blocks if axis in other.axes).axes[axis]
            choices = sorted(fine, key=lambda knot: abs(knot - cut))
        return next((knot for knot in choices if left < knot < right and self._free(block, axis, knot)), None)

    def _free(self, block, axis, knot):
        return not any(self._point(at) in self.held_out for at in block.cells(axis, knot))

    def _probes(self, block, axis, cut):
        """Points at the cut: in every corner of the other axes and amid them, or as far towards it as memory lets them."""
        others = {name: values for name, values in block.axes.items() if name != axis}
        found = {}
        for place in [*product((0.0, 1.0), repeat=len(others)), (0.5,) * len(others)]:
            index = {name: round(share * (len(values) - 1)) for (name, values), share in zip(others.items(), place)}
            while True:
                at = [0, 0, 0, 0]
                at[axis] = cut
                for name, i in index.items():
                    at[name] = others[name][i]
                if self._possible(tuple(at)):
                    found[tuple(at)] = True
                    break
                largest = max(index, key=index.get)
                if index[largest] == 0:
                    break
                index[largest] -= 1
        return list(found)

    def _error(self, at, measure):
        predicted = self.grid().at(*at)
        taken = measure(self._point(at))
        if not taken.fits:
            self.ends.append(at)
            return 0.0
        return max(0.0, abs(predicted / taken.micros - 1) - taken.noise)

    def _point(self, at):
        return Point(LAYER, self.tp, at)

    def _possible(self, at):
        beyond = any(all(size >= most for size, most in zip(at, end)) for end in self.ends)
        return self.limits.allow(at) and not beyond

    def limit_texts(self):
        """Sizes that ran out of memory."""
        return [
            f"a chunk of {chunk} tokens behind {history}, {decodes} decodes of {decode_history}"
            for chunk, history, decodes, decode_history in self.ends
        ]

    def _taken(self, at, measure):
        point = self._point(at)
        if not self._possible(at):
            return None
        taken = measure(point)
        if not taken.fits:
            self.ends.append(at)
            return None
        return taken

    def _join(self, points):
        self.points.update({at: taken for at, taken in points.items() if taken is not None})
        self._grid = None


def _ends(values):
    return [values[0], values[-1]]
