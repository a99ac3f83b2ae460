"""Says how far a run is: one line that is written over on a terminal, now and then a line of its own elsewhere."""

import sys
from time import monotonic

BAR = 24
SECONDS_ON_TERMINAL = 0.2
SECONDS_ELSEWHERE = 10


class Progress:
    """`share` of the work, a word about it, seconds left."""

    def __init__(self, out=None, clock=monotonic):
        self.out = out or sys.stderr
        self.clock = clock
        self.terminal = self.out.isatty()
        self.last = None

    def show(self, share, text, seconds_left):
        now = self.clock()
        if self.last is not None and now - self.last < (SECONDS_ON_TERMINAL if self.terminal else SECONDS_ELSEWHERE):
            return
        self.last = now
        share = min(1.0, max(0.0, share))
        line = f"{100 * share:3.0f} %  {text}  {duration(seconds_left)} left"
        if self.terminal:
            filled = round(BAR * share)
            self.out.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {line[:90]:<90}")
        else:
            self.out.write(line + "\n")
        self.out.flush()

    def say(self, text):
        """A line that stays."""
        if self.terminal and self.last is not None:
            self.out.write("\r" + " " * (BAR + 94) + "\r")
        self.out.write(text + "\n")
        self.out.flush()


def duration(seconds):
    seconds = max(0, round(seconds))
    return f"{seconds // 60}:{seconds % 60:02d}"
