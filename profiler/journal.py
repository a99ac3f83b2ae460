"""Every measurement on disk as soon as it is taken, so that a run that was cut off goes on where it stopped."""

import json
import os
from datetime import datetime, timezone
from pathlib import Path

from profiler.errors import InputError
from profiler.points import Measurement

NAME = "journal.jsonl"

# What a journal must agree on with the run that goes on with it, in the user's words.
WORDS = {
    "model": "model",
    "shape": "model shape",
    "device": "device",
    "driver": "driver",
    "torch": "PyTorch",
    "cuda": "CUDA",
    "variant": "number format",
    "kernels": "kernels",
    "threads": "threads",
    "timings": "timings",
    "profiler": "profiler version",
}


class Journal:
    """Measurements by the key of their point. The first line says what was measured on what."""

    def __init__(self, folder, identity):
        self.path = Path(folder) / NAME
        self.measurements = {}
        self.resumed = False
        self.started_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
        if self.path.exists() and self.path.stat().st_size:
            self._go_on(identity)
        else:
            Path(folder).mkdir(parents=True, exist_ok=True)
            header = {"journal": 1, "started_at": self.started_at, "identity": identity}
            self.path.write_text(json.dumps(header) + "\n", encoding="utf-8")
        self._file = open(self.path, "a", encoding="utf-8")

    @property
    def seconds(self):
        """Spent on all measurements, whenever they were taken."""
        return sum(taken.seconds for taken in self.measurements.values())

    def degrees(self):
        """Degrees of tensor parallelism that it has points of."""
        return sorted({int(key.split(" ", 1)[0][2:]) for key in self.measurements if key.startswith("tp")})

    def add(self, key, taken):
        self.measurements[key] = taken
        line = {"point": key, "micros": taken.micros, "error": taken.error, "samples": taken.samples, "seconds": taken.seconds}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def close(self):
        self._file.close()

    def _go_on(self, identity):
        text = self.path.read_text(encoding="utf-8", errors="replace")
        whole = text[: text.rfind("\n") + 1]  # a line without an end is one that was cut off
        lines = whole.splitlines()
        header = _json(lines[0]) if lines else None
        if not isinstance(header, dict) or header.get("journal") != 1 or not isinstance(header.get("identity"), dict):
            raise InputError(
                f"{self.path}: is not a journal of this profiler. Maybe another --out, or --fresh to overwrite it"
            )
        self._check(header["identity"], identity)
        self.started_at = header.get("started_at", self.started_at)
        for number, line in enumerate(lines[1:], 2):
            self._read(number, line)
        if len(whole) < len(text):
            with open(self.path, "r+b") as file:
                os.truncate(file.fileno(), len(whole.encode()))
        self.resumed = bool(self.measurements)

    def _check(self, before, now):
        for key, words in WORDS.items():
            if before.get(key) != now.get(key):
                raise InputError(
                    f"{self.path}: was measured with {words} {before.get(key)}; this run has {now.get(key)}. "
                    "Maybe another --out, or --fresh to begin anew"
                )

    def _read(self, number, line):
        entry = _json(line)
        try:
            micros = entry["micros"]
            if micros is not None and not micros > 0:
                raise ValueError
            taken = Measurement(micros, entry["error"], int(entry["samples"]), float(entry["seconds"]))
            self.measurements[str(entry["point"])] = taken
        except (TypeError, KeyError, ValueError):
            raise InputError(
                f"{self.path}:{number}: is not a measurement: {line[:80]}. Maybe delete this line, or --fresh to begin anew"
            ) from None


def _json(line):
    try:
        return json.loads(line)
    except ValueError:
        return None
