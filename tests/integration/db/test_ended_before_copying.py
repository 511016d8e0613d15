"""A connection that the server ends just before something is copied: who asked is told, and nothing is left behind."""

import asyncio
import gc
import logging
import re
from collections.abc import AsyncIterator
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database
from db.errors import DatabaseUnavailable
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.support.clocks import SOON

DEMO = tenant_id("demo")
HELD = 0.5  # seconds for which it is kept from the driver that a connection is over, but not what was said before
ROWS = text("SELECT 1")
ENDED = text("""
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'headroom'""")


async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, *, held: float) -> None:
    while data := await source.read(65_536):
        target.write(data)
    await asyncio.sleep(held)
    target.close()


async def between(socket: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry on what a client and the server say, and late that the server has ended."""
    theirs, ours = await asyncio.open_unix_connection(socket)
    await asyncio.gather(carry(reader, ours, held=0), carry(theirs, writer, held=HELD))


@pytest.fixture
async def told_late(empty: Addresses) -> AsyncIterator[Database]:
    """A database of one connection, which hears of its end later than of the reason."""
    asked = parse_qs(urlsplit(empty.service).query)
    socket = f"{asked['host'][0]}/.s.PGSQL.{asked['port'][0]}"
    server = await asyncio.start_server(partial(between, socket), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = Database(re.sub(r"\?.*", f"?host=127.0.0.1&port={port}", empty.service), pool_size=1, pool_wait=SOON)
    yield database
    await database.close()
    server.close()


async def test_it_is_refused_and_no_error_of_the_server(
    told_late: Database, empty: Addresses, caplog: pytest.LogCaptureFixture
) -> None:
    async def write(_: bytes) -> None:
        raise AssertionError

    with pytest.raises(DatabaseUnavailable):
        async with told_late.read(DEMO) as session:
            assert await session.scalar(ROWS) == 1
            async with owner_connection(empty.owner) as owner:
                assert (await owner.execute(ENDED)).scalar_one() == 1
            await asyncio.sleep(HELD / 5)
            try:
                await session.copy(ROWS, {}, write, format="csv")
            finally:
                await asyncio.sleep(2 * HELD)  # the driver hears of it before the transaction ends
    gc.collect()  # what nobody has asked for is told when it is thrown away
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    async with told_late.read(DEMO) as session:
        assert await session.scalar(ROWS) == 1
