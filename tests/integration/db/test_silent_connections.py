"""A database that vanishes without a word is noticed: the system asks after connections on which nothing is said."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from db.admin.migrate import owner_connection
from db.postgres.connection import engine_for
from server.commands.postgres import Addresses

ASKED = [("TCP_KEEPIDLE", 60), ("TCP_KEEPALIVE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 10)]  # at most


@pytest.fixture
async def by_network(sample: Addresses) -> AsyncIterator[Addresses]:
    """The sample's addresses over TCP, wherever its server listens."""
    url = make_url(sample.service)
    folder, port = str(url.query.get("host") or url.host), int(str(url.query.get("port") or url.port or 5432))
    lines = set[asyncio.Task[None]]()

    async def pass_on(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        lines.add(asyncio.current_task())  # type: ignore[arg-type]
        opened = (
            asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")
            if folder.startswith("/")
            else asyncio.open_connection(folder, port)
        )
        database, to_database = await opened
        await asyncio.gather(copied(client, to_database), copied(database, to_client))

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as listening:
        where = {"host": "127.0.0.1", "port": listening.sockets[0].getsockname()[1], "query": {}}
        yield Addresses(
            service=make_url(sample.service).set(**where).render_as_string(hide_password=False),
            owner=make_url(sample.owner).set(**where).render_as_string(hide_password=False),
            is_embedded=False,
        )
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


async def line_of(connection: AsyncConnection) -> Any:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    return driver._transport.get_extra_info("socket")


def is_asked_after(line: Any) -> bool:
    found = [(name, most) for name, most in ASKED if hasattr(socket, name)]
    return bool(line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)) and all(
        0 < line.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) <= most for name, most in found
    )


async def test_connections_of_the_service_and_of_the_owner_are_asked_after(by_network: Addresses) -> None:
    engine = engine_for(by_network.service)  # what answers, changes and listens is made by it
    async with engine.connect() as service, owner_connection(by_network.owner) as owner:
        for connection in (service, owner):
            assert is_asked_after(await line_of(connection))
    await engine.dispose()
