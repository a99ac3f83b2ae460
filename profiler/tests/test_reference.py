"""How few points would have done on a real GPU: a published profile of an RTX 4090 plays the device.

Needs the reference data: SANGAM_DATA, or ../shared/data beside the repository. Skipped without them.
"""

import csv
import os
import unittest
from pathlib import Path
from statistics import mean, median

from profiler.attention_grid import AttentionGrid
from profiler.cost_curve import CostCurve
from profiler.curve_area import CurveArea
from profiler.grid_area import GridArea, Limits
from profiler.tests.fakes import FormulaBench

DATA = Path(os.environ.get("SANGAM_DATA", Path(__file__).parents[3] / "shared" / "data"))
PROFILE = DATA / "vllm-measured" / "rtx4090-llama-3.1-8b" / "profile" / "tp1"
TARGET = 0.03
MAX_KV_TOKENS = 1 << 18  # more than this card could hold for a whole model


def rows(name):
    with open(PROFILE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refined(area, bench):
    area.start(bench.measure)
    while area.uncertainty() > TARGET:
        area.refine(bench.measure, TARGET)
    return area


def summary(errors):
    errors = sorted(errors)
    worse = errors[len(errors) * 9 // 10]
    return f"error median {100 * median(errors):.1f} %, mean {100 * mean(errors):.1f} %, p90 {100 * worse:.1f} %"


@unittest.skipUnless(PROFILE.is_dir(), "no reference data")
class ReferenceTest(unittest.TestCase):
    def test_few_points_of_attention_predict_the_whole_grid(self):
        measured = {
            tuple(int(row[c]) for c in ("prefill_chunk", "kv_prefill", "n_decode", "kv_decode")): float(row["time_us"])
            for row in rows("attention.csv")
        }
        truth = AttentionGrid(measured)
        area = GridArea(1, Limits(2048, 256, 16384, MAX_KV_TOKENS), 6)
        bench = FormulaBench(lambda point: truth.at(*point.at))
        refined(area, bench)
        inside = {at: micros for at, micros in measured.items() if area.limits.allow(at)}
        for name, chosen in (
            ("decodes alone", lambda at: at[0] == 0),
            ("prefills alone", lambda at: at[2] == 0),
            ("mixed", lambda at: at[0] > 0 and at[2] > 0),
        ):
            errors = [abs(area.grid().at(*at) / micros - 1) for at, micros in inside.items() if chosen(at)]
            asked = sum(chosen(point.at) for point in bench.asked)
            print(f"{name:16} {asked:4} points asked, {len(errors)} published; {summary(errors)}")
            self.assertLess(median(errors), 0.03)
        self.assertLess(len(bench.asked), len(inside) / 2)

    def test_few_points_of_dense_operators_predict_the_others(self):
        for name, unit in (("dense.csv", "tokens"), ("per_sequence.csv", "sequences")):
            published = {}
            for row in rows(name):
                published.setdefault(row["layer"], {})[int(row[unit])] = float(row["time_us"])
            for layer, points in published.items():
                truth = CostCurve(points)
                area = CurveArea(layer, 1, unit, max(points), 6)
                bench = FormulaBench(lambda point: truth.at(point.at[0]))
                refined(area, bench)
                errors = [abs(area.curve().at(count) / micros - 1) for count, micros in points.items()]
                print(f"{layer:16} {len(bench.asked):4} points asked, {len(points)} published; {summary(errors)}")
                self.assertLess(median(errors), 0.05, layer)


if __name__ == "__main__":
    unittest.main()
