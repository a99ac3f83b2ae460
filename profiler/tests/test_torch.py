"""What needs PyTorch: kernels, and whole runs on the CPU. Skipped without it."""

import json
import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

from profiler import attention, model as models, plan, sampling
from profiler.tests.fakes import HAS_TORCH, TINY, FolderTest

if HAS_TORCH:
    import torch

    from profiler import collectives
    from profiler.bench import TorchBench
    from profiler.device import Device
    from profiler.points import Point

    torch.set_num_threads(1)

ROOT = Path(__file__).parents[2]


@unittest.skipUnless(HAS_TORCH, "no PyTorch")
class KernelsTest(unittest.TestCase):
    def setUp(self):
        self.device = Device(torch, "cpu")
        self.model = models.read(TINY)
        self.shards = {tp: self.model.shard(tp) for tp in (1, 2, 4)}

    def bench(self, model=None):
        return TorchBench(torch, self.device, model or self.model, "fp32", self.shards, sampling.QUICK)

    def test_plain_attention_is_that_of_the_definition(self):
        shard = self.shards[1]
        at = (5, 3, 2, 4, 1, 9)
        batch = attention.Batch(torch, "cpu", torch.float32, shard, attention.groups(at), 1)
        k, v = batch.caches[0]
        batch.write(k, v)
        out = attention.plain(batch, k, v)
        row, query = 0, 0
        for queries, keys in ((5, 8), (1, 5), (1, 5), (1, 10)):
            for i in range(queries):
                seen = row + keys - queries + i + 1
                for head in range(shard.heads):
                    kv = head // (shard.heads // shard.kv_heads)
                    weights = torch.softmax(k[row:seen, kv] @ batch.q[query + i, head] * shard.head_dim**-0.5, dim=0)
                    self.assertTrue(torch.allclose(weights @ v[row:seen, kv], out[query + i, head], atol=1e-5))
            row, query = row + keys, query + queries

    def test_new_keys_go_to_the_end_of_their_sequences(self):
        batch = attention.Batch(torch, "cpu", torch.float32, self.shards[1], attention.groups((2, 3, 2, 4)), 1)
        self.assertEqual(batch.slots.tolist(), [3, 4, 9, 14])
        self.assertEqual(batch.query_ends.tolist(), [0, 2, 3, 4])
        self.assertEqual(batch.key_ends.tolist(), [0, 5, 10, 15])

    def test_every_point_of_a_plan_can_be_measured(self):
        bench = self.bench()
        for tp in (1, 2, 4):
            for area in plan.areas(self.model, tp, plan.QUICK, 10_000, with_skew=True):
                point = area.coarse()[-1]
                self.assertGreater(bench.measure(point).micros, 0, point)

    def test_models_with_head_norms_and_biases_can_be_measured(self):
        config = {**json.loads(TINY.read_text()), "architectures": ["Qwen3ForCausalLM"], "attention_bias": True}
        folder = FolderTest()
        folder.setUp()
        self.addCleanup(folder.doCleanups)
        path = folder.folder / "config.json"
        path.write_text(json.dumps(config))
        bench = self.bench(models.read(path))
        self.assertGreater(bench.measure(Point("qk_norm", 2, (8,))).micros, 0)
        self.assertGreater(bench.measure(Point("qkv_proj", 2, (8,))).micros, 0)

    def test_out_of_memory_is_a_measurement_of_its_own(self):
        bench = self.bench()
        self.assertFalse(bench.measure(Point("embedding", 1, (1 << 50,))).fits)

    def test_other_errors_are_not_hidden(self):
        bench = self.bench()
        with self.assertRaises(RuntimeError):
            bench.measure(Point("embedding", 1, (-1,)))

    def test_kernels_that_are_not_there_are_not_used(self):
        kernels = self.bench().kernels
        has_sdpa = hasattr(torch.nn.functional, "scaled_dot_product_attention")
        self.assertTrue(has_sdpa or kernels["attention"] == "plain")
        self.assertEqual((kernels["fused"], kernels["graphs"]), ("eager", False))

    def test_collectives_run_between_processes(self):
        if not torch.distributed.is_available():
            self.skipTest("no torch.distributed")
        cases = [("all_reduce", 2, 1024), ("all_gather", 2, 1024), ("send_recv", 2, 1024)]
        effort = sampling.Effort(error=0.1, least=3, most=4, seconds=1)
        measured = list(collectives.measure(torch, cases, "gloo", effort))
        self.assertEqual([case for case, _ in measured], cases)
        self.assertTrue(all(taken.micros > 0 for _, taken in measured))


@unittest.skipUnless(HAS_TORCH, "no PyTorch")
class RunTest(FolderTest):
    def profiler(self, *arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "profiler", "--model", str(TINY), "--out", str(self.folder), *arguments],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def test_a_run_that_stopped_goes_on_and_a_run_of_another_model_is_refused(self):
        first = self.profiler("--quick", "--points", "40")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("PyTorch finds no GPU: measuring the CPU", first.stderr)
        meta = (self.folder / "meta.yaml").read_text()
        self.assertIn('stopped_by: "points"', meta)
        self.assertTrue((self.folder / "tp1" / "attention.csv").exists())
        lines = (self.folder / "journal.jsonl").read_text().splitlines()

        second = self.profiler("--quick", "--minutes", "0")
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertIn("going on after", second.stderr)
        self.assertEqual((self.folder / "journal.jsonl").read_text().splitlines(), lines)
        self.assertIn('stopped_by: "time"', (self.folder / "meta.yaml").read_text())

        other = self.profiler("--quick", "--name", "somebody/else")
        self.assertEqual(other.returncode, 2)
        self.assertIn("was measured with model tiny-llama; this run has somebody/else. Maybe another --out", other.stderr)

    def test_ctrl_c_leaves_a_folder_that_goes_on(self):
        running = subprocess.Popen(
            [sys.executable, "-m", "profiler", "--model", str(TINY), "--out", str(self.folder), "--quick", "--minutes", "9"],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        journal = self.folder / "journal.jsonl"
        while running.poll() is None and not (journal.exists() and journal.read_text().count("\n") > 20):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=60)[1]
        self.assertEqual(running.returncode, 130, said)
        self.assertIn("points; the same command goes on from there", said)
        self.assertFalse((self.folder / "meta.yaml").exists())
        taken = journal.read_text()
        again = self.profiler("--quick", "--minutes", "0")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertTrue(journal.read_text().startswith(taken))
        self.assertTrue((self.folder / "meta.yaml").exists())

    def test_the_plan_measures_nothing(self):
        listed = self.profiler("--list", "--tp", "1,2")
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("tensor parallel 2", listed.stdout)
        self.assertIn("points before refinement: ", listed.stdout)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_what_the_cpu_cannot_do_is_refused(self):
        wrong = self.profiler("--dtype", "fp8", "--device", "cpu")
        self.assertEqual((wrong.returncode, wrong.stderr), (2, "profiler: --dtype fp8: on the CPU only fp32 is measured\n"))


if __name__ == "__main__":
    unittest.main()
