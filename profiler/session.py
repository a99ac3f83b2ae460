"""The order in which things are measured, and when it is enough."""

import math
from dataclasses import dataclass

TIME, POINTS, ERROR, INTERRUPT = "time", "points", "error", "interrupt"


@dataclass(frozen=True)
class Budget:
    """Stop at the stated error, or when time or points are used up; the coarse grid is always measured."""

    error: float
    seconds: float
    points: float = math.inf


class Session:
    """Measures areas: all of them coarsely, then each time the one that is least certain.

    What the journal has is not measured again. The choice of the next point depends on measurements alone, so a run that
    goes on takes the way that the first one would have taken.
    """

    def __init__(self, areas, bench, journal, budget, progress):
        self.areas = areas
        self.bench = bench
        self.journal = journal
        self.budget = budget
        self.progress = progress
        self.through_coarse = False
        self.used = set()
        self._phase = ""
        self._expected = 1

    def run(self):
        """Returns why it stopped."""
        self._expected = sum(len(area.coarse()) + len(area.held_out_points()) for area in self.areas)
        for area in self.areas:
            self._phase = f"coarse grid, tensor parallel {area.tp}, {area.layer}"
            area.start(self.measure)
        self.through_coarse = True
        steps = dict.fromkeys(self.areas, 0)
        while True:
            area = max(self.areas, key=lambda a: (a.uncertainty(), -steps[a]))  # in turn where equally unsure
            steps[area] += 1
            if area.uncertainty() <= self.budget.error:
                return ERROR
            if self.journal.seconds >= self.budget.seconds:
                return TIME
            if len(self.used) >= self.budget.points:
                return POINTS
            unsure = area.uncertainty()
            doubt = "not looked into yet" if math.isinf(unsure) else f"may be {100 * unsure:.0f} % off"
            self._phase = f"refining tensor parallel {area.tp}, {area.layer} ({doubt})"
            area.refine(self.measure, self.budget.error)

    def measure(self, point):
        self.used.add(point)
        key = point.key()
        taken = self.journal.measurements.get(key)
        if taken is None:
            taken = self.bench.measure(point)
            self.journal.add(key, taken)
            if not taken.fits:
                sizes = ", ".join(map(str, point.at))
                self.progress.say(
                    f"tensor parallel {point.tp}, {point.layer} at {sizes}: out of memory; larger sizes of it are left out"
                )
        self._show()
        return taken

    def _show(self):
        """The stated error may be reached sooner than time is up; the coarse grid may take longer."""
        spent = self.journal.seconds
        whole = self.budget.seconds
        if not self.through_coarse:
            whole = max(whole, spent * self._expected / len(self.used))
        self.progress.show(spent / max(whole, 1e-9), self._phase, whole - spent)


@dataclass(frozen=True)
class HeldOut:
    """One point that was not used for fitting."""

    area: object
    point: object
    micros: float
    predicted: float

    @property
    def error(self):
        return abs(self.predicted / self.micros - 1)


def held_out(areas):
    """Every held-out point with what the interpolation of the others says."""
    return [
        HeldOut(area, point, taken.micros, area.predict(point))
        for area in areas
        for point, taken in getattr(area, "held_out", {}).items()
    ]
