"""Standing in a line behind others who work with the database."""

from collections.abc import Hashable
from functools import partial

from db.errors import DatabaseUnavailable
from db.postgres.exhaustion import exhaustion
from db.postgres.pool import Pool
from db.postgres.turns import Turns
from server.http.deadlines import CancelWhen

WATCH_POOL_AFTER = 0.1  # seconds of waiting


async def wait_in_line(turns: Turns, owner: Hashable, pool: Pool) -> None:
    """Wait for a turn; raises DatabaseUnavailable where the database turns out to be away meanwhile.

    Those who have their turn may wait for a database that is away: whoever waits behind them is told as they are. Where
    an installation says how long anybody waits for a connection, the line does not wait longer for one either.
    """
    if pool.wait is None or not turns.locked(owner):
        await pool.wait_for(turns, owner)
        return
    watched = partial(exhaustion, pool, owner, pool.wait)
    async with CancelWhen(watched, DatabaseUnavailable, after=WATCH_POOL_AFTER):
        await pool.wait_for(turns, owner)
