"""Whoever finds everything taken waits in line: a line for each owner, which are served one after another.

First come, first served within a line. Between lines turns go round, so that somebody who waits alone is next but one
however many others wait for one owner.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

from db.errors import DatabaseBusy

MOST_WAITING = 500


class Turns:
    """So many at a time, of which one owner has at most `most_of_one`.

    At most `most_waiting` of one owner wait; whoever comes then is told a `refusal`.
    """

    def __init__(
        self,
        size: int,
        *,
        most_of_one: int | None = None,
        most_waiting: int = MOST_WAITING,
        refusal: Callable[[], Exception] = DatabaseBusy,
    ) -> None:
        self._free = size
        self._most_of_one = size if most_of_one is None else most_of_one
        self._most_waiting = most_waiting
        self._refusal = refusal
        self._held: Counter[Hashable] = Counter()
        self._lines: dict[Hashable, deque[asyncio.Future[None]]] = {}  # whose turn is next stands first
        self.waiting = 0

    @property
    def in_use(self) -> int:
        """How many have their turn."""
        return self._held.total()

    def held_by_owner(self) -> Counter[Hashable]:
        """How many turns each has."""
        return self._held.copy()

    def waiting_by_owner(self) -> Counter[Hashable]:
        """How many wait in each line."""
        return Counter({owner: len(line) for owner, line in self._lines.items()})

    def locked(self, owner: Hashable = None) -> bool:
        """Whether an owner who wants a turn now has to wait for one."""
        # Where something is free though somebody waits, it is not for them: they have as much as one may have.
        return not self._free or self._held[owner] >= self._most_of_one

    async def acquire(self, owner: Hashable = None) -> None:
        """Wait for a turn; raises the refusal."""
        if not self.locked(owner):
            self._take(owner)
            return
        if len(self._lines.get(owner, ())) >= self._most_waiting:
            raise self._refusal()
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(owner, deque()).append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(owner, turn)
            else:  # it was given to somebody who was leaving
                self.release(owner)
            raise

    def release(self, owner: Hashable = None) -> None:
        """Give a turn back, to whoever is next."""
        self._free += 1
        self._held[owner] -= 1
        if not self._held[owner]:
            del self._held[owner]
        self._call_next()

    @asynccontextmanager
    async def turn(self, owner: Hashable = None) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the block ends; raises the refusal."""
        await self.acquire(owner)
        try:
            yield
        finally:
            self.release(owner)

    def _take(self, owner: Hashable) -> None:
        self._free -= 1
        self._held[owner] += 1

    def _call_next(self) -> None:
        """Give what has become free to the first in line who may have it; the next turn is another owner's."""
        for owner in [one for one in self._lines if not self.locked(one)]:
            line = self._lines.pop(owner)
            while line:
                turn = line.popleft()
                self.waiting -= 1
                if not turn.done():  # whoever is cancelled stands in line until they have noticed
                    self._take(owner)
                    turn.set_result(None)
                    if line:
                        self._lines[owner] = line
                    return

    def _leave(self, owner: Hashable, turn: asyncio.Future[None]) -> None:
        line = self._lines.get(owner)
        if line is not None and turn in line:
            line.remove(turn)
            self.waiting -= 1
            if not line:
                del self._lines[owner]
