"""One run: reads the model, looks at the device, measures, writes the folder."""

import math
import signal
import sys
from pathlib import Path

from profiler import VERSION, arguments, collectives, meta, model as models, output, plan, sampling
from profiler.bench import TorchBench
from profiler.device import Device, choose, load_torch
from profiler.errors import InputError
from profiler.journal import Journal
from profiler.progress import Progress
from profiler.session import ERROR, INTERRUPT, POINTS, TIME, Budget, Session, held_out

# For --list. Of a CPU by experience with a tiny model; of a GPU a guess, which is said.
SECONDS_PER_POINT = {"cuda": 0.2, "cpu": 0.2, "quick": 0.03}
WHY = {
    ERROR: "the stated error is expected to hold",
    TIME: "time is up",
    POINTS: "enough points",
    INTERRUPT: "interrupted; the same command goes on from here",
}


def main(argv):
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return _run(arguments.parse(argv))
    except InputError as e:
        print(f"profiler: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _run(options):
    model = models.read(options.model, options.name)
    for tp in options.tp:
        model.shard(tp)
    torch = load_torch()
    kind, for_want_of_a_gpu = choose(torch, options.device)
    device = Device(torch, kind)
    variant = device.variant(options.dtype)
    sizes = arguments.sizes(options, model, device.is_cuda)
    progress = Progress()
    if for_want_of_a_gpu:
        progress.say(f"PyTorch finds no GPU: measuring the CPU ({device.name}). The figures say nothing about any GPU.")
    run = Run(options, model, torch, device, variant, sizes, progress)
    return run.show_plan() if options.list else run.measure()


class Run:
    def __init__(self, options, model, torch, device, variant, sizes, progress):
        self.options = options
        self.model = model
        self.torch = torch
        self.device = device
        self.variant = variant
        self.sizes = sizes
        self.progress = progress
        self.folder = Path(options.out)

    def show_plan(self):
        areas = self._areas(self.options.tp, element_bytes=4 if self.variant == "fp32" else 2, with_skew=True)
        points = sum(len(area.coarse()) + len(area.held_out_points()) for area in areas)
        each = SECONDS_PER_POINT["quick" if self.options.quick else self.device.kind]
        print(f"{self.model.name} ({self.model.family}), {self.variant}, on {self.device.name}")
        for tp in self.options.tp:
            print(f"tensor parallel {tp}")
            for area in (a for a in areas if a.tp == tp):
                unit = getattr(area, "unit", "points of the grid" if area.layer == "attention" else "cases")
                sizes = [point.at[0] for point in area.coarse()] if unit in ("tokens", "sequences") else ""
                counts = f"{len(area.coarse()):4} + {len(area.held_out_points())} held out"
                print(f"  {area.layer:16} {counts}, {unit} {sizes}".rstrip())
        print(
            f"{points} points before refinement: {points * each / 60:.1f} minutes, should a point take {each:g} s; then "
            f"where it is least sure, until {100 * self.options.error:g} % or {self.options.minutes:g} minutes in all"
        )
        return 0

    def measure(self):
        if self.options.fresh:
            output.remove(self.folder)
        effort = sampling.QUICK if self.options.quick else sampling.THOROUGH
        shards = {tp: self.model.shard(tp) for tp in self.options.tp}
        bench = TorchBench(self.torch, self.device, self.model, self.variant, shards, effort)
        journal = self._journal(bench)
        degrees = sorted(set(self.options.tp) | set(journal.degrees()))
        bench.shards.update({tp: self.model.shard(tp) for tp in degrees})
        if journal.resumed:
            self.progress.say(f"{journal.path}: going on after {len(journal.measurements)} points")
        areas = self._areas(degrees, bench.element_bytes, with_skew=bench.attention.skew_kernel is not None)
        budget = Budget(self.options.error, 60 * self.options.minutes, self.options.points or math.inf)
        session = Session(areas, bench, journal, budget, self.progress)
        clocks = {"start": self.device.clocks()}
        try:
            stopped_by = session.run()
            self._collectives(degrees, bench, journal, effort)
        except KeyboardInterrupt:
            stopped_by = INTERRUPT
        finally:
            journal.close()
        clocks["end"] = self.device.clocks()
        if not session.through_coarse:
            self.progress.say(f"stopped after {len(journal.measurements)} points; the same command goes on from there")
            return 130
        self._write(bench, journal, session, degrees, stopped_by, clocks)
        return 130 if stopped_by == INTERRUPT else 0

    def _areas(self, degrees, element_bytes, with_skew):
        largest = self.sizes.max_tokens + self.sizes.max_context
        return [
            area
            for tp in degrees
            for area in plan.areas(
                self.model, tp, self.sizes, self.device.max_kv_tokens(self.model, tp, element_bytes, largest), with_skew
            )
        ]

    def _journal(self, bench):
        try:
            return Journal(
                self.folder,
                {
                    "model": self.model.name,
                    "shape": self.model.shape(),
                    "device": self.device.name,
                    "driver": self.device.driver,
                    "torch": self.torch.__version__,
                    "cuda": self.device.cuda_version,
                    "variant": self.variant,
                    "kernels": bench.kernels,
                    "threads": self.device.threads,
                    "timings": "quick" if self.options.quick else "thorough",
                    "profiler": VERSION,
                },
            )
        except OSError as e:
            raise InputError(f"{self.folder}: cannot be written ({e.strerror}). Maybe another --out") from e

    def _collectives(self, degrees, bench, journal, effort):
        """Where several GPUs are there."""
        devices = self.torch.cuda.device_count() if self.device.is_cuda else 1
        cases = collectives.plan(self.model, self.sizes, degrees, devices, bench.element_bytes)
        missing = [case for case in cases if collectives.key(case) not in journal.measurements]
        if missing:
            self.progress.say(f"collectives among up to {devices} GPUs")
            try:
                for case, taken in collectives.measure(self.torch, missing, "nccl", effort):
                    journal.add(collectives.key(case), taken)
            except Exception as e:  # whatever a process that died may raise: the operators are worth keeping
                self.progress.say(f"collectives were not measured: {e}")
        measured = [(case, journal.measurements.get(collectives.key(case))) for case in cases]
        if any(taken for _, taken in measured):
            output.write_collectives(self.folder, [(case, taken) for case, taken in measured if taken])

    def _write(self, bench, journal, session, degrees, stopped_by, clocks):
        tested = held_out(session.areas)
        for tp in degrees:
            mine = [area for area in session.areas if area.tp == tp]
            output.write_tables(self.folder, tp, mine, [h for h in tested if h.point.tp == tp])
        summary = output.held_out_summary(tested)
        output.write_meta(self.folder, meta.of(self, bench, journal, session, degrees, stopped_by, clocks, summary))
        for tp, layers in summary.items():
            for layer, errors in layers.items():
                self.progress.say(
                    f"tensor parallel {tp}  {layer:16} held out: {errors['points']:2} points, "
                    f"median {errors['median_percent']:5.1f} %, worst {errors['max_percent']:5.1f} %"
                )
        self.progress.say(f"{self.folder}: {len(session.used)} points in {journal.seconds / 60:.1f} minutes; {WHY[stopped_by]}")
