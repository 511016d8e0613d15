"""A connection that the server ends just before something is copied: who asked is told, and nothing is left behind."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import SOON
from tests.support.database import end_backends
from tests.support.relay import relayed

DEMO = tenant_id("demo")
HELD = 0.5  # seconds for which it is kept from the driver that a connection is over, but not what was said before
ROWS = text("SELECT 1")


@pytest.fixture
async def told_late(empty: Addresses) -> AsyncIterator[Database]:
    """A database of one connection, which hears of its end later than of the reason."""
    async with relayed(empty, held=HELD) as by_network:
        database = Database(by_network.service, pool_size=1, pool_wait=SOON)
        yield database
        await database.close()


async def test_it_is_refused_and_no_error_of_the_server(
    told_late: Database, empty: Addresses, caplog: pytest.LogCaptureFixture
) -> None:
    async def write(_: bytes) -> None:
        raise AssertionError

    with pytest.raises(DatabaseUnavailable):
        async with told_late.read(DEMO) as session:
            assert await session.scalar(ROWS) == 1
            assert await end_backends(empty) == 1
            await asyncio.sleep(HELD / 5)
            try:
                await session.copy(ROWS, {}, write, format="csv")
            finally:
                await asyncio.sleep(2 * HELD)  # the driver hears of it before the transaction ends
    gc.collect()  # what nobody has asked for is told when it is thrown away
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    async with told_late.read(DEMO) as session:
        assert await session.scalar(ROWS) == 1
