"""A database that vanishes without a word is noticed: the system asks after connections on which nothing is said."""

import socket
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from db.admin.migrate import owner_connection
from db.postgres.connection import engine_for
from server.commands.postgres import Addresses
from tests.support.relay import relayed

ASKED = [("TCP_KEEPIDLE", 60), ("TCP_KEEPALIVE", 60), ("TCP_KEEPINTVL", 60), ("TCP_KEEPCNT", 10)]  # at most


async def line_of(connection: AsyncConnection) -> Any:
    driver: Any = (await connection.get_raw_connection()).driver_connection
    return driver._transport.get_extra_info("socket")


def is_asked_after(line: Any) -> bool:
    found = [(name, most) for name, most in ASKED if hasattr(socket, name)]
    return bool(line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)) and all(
        0 < line.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) <= most for name, most in found
    )


async def test_connections_of_the_service_and_of_the_owner_are_asked_after(sample: Addresses) -> None:
    async with relayed(sample) as by_network:
        engine = engine_for(by_network.service)  # what answers, changes and listens is made by it
        async with engine.connect() as service, owner_connection(by_network.owner) as owner:
            for connection in (service, owner):
                assert is_asked_after(await line_of(connection))
        await engine.dispose()
