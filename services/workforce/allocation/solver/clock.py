"""The time a search has, shared among the steps that are left of it."""

import threading
import time

from services.workforce.allocation.solver.problem import Progress

THREADS = 2
PATIENCE = 2  # times an even share of the time that is left may go into one search of a week

CAUTION = 1.5  # times the time that the needful has taken is kept for what is left


class Clock:
    """Counts steps, and keeps for each that is left the time that the needful has taken of those before it.

    A plan and a bound are needful before a search is, and covering as much as can be before changing little.
    """

    def __init__(self, end: float, steps: int, progress: Progress) -> None:
        self.end, self._steps, self._done, self._progress = end, steps, 0, progress
        self._planning = self._covering = 0.0
        self._lock = threading.Lock()

    def step(self) -> None:
        """Begin a step."""
        with self._lock:
            self._progress("Allocating", self._done, self._steps)
            self._done += 1

    def covering_until(self, began: float) -> float:
        """The moment until which a step that has a plan and a bound may search for what covers most."""
        now = time.monotonic()
        with self._lock:
            self._planning += now - began
            return now + self._share(now, kept=self._planning / THREADS)

    def changing_until(self, began: float) -> float:
        """The moment until which a step that covers what it can may search for fewer changes."""
        now = time.monotonic()
        with self._lock:
            self._covering += now - began
            return now + self._share(now, kept=(self._planning + self._covering) / THREADS)

    def _share(self, now: float, *, kept: float) -> float:
        left = self._steps - self._done
        spare = self.end - now - CAUTION * kept * left / max(1, self._done)
        return min(PATIENCE * THREADS * spare / (left + 1), spare)
