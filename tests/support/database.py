"""Holding a database up, and looking at what is at work in it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.admin.migrate import owner_connection
from server.commands.postgres import Addresses
from tests.support.clocks import PATIENCE

# A transaction sees what it saw when it looked first, until it is told otherwise.
LOOK_AGAIN = text("SELECT pg_stat_clear_snapshot()")
AT_WORK = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'headroom' AND state <> 'idle'
      AND query NOT LIKE 'LISTEN%'""")


@asynccontextmanager
async def locked(addresses: Addresses, table: str) -> AsyncIterator[AsyncConnection]:
    """Inside, whoever wants to read the table waits."""
    async with owner_connection(addresses.owner) as owner:
        await owner.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield owner


async def at_work(owner: AsyncConnection) -> int:
    """How many of the service's connections are in a transaction, or carry a statement out."""
    await owner.execute(LOOK_AGAIN)
    return int(await owner.scalar(AT_WORK) or 0)


async def until_at_work(owner: AsyncConnection, wanted: int, *, seconds: float = PATIENCE) -> float:
    """Wait until so many are; returns how long that took."""
    began = time.monotonic()
    while (found := await at_work(owner)) != wanted:
        assert time.monotonic() - began < seconds, f"{found} are at work, not {wanted}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began
