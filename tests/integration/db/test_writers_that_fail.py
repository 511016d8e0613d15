"""Whoever is handed rows may fail or be cancelled at any of them: the connection is free soon, and others go on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import SOON, until

DEMO = tenant_id("demo")
ROWS = text("SELECT repeat('x', 100) FROM generate_series(1, CAST(:rows AS int))")
FEW, MANY = 3, 200_000  # rows: all of them are sent before the first is handed on; more than any buffer holds
CASES = [*product([FEW], [1], [0.0, 0.1]), *product([MANY], [1, 3], [0.0, 0.1])]  # rows, at which call, after seconds


class Left(Exception):
    """Whoever asked has left."""


class Reader:
    """Is handed lines, and fails at some of them after a while; or waits there, to be cancelled."""

    def __init__(self, *, at: int, after: float, waits: bool) -> None:
        self._at, self._after, self._waits = at, after, waits
        self._calls = 0
        self.is_there = asyncio.Event()

    async def write(self, lines: bytes) -> None:
        self._calls += 1
        if self._calls < self._at:
            return
        self.is_there.set()
        await asyncio.sleep(self._after)
        if self._waits:
            await asyncio.Event().wait()
        raise Left


@pytest.fixture
async def narrow(empty: Addresses) -> AsyncIterator[Database]:
    """A database with one connection: whoever keeps it, keeps it from everybody."""
    database = Database(empty.service, pool_size=1, pool_wait=SOON)
    yield database
    await database.close()


async def copy(database: Database, rows: int, write: Any) -> None:
    async with database.read(DEMO) as session:
        await session.copy(ROWS, {"rows": rows}, write, format="csv")


async def expect_free(database: Database) -> None:
    async def is_free() -> bool:
        return database.pool.in_use == 0

    await until(is_free, seconds=SOON)
    async with database.read(DEMO) as session:
        assert await session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize(
    ("rows", "at", "after"), [*product([FEW], [1], [0.0, 0.1]), *product([MANY], [1, 3], [0, 0.1])]
)
async def test_a_writer_that_fails_leaves_the_connection_free(
    narrow: Database, rows: int, at: int, after: float
) -> None:
    with pytest.raises(Left):
        await copy(narrow, rows, Reader(at=at, after=after, waits=False).write)
    await expect_free(narrow)


@pytest.mark.parametrize(
    ("rows", "at", "after"), [*product([FEW], [1], [0.0, 0.1]), *product([MANY], [1, 3], [0, 0.1])]
)
async def test_a_writer_that_is_cancelled_leaves_the_connection_free(
    narrow: Database, rows: int, at: int, after: float
) -> None:
    reader = Reader(at=at, after=after, waits=True)
    copying = asyncio.create_task(copy(narrow, rows, reader.write))
    await reader.is_there.wait()
    await asyncio.sleep(2 * after)
    copying.cancel()
    with suppress(asyncio.CancelledError):
        await copying
    await expect_free(narrow)


@pytest.mark.parametrize("moment", range(20))
async def test_whenever_it_is_cancelled_the_connection_is_free(narrow: Database, moment: int) -> None:
    async def write(_: bytes) -> None:
        await asyncio.sleep(0)

    await copy(narrow, FEW, write)  # so that no connection is opened in what follows
    copying = asyncio.create_task(copy(narrow, FEW if moment % 2 else 10_000, write))
    await asyncio.sleep(moment * 0.0005)
    copying.cancel()
    with suppress(asyncio.CancelledError):
        await copying
    await expect_free(narrow)


async def test_the_server_does_not_go_on_for_nobody(narrow: Database, database: Database) -> None:
    with pytest.raises(Left):
        await copy(narrow, 100 * MANY, Reader(at=1, after=0, waits=False).write)
    working = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY %'")

    async def is_over() -> bool:
        async with database.read(DEMO) as session:
            return int(await session.scalar(working)) == 0

    await until(is_over)
