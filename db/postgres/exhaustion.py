"""When nothing can be had from a pool any more."""

import asyncio
import time
from collections.abc import Hashable

from db.postgres.pool import Pool


async def exhaustion(pool: Pool, owner: Hashable, seconds: float) -> None:
    """Return once no connection has been free for an owner for so long."""
    since = time.monotonic()
    while time.monotonic() - since < seconds:
        await asyncio.sleep(seconds / 20)
        if not pool.is_exhausted(owner):
            since = time.monotonic()
