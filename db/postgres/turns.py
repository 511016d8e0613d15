"""Whoever finds everything taken waits in line: first come, first served, and only so many."""

import asyncio
from typing import Literal

from db.errors import DatabaseBusy

MOST_WAITING = 500


class Turns(asyncio.Semaphore):
    """So many at a time, while at most `most_waiting` others wait; whoever comes then is told DatabaseBusy."""

    def __init__(self, size: int, *, most_waiting: int = MOST_WAITING) -> None:
        super().__init__(size)
        self._most_waiting = most_waiting
        self.waiting = 0

    async def acquire(self) -> Literal[True]:
        """Wait for a turn; raises DatabaseBusy."""
        if not self.locked():
            return await super().acquire()
        if self.waiting >= self._most_waiting:
            raise DatabaseBusy
        self.waiting += 1
        try:
            return await super().acquire()
        finally:
            self.waiting -= 1
