"""A way to a database over the network, wherever its server listens: everything is passed on as it comes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import URL, make_url

from server.commands.postgres import Addresses

HOST = "127.0.0.1"


@asynccontextmanager
async def relayed(addresses: Addresses, *, held: float = 0) -> AsyncIterator[Addresses]:
    """The same addresses by a relay; that the server has hung up it passes on so many seconds later than the rest."""
    server = make_url(addresses.service)
    lines = set[asyncio.Task[None]]()

    async def pass_on(client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        lines.add(asyncio.current_task())  # type: ignore[arg-type]
        database, to_database = await _opened(server)
        await asyncio.gather(_copied(client, to_database), _copied(database, to_client, held=held))

    async with await asyncio.start_server(pass_on, HOST, 0) as listening:
        where = {"host": HOST, "port": listening.sockets[0].getsockname()[1], "query": {}}
        yield Addresses(
            service=server.set(**where).render_as_string(hide_password=False),
            owner=make_url(addresses.owner).set(**where).render_as_string(hide_password=False),
            is_embedded=False,
        )
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def _opened(server: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = str(server.query.get("host") or server.host), int(str(server.query.get("port") or server.port or 5432))
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    return await asyncio.open_connection(host, port)


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, held: float = 0) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    await asyncio.sleep(held)
    writer.close()
