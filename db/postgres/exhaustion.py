"""When nothing can be had from a pool any more."""

import asyncio
import time

from db.postgres.pool import Pool


async def exhaustion(pool: Pool, seconds: float) -> None:
    """Return once no connection has been free for so long."""
    since = time.monotonic()
    while time.monotonic() - since < seconds:
        await asyncio.sleep(seconds / 20)
        if pool.in_use < pool.size:
            since = time.monotonic()
