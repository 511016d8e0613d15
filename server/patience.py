"""How long a request may keep us: until it has arrived, and as long as its client is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from server.errors import TransportError


@asynccontextmanager
async def arriving(seconds: float) -> AsyncIterator[None]:
    """Read a request's body inside, in so many seconds; raises TransportError."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        message = f"the request did not arrive whole within {seconds:g} seconds"
        # What is still on its way has nobody who reads it.
        raise TransportError(408, message, code="TIMEOUT", headers={"Connection": "close"}) from None


def while_connected(receive: Receive) -> AbstractAsyncContextManager[None]:
    """Cancel what is done inside when the client hangs up, in the database too; raises ClientDisconnect."""

    async def hanging_up() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return unless(hanging_up, ClientDisconnect())


@asynccontextmanager
async def unless(happening: Callable[[], Awaitable[None]], error: Exception) -> AsyncIterator[None]:
    """Do something unless something else happens meanwhile: then it is cancelled, and the error raised."""
    doing = asyncio.timeout(None)

    async def watch() -> None:
        await happening()
        doing.reschedule(asyncio.get_running_loop().time())

    watcher = asyncio.create_task(watch())
    try:
        async with doing:
            try:
                yield
            finally:
                watcher.cancel()
    except TimeoutError:
        if doing.expired():
            raise error from None
        raise
