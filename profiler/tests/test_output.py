"""Files that the simulator reads, and the command line."""

import io
import re
import unittest
from contextlib import redirect_stderr, redirect_stdout

from profiler import arguments, collectives, model as models, output, plan, program, yaml_text
from profiler.errors import InputError
from profiler.points import Measurement
from profiler.session import held_out
from profiler.tests.fakes import TINY, FolderTest, FormulaBench, linear_attention


class TablesTest(FolderTest):
    def setUp(self):
        super().setUp()
        self.model = models.read(TINY)
        self.areas = plan.areas(self.model, 1, plan.QUICK, 10_000, with_skew=True)
        bench = FormulaBench(lambda p: linear_attention(*p.at) if p.layer == "attention" else 3.0 + sum(p.at))
        for area in self.areas:
            area.start(bench.measure)
        output.write_tables(self.folder, 1, self.areas, held_out(self.areas))

    def lines(self, name):
        return (self.folder / "tp1" / name).read_text().splitlines()

    def test_every_operator_of_the_model_is_there(self):
        lines = self.lines("dense.csv")
        self.assertEqual(lines[0], "layer,tokens,time_us,error_us,samples")
        self.assertEqual({line.split(",")[0] for line in lines[1:]}, set(plan.dense_layers(self.model)))
        self.assertEqual({line.split(",")[0] for line in self.lines("per_sequence.csv")[1:]}, {"lm_head", "sampler"})

    def test_rows_rise(self):
        for name, width in (("dense.csv", 2), ("attention.csv", 4)):
            rows = [[int(v) if v.isdigit() else v for v in line.split(",")[:width]] for line in self.lines(name)[1:]]
            self.assertEqual(rows, sorted(rows))
            self.assertEqual(len(rows), len(set(map(tuple, rows))))

    def test_decodes_alone_and_prefills_alone_have_no_other_history(self):
        for line in self.lines("attention.csv")[1:]:
            chunk, history, decodes, decode_history = map(int, line.split(",")[:4])
            self.assertFalse(chunk == 0 and history > 0, line)
            self.assertFalse(decodes == 0 and decode_history > 0, line)

    def test_held_out_rows_carry_the_prediction(self):
        rows = [line.split(",") for line in self.lines("held_out.csv")[1:]]
        for row in rows:
            self.assertEqual(len(row), 8)
            self.assertEqual(row[0] == "attention", row[1] == "", row)
        self.assertTrue(any(row[0] == "attention" for row in rows))

    def test_skew_labels_are_those_that_the_simulator_reads(self):
        for line in self.lines("skew_fit.csv")[1:]:
            for axis, label in zip(("n", "sr", "kvB", "kp"), line.split(",")[1:5]):
                self.assertRegex(label, re.compile(rf"{axis}(<=|=|>)[0-9]{{1,7}}[k%]?"))

    def test_without_a_kernel_for_uneven_decodes_there_are_no_skew_tables(self):
        areas = [area for area in self.areas if area.layer != "skew"]
        output.write_tables(self.folder, 1, areas, held_out(areas))
        self.assertFalse((self.folder / "tp1" / "skew_fit.csv").exists())

    def test_nothing_unfinished_is_left(self):
        self.assertEqual(list(self.folder.rglob("*.part")), [])

    def test_fresh_removes_what_a_run_left_and_nothing_else(self):
        (self.folder / "notes.txt").write_text("mine")
        (self.folder / "meta.yaml").write_text("x: 1")
        output.remove(self.folder)
        self.assertEqual([p.name for p in self.folder.rglob("*") if p.is_file()], ["notes.txt"])


class YamlTest(unittest.TestCase):
    def test_nested_values(self):
        text = yaml_text.write(
            {"a": "x: y", "b": {"c": {"1": 2}, "d": None}, "e": [1, 2], "f": [{"g": True}], "h": {"i": 1}, "j": []}
        )
        self.assertEqual(
            text, 'a: "x: y"\nb:\n  c: {"1": 2}\n  d: null\ne: [1, 2]\nf:\n  - {g: true}\nh: {i: 1}\nj: []\n'
        )


class ArgumentsTest(unittest.TestCase):
    BASE = ["--model", str(TINY), "--out", "unused"]

    def test_degrees_are_sorted(self):
        self.assertEqual(arguments.parse(self.BASE + ["--tp", "8,1,2"]).tp, [1, 2, 8])

    def test_what_makes_no_sense_is_named(self):
        for wrong, text in (
            (["--tp", "a"], "--tp a: it must be whole numbers"),
            (["--tp", "0"], "--tp 0: degrees must be from 1"),
            (["--tp", "2,2"], "--tp 2,2: degrees must be"),
            (["--error", "3"], "--error 3.0: it must be a share"),
            (["--minutes", "nan"], "--minutes nan: it must be"),
            (["--points", "0"], "--points 0: it must be >= 1"),
            (["--max-tokens", "1"], "--max-tokens 1: it must be from 32"),
        ):
            with self.assertRaisesRegex(InputError, re.escape(text)):
                arguments.parse(self.BASE + wrong)

    def test_help_has_examples(self):
        out = io.StringIO()
        with redirect_stdout(out), self.assertRaises(SystemExit):
            arguments.parse(["--help"])
        self.assertIn("python -m profiler --model config.json --tp 1,2,4,8 --out DIR", out.getvalue())

    def test_a_wrong_input_ends_with_2_and_one_line(self):
        err = io.StringIO()
        with redirect_stderr(err):
            self.assertEqual(program.main(["--model", str(TINY), "--out", "unused", "--tp", "3"]), 2)
        self.assertEqual(
            err.getvalue(),
            "profiler: --tp 3: tiny-llama has 4 attention heads, which 3 GPUs cannot share evenly. Maybe one of [1, 2, 4]\n",
        )


class CollectivesPlanTest(unittest.TestCase):
    def test_as_far_as_there_are_gpus(self):
        model = models.read(TINY)
        self.assertEqual(collectives.plan(model, plan.QUICK, [1, 2, 4], 1, 2), [])
        cases = collectives.plan(model, plan.QUICK, [1, 2, 4, 8], 4, 2)
        self.assertEqual({case[1] for case in cases}, {2, 4})
        self.assertEqual({case[1] for case in cases if case[0] == "send_recv"}, {2})
        self.assertEqual(min(case[2] for case in cases), model.hidden * 2)

    def test_the_file(self):
        class Folder(FolderTest):
            runTest = None

        case = Folder()
        case.setUp()
        self.addCleanup(case.doCleanups)
        output.write_collectives(case.folder, [(("all_reduce", 2, 1024), Measurement(12.5, 0.25, 9, 0.1))])
        self.assertEqual(
            (case.folder / "collectives.csv").read_text(),
            "collective,gpus,bytes,time_us,error_us,samples\nall_reduce,2,1024,12.5,0.25,9\n",
        )


if __name__ == "__main__":
    unittest.main()
