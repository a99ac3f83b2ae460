"""A device that takes as long as a formula says, and a folder that goes away."""

import importlib.util
import tempfile
import unittest
from pathlib import Path

from profiler.points import Measurement, out_of_memory

HERE = Path(__file__).parent
TINY = HERE / "tiny-llama.json"
HAS_TORCH = importlib.util.find_spec("torch") is not None


class FolderTest(unittest.TestCase):
    """A test with an empty folder of its own."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)


class FormulaBench:
    """Counts what it was asked; `formula` gives microseconds, or None where memory ends."""

    def __init__(self, formula):
        self.formula = formula
        self.asked = []

    def measure(self, point):
        self.asked.append(point)
        micros = self.formula(point)
        return out_of_memory(0.01) if micros is None else Measurement(micros, 0.0, 7, 0.01)


def linear_attention(chunk, history, decodes, decode_history):
    """Linear in each axis, as attention is once memory is busy: a launch, pairs of tokens, bytes read."""
    return 5 + 0.01 * chunk + 1e-4 * chunk * history + decodes * (0.2 + 0.003 * decode_history) + 1e-5 * chunk * decodes
