"""When nothing can be had from a pool any more."""

import asyncio
import time

from sqlalchemy import QueuePool

from db.engine import Database


async def exhaustion(database: Database) -> None:
    """Return once no connection has been free for as long as anybody waits for one."""
    pool = database.engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    since = time.monotonic()
    while time.monotonic() - since < pool.timeout():
        await asyncio.sleep(pool.timeout() / 20)
        if pool.checkedout() < pool.size():
            since = time.monotonic()
