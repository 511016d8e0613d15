"""The time a search has, shared among the steps that are left of it."""

import threading
import time

from services.workforce.allocation.solver.problem import Progress

THREADS = 2
PATIENCE = 4  # times an even share of the time that is left may go into one week of one region


class Clock:
    """Counts steps, and keeps for each that is left the time that a plan without a search has taken until now."""

    def __init__(self, end: float, steps: int, progress: Progress) -> None:
        self._end, self._steps, self._done, self._progress = end, steps, 0, progress
        self._planning = 0.0
        self._lock = threading.Lock()

    def step(self) -> None:
        """Begin a step."""
        with self._lock:
            self._progress("Allocating", self._done, self._steps)
            self._done += 1

    def search_until(self, planning: float) -> float:
        """The moment at which the search of a step ends that has planned for some seconds."""
        now = time.monotonic()
        with self._lock:
            self._planning += planning
            left = self._steps - self._done
            spare = self._end - now - left * self._planning / max(1, self._done)
            return now + min(PATIENCE * THREADS * spare / (left + 1), spare)
