"""Runs against a device made of formulas: order, budget, resume, journal."""

import io
import json
import unittest

from profiler.curve_area import CurveArea
from profiler.errors import InputError
from profiler.grid_area import GridArea, Limits
from profiler.journal import Journal
from profiler.progress import Progress
from profiler.session import ERROR, POINTS, TIME, Budget, Session
from profiler.tests.fakes import FolderTest, FormulaBench, linear_attention

IDENTITY = {"model": "tiny", "shape": {"hidden": 64}, "device": "TEST", "torch": "2.9", "profiler": "0.1.0"}


def formula(point):
    return linear_attention(*point.at) if point.layer == "attention" else 5 + point.at[0] ** 1.5


def areas():
    limits = Limits(max_chunk=256, max_decodes=16, max_context=1024, max_kv_tokens=20_000)
    return [CurveArea("qkv_proj", 1, "tokens", 256, 3), CurveArea("act_fn", 1, "tokens", 256, 3), GridArea(1, limits, 3)]


class SessionTest(FolderTest):
    def session(self, bench, budget=Budget(error=0.03, seconds=3600), folder=None, identity=IDENTITY):
        journal = Journal(folder or self.folder, identity)
        self.addCleanup(journal.close)
        return Session(areas(), bench, journal, budget, Progress(io.StringIO()))

    def test_stops_at_the_stated_error(self):
        session = self.session(FormulaBench(formula))
        self.assertEqual(session.run(), ERROR)
        self.assertLessEqual(max(area.uncertainty() for area in session.areas), 0.03)

    def test_stops_when_time_is_up_but_not_before_the_coarse_grid(self):
        session = self.session(FormulaBench(formula), Budget(error=0.03, seconds=0))
        self.assertEqual(session.run(), TIME)
        coarse = sum(len(area.coarse()) + len(area.held_out_points()) for area in session.areas)
        self.assertEqual(len(session.used), coarse)

    def test_stops_after_so_many_points(self):
        session = self.session(FormulaBench(formula), Budget(error=1e-6, seconds=3600, points=120))
        self.assertEqual(session.run(), POINTS)
        self.assertLess(len(session.used), 180)

    def test_spends_its_time_where_it_is_least_sure(self):
        session = self.session(FormulaBench(lambda p: 5 + p.at[0] // 16 * 5 if p.layer == "qkv_proj" else 5.0))
        session.run()
        curved, flat = session.areas[:2]
        self.assertGreater(len(curved.points), 1.5 * len(flat.points))

    def test_an_interrupted_run_goes_on_where_it_stopped_and_ends_the_same(self):
        whole = FormulaBench(formula)
        whole_session = self.session(whole, folder=self.folder / "whole")
        whole_session.run()

        class Interrupted(FormulaBench):
            def measure(self, point):
                if len(self.asked) == 60:
                    raise KeyboardInterrupt
                return super().measure(point)

        first, second = Interrupted(formula), FormulaBench(formula)
        with self.assertRaises(KeyboardInterrupt):
            self.session(first, folder=self.folder / "cut").run()
        session = self.session(second, folder=self.folder / "cut")
        self.assertTrue(session.journal.resumed)
        session.run()
        self.assertEqual(first.asked + second.asked, whole.asked)
        self.assertEqual(
            [area.points for area in session.areas], [area.points for area in whole_session.areas]
        )

    def test_a_line_that_was_cut_off_is_measured_again(self):
        session = self.session(FormulaBench(formula))
        session.run()
        session.journal.close()
        text = session.journal.path.read_text()
        session.journal.path.write_text(text[:-10])
        again = FormulaBench(formula)
        self.session(again).run()
        self.assertEqual(len(again.asked), 1)
        self.assertEqual(session.journal.path.read_text(), text)

    def test_a_journal_of_another_model_device_or_version_is_refused(self):
        self.session(FormulaBench(formula)).run()
        for key, words in (("model", "model"), ("shape", "model shape"), ("device", "device"), ("torch", "PyTorch")):
            with self.assertRaises(InputError) as refused:
                self.session(FormulaBench(formula), identity={**IDENTITY, key: "other"})
            self.assertIn(f"was measured with {words} {IDENTITY[key]}; this run has other. Maybe", str(refused.exception))

    def test_what_is_no_journal_is_refused(self):
        (self.folder / "journal.jsonl").write_text("hello\n")
        with self.assertRaisesRegex(InputError, "is not a journal of this profiler"):
            self.session(FormulaBench(formula))

    def test_a_line_that_is_no_measurement_is_named(self):
        header = json.dumps({"journal": 1, "identity": IDENTITY})
        (self.folder / "journal.jsonl").write_text(header + '\n{"point": "x", "micros": -1, "error": 0}\n')
        with self.assertRaisesRegex(InputError, "journal.jsonl:2: is not a measurement"):
            self.session(FormulaBench(formula))

    def test_out_of_memory_is_said_and_remembered(self):
        out = io.StringIO()
        bench = FormulaBench(lambda p: None if p.layer == "act_fn" and p.at[0] > 50 else formula(p))
        session = self.session(bench)
        session.progress = Progress(out)
        session.run()
        self.assertIn("tensor parallel 1, act_fn at 64: out of memory; larger sizes of it are left out", out.getvalue())
        session.journal.close()
        again = FormulaBench(formula)
        self.session(again).run()
        self.assertEqual(again.asked, [])


class ProgressTest(unittest.TestCase):
    def test_elsewhere_than_on_a_terminal_lines_come_now_and_then(self):
        now = 0.0
        out = io.StringIO()
        progress = Progress(out, clock=lambda: now)
        for now in range(25):
            progress.show(now / 100, "coarse grid", 100 - now)
        self.assertEqual(
            out.getvalue().splitlines(),
            ["  0 %  coarse grid  1:40 left", " 10 %  coarse grid  1:30 left", " 20 %  coarse grid  1:20 left"],
        )

    def test_on_a_terminal_one_line_is_written_over(self):
        out = io.StringIO()
        out.isatty = lambda: True
        Progress(out).show(0.5, "refining", 61)
        self.assertTrue(out.getvalue().startswith("\r[############............]  50 %  refining  1:01 left"))


if __name__ == "__main__":
    unittest.main()
