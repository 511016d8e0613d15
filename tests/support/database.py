"""Holding a database up, and looking at what is at work in it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import TextClause, text
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

# Not one whose question is answered, and whose transaction is released in a moment.
HELD_UP = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'headroom' AND wait_event_type = 'Lock'""")
ENDED = text("""
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'headroom' AND (:all OR wait_event_type = 'Lock')""")


@asynccontextmanager
async def locked(addresses: Addresses, table: str) -> AsyncIterator[AsyncConnection]:
    """Inside, whoever wants to read the table waits."""
    async with owner_connection(addresses.owner) as owner:
        await owner.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield owner


async def until_at_rest(owner: AsyncConnection) -> float:
    """Wait until none of the service's connections is in a transaction; returns how long that took."""
    return await _until(owner, AT_WORK, 0)


async def until_held_up(owner: AsyncConnection, wanted: int) -> float:
    """Wait until so many of the service's connections wait for a lock; returns how long that took."""
    return await _until(owner, HELD_UP, wanted)


async def end_backends(addresses: Addresses, *, waiting_only: bool = False) -> int:
    """End the service's connections, or those that wait for a lock; returns how many there were."""
    async with owner_connection(addresses.owner) as owner:
        return int((await owner.execute(ENDED, {"all": not waiting_only})).scalar_one())


async def until_one_is_ended(addresses: Addresses) -> None:
    """Wait until one of the service's connections waits for a lock, and end it."""
    while not await end_backends(addresses, waiting_only=True):
        await asyncio.sleep(0.02)


async def _until(owner: AsyncConnection, count: TextClause, wanted: int) -> float:
    began = time.monotonic()
    while (found := await _counted(owner, count)) != wanted:
        assert time.monotonic() - began < PATIENCE, f"{found} are so, not {wanted}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _counted(owner: AsyncConnection, count: TextClause) -> int:
    await owner.execute(LOOK_AGAIN)
    return int(await owner.scalar(count) or 0)
