"""When nothing can be had from a pool any more."""

import asyncio
import time

from db.postgres.pool import Pool


async def exhaustion(pool: Pool) -> None:
    """Return once no connection has been free for as long as anybody waits for one."""
    since = time.monotonic()
    while time.monotonic() - since < pool.wait:
        await asyncio.sleep(pool.wait / 20)
        if pool.in_use < pool.size:
            since = time.monotonic()
