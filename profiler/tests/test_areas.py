"""Where the adaptive grids measure."""

import math
import random
import types
import unittest

from profiler import knots
from profiler.attention_grid import AttentionGrid
from profiler.cost_curve import CostCurve
from profiler.curve_area import CurveArea
from profiler.grid_area import GridArea, Limits
from profiler.session import held_out
from profiler.skew import SkewArea
from profiler.tests.fakes import FormulaBench, linear_attention

TARGET = 0.03


def stairs(tokens):
    """A matrix product: flat while weights are read, then a step for every 64 rows."""
    return max(50.0, 10 + 2.5 * math.ceil(tokens / 64) * 8)


def refined(area, bench, steps=500):
    area.start(bench.measure)
    while area.uncertainty() > TARGET and steps:
        area.refine(bench.measure, TARGET)
        steps -= 1
    return area


class KnotsTest(unittest.TestCase):
    def test_geometric_knots_end_where_asked(self):
        self.assertEqual(knots.geometric(1, 4096, 4), [1, 4, 16, 64, 256, 1024, 4096])
        self.assertEqual(knots.geometric(1, 5000, 4), [1, 4, 16, 64, 256, 1024, 5000])
        self.assertEqual(knots.geometric(16, 16, 4), [16])

    def test_a_middle_lies_between(self):
        draw = random.Random(7)
        for _ in range(1000):
            left = draw.randrange(0, 5000)
            right = left + draw.randrange(1, 5000)
            cut = knots.middle(left, right)
            self.assertTrue(cut is None or left < cut < right, (left, cut, right))

    def test_neighbours_have_no_middle(self):
        self.assertIsNone(knots.middle(7, 8))
        self.assertIsNone(knots.middle(4032, 4096))

    def test_spread_points_are_new_and_repeatable(self):
        found = knots.spread(2, 4096, 6, {64}, "seed")
        self.assertEqual(found, knots.spread(2, 4096, 6, {64}, "seed"))
        self.assertEqual(len(set(found)), 6)
        self.assertNotIn(64, found)


class CurveTest(unittest.TestCase):
    def test_a_curve_is_the_simulators(self):
        curve = CostCurve({4: 10.0, 8: 20.0, 16: 20.0})
        self.assertEqual([curve.at(c) for c in (1, 4, 6, 8, 12, 20)], [10, 10, 15, 20, 20, 20])
        self.assertEqual(CostCurve({4: 10.0, 8: 2.0}).at(100), 0.0)

    def test_refinement_finds_the_steps_of_a_matrix_product(self):
        bench = FormulaBench(lambda point: stairs(point.at[0]))
        area = refined(CurveArea("qkv_proj", 1, "tokens", 1024, 6), bench)
        self.assertLessEqual(area.uncertainty(), TARGET)
        errors = sorted(abs(area.curve().at(n) / stairs(n) - 1) for n in range(1, 1025))
        self.assertLess(sum(errors) / len(errors), TARGET)
        self.assertLess(errors[len(errors) * 9 // 10], 2 * TARGET)
        self.assertLess(len(bench.asked), 150)

    def test_a_straight_line_needs_few_points(self):
        bench = FormulaBench(lambda point: 5.0 + 0.1 * point.at[0])
        area = refined(CurveArea("act_fn", 1, "tokens", 4096, 6), bench)
        self.assertLessEqual(len(bench.asked), 7 + 6 + 3 * 6)
        self.assertLess(max(h.error for h in held_out([area])), 1e-9)

    def test_points_held_out_are_never_fitted(self):
        bench = FormulaBench(lambda point: stairs(point.at[0]))
        area = refined(CurveArea("qkv_proj", 1, "tokens", 1024, 6), bench)
        self.assertEqual(len(area.held_out), 6)
        self.assertFalse({point.at[0] for point in area.held_out} & set(area.points))

    def test_out_of_memory_ends_the_curve(self):
        bench = FormulaBench(lambda point: None if point.at[0] > 300 else 1.0 * point.at[0])
        area = refined(CurveArea("lm_head", 1, "tokens", 4096, 6), bench)
        self.assertEqual(area.limit_texts(), ["1024 tokens"])
        self.assertLessEqual(max(area.points), 300)
        self.assertEqual(sum(point.at[0] > 300 for point in bench.asked), 1 + sum(300 < p.at[0] < 1024 for p in bench.asked))


class GridTest(unittest.TestCase):
    LIMITS = Limits(max_chunk=1024, max_decodes=64, max_context=4096, max_kv_tokens=100_000)

    def test_a_grid_of_parts_is_exact_where_time_is_linear_in_each_axis(self):
        grid = GridArea(1, self.LIMITS, 6)
        bench = FormulaBench(lambda point: linear_attention(*point.at))
        refined(grid, bench)
        self.assertLess(max(h.error for h in held_out([grid])), 1e-3)

    def test_a_mixed_cell_takes_its_parts_and_their_interaction(self):
        measured = {}
        for c in (0, 16, 64, 256):
            for h in (0, 16, 128, 1024):
                for n in (0, 1, 4, 16):
                    for d in (16, 128, 1024):
                        coarse = c in (16, 256) and h in (0, 1024) and n in (1, 16) and d != 128
                        if (c == 0 and h == 0 and n > 0) or (c > 0 and n == 0) or coarse:
                            measured[(c, h, n, d if n else 0)] = linear_attention(c, h, n, d)
        grid = AttentionGrid(measured)
        for at in ((64, 128, 4, 128), (100, 300, 7, 500), (0, 0, 30, 3000), (300, 2000, 0, 0)):
            self.assertAlmostEqual(grid.at(*at), linear_attention(*at), places=6)

    def test_what_memory_cannot_hold_is_continued(self):
        bench = FormulaBench(lambda point: linear_attention(*point.at))
        small = Limits(max_chunk=1024, max_decodes=64, max_context=4096, max_kv_tokens=20_000)
        grid = refined(GridArea(1, small, 6), bench)
        self.assertTrue(all(small.allow(point.at) for point in bench.asked))
        self.assertAlmostEqual(grid.grid().at(0, 0, 64, 4096), linear_attention(0, 0, 64, 4096), delta=1)

    def test_quadratic_prefills_get_more_chunks(self):
        quadratic = lambda c, h, n, d: 5 + 1e-3 * c * (h + c / 2) + n * (0.2 + 0.003 * d)
        bench = FormulaBench(lambda point: quadratic(*point.at))
        grid = refined(GridArea(1, self.LIMITS, 6), bench)
        chunks, decodes = (len({at[axis] for at in grid.points}) for axis in (0, 2))
        self.assertGreater(chunks, decodes)
        self.assertLess(max(h.error for h in held_out([grid])), 3 * TARGET)

    def test_out_of_memory_leaves_out_what_is_larger_in_every_axis(self):
        fits = lambda c, h, n, d: c + h + n * d < 30_000
        bench = FormulaBench(lambda point: linear_attention(*point.at) if fits(*point.at) else None)
        grid = refined(GridArea(1, self.LIMITS, 6), bench)
        self.assertTrue(grid.limit_texts())
        self.assertAlmostEqual(grid.grid().at(0, 0, 64, 4096), linear_attention(0, 0, 64, 4096), delta=1)

    def test_only_whole_slices_join_the_grid(self):
        calls = 0

        def measure(point):
            nonlocal calls
            calls += 1
            if calls == stop:
                raise KeyboardInterrupt
            return bench.measure(point)

        bench = FormulaBench(lambda point: 5 + point.at[0] ** 2 + linear_attention(*point.at))
        for stop in range(80, 140):
            calls = 0
            grid = GridArea(1, self.LIMITS, 6)
            with self.assertRaises(KeyboardInterrupt):
                refined(grid, types.SimpleNamespace(measure=measure))
            cells = {at for block in grid.blocks for at in block.cells()}
            self.assertLessEqual(set(grid.points), cells, f"stopped at {stop}")


class SkewTest(unittest.TestCase):
    def test_alpha_is_the_share_of_the_way_from_mean_to_longest(self):
        limits = Limits(max_chunk=64, max_decodes=16, max_context=4096, max_kv_tokens=100_000)

        def micros(point):
            short, kvs, long, kv_big = point.at[2:]
            total = short * kvs + long * kv_big
            longest = max(kvs, kv_big)
            return 5 + 0.01 * (0.75 * total + 0.25 * longest * (short + long))

        area = SkewArea(1, limits, (4, 16), (64,))
        area.start(FormulaBench(micros).measure)
        self.assertTrue(area.results)
        for row in area.fit():
            self.assertAlmostEqual(row[5], 0.25, places=2)
        self.assertEqual({row[1] for row in area.fit()}, {"n<=4", "n>4"})

    def test_without_a_difference_there_is_no_alpha(self):
        limits = Limits(max_chunk=64, max_decodes=16, max_context=4096, max_kv_tokens=100_000)
        area = SkewArea(1, limits, (4, 16), (64,))
        area.start(FormulaBench(lambda point: 5.0).measure)
        self.assertEqual(area.results, [])


if __name__ == "__main__":
    unittest.main()
