"""Who reads what has changed since a moment misses nothing, however long those who write take to commit."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shared.clock import settled_until

CLOCK = text("SELECT clock_timestamp()")


@pytest.fixture
def other_id(demo_id: UUID) -> UUID:
    return UUID(int=demo_id.int ^ 1)


async def test_nothing_is_under_way_where_nobody_writes(database: Database, demo_id: UUID) -> None:
    async with database.read(demo_id) as session:
        before = await session.scalar(CLOCK)
    settled = await settled_until(database, demo_id)
    async with database.read(demo_id) as session:
        assert before <= settled <= await session.scalar(CLOCK)


async def test_a_moment_is_held_back_by_whoever_has_begun_and_not_ended(
    database: Database, demo_id: UUID, other_id: UUID
) -> None:
    async with database.write(demo_id, subject="slow", dry_run=True) as slow:
        began = await slow.scalar(CLOCK)
        await asyncio.sleep(1.2)
        async with database.write(demo_id, subject="quick", dry_run=True):
            pass
        assert await settled_until(database, demo_id) <= began
        # Another tenant's reader is not held back.
        assert await settled_until(database, other_id) > began
    assert await settled_until(database, demo_id) > began


async def test_reading_holds_nobody_back(database: Database, demo_id: UUID) -> None:
    async with database.read(demo_id) as session:
        began = await session.scalar(CLOCK)
        assert await settled_until(database, demo_id) > began


async def test_whoever_writes_waits_for_nobody_of_them(database: Database, demo_id: UUID) -> None:
    async with (
        asyncio.timeout(30),
        database.write(demo_id, subject="one", dry_run=True),
        database.write(demo_id, subject="two", dry_run=True) as other,
    ):
        await other.lock("plan", shared=True)
