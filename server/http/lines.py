"""Standing in a line behind others who work with the database."""

import time
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from functools import partial

from db.errors import DatabaseBusy, DatabaseUnavailable
from db.postgres.exhaustion import exhaustion
from db.postgres.pool import Pool
from db.postgres.turns import Turns
from server.http.deadlines import CancelWhen

WATCH_POOL_AFTER = 0.1  # seconds of waiting
ENOUGH = 0.9  # of the time that anybody waits for a connection


class Line:
    """Turns at something, and the pool of connections that those who have one work with."""

    def __init__(self, turns: Turns, pool: Pool) -> None:
        self.turns = turns
        self._pool = pool

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for a turn as `wait_in_line` does, and have it until the block ends."""
        await wait_in_line(self.turns, owner, self._pool)
        try:
            yield
        finally:
            self.turns.release(owner)


async def wait_in_line(turns: Turns, owner: Hashable, pool: Pool) -> None:
    """Wait for a turn; raises DatabaseUnavailable where the database turns out to be away meanwhile.

    Those who have their turn may wait for a database that is away: whoever waits behind them is told as they are. Where
    an installation says how long anybody waits for a connection, the line does not wait longer for one either.
    """
    if pool.wait is None or not turns.locked(owner):
        await pool.wait_for(turns, owner)
        return
    watched, began = partial(exhaustion, pool, owner, pool.wait), time.monotonic()
    async with CancelWhen(watched, DatabaseUnavailable, after=WATCH_POOL_AFTER):
        await pool.wait_for(turns, owner)
    # Those before us gave up, and we have waited as long as they: we would only wait as long again.
    if time.monotonic() - began > ENOUGH * pool.wait and pool.is_exhausted(owner):
        turns.release(owner)
        raise DatabaseBusy
