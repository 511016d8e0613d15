"""How long a request may keep us: until it has arrived, and as long as its client is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from server.errors import TransportError

SOON_DONE = 0.2  # seconds in which most questions are over, also those that wait for a turn


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


def while_connected(receive: Receive) -> "Unless":
    """Cancel what is done inside when the client hangs up, in the database too; raises ClientDisconnect."""

    async def hanging_up() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return Unless(hanging_up, ClientDisconnect, after=SOON_DONE)


class Unless:
    """Do something unless something else happens meanwhile: then it is cancelled, and an error raised.

    Nobody looks for so many seconds: what is done by then has cost no task to look for its end.
    """

    def __init__(
        self, happening: Callable[[], Awaitable[None]], error: Callable[[], Exception], *, after: float = 0
    ) -> None:
        self._happening = happening
        self._error = error
        self._after = after
        self._doing = asyncio.timeout(None)
        self._watcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        """Begin."""
        await self._doing.__aenter__()
        self._looking = asyncio.get_running_loop().call_later(self._after, self._look)

    async def __aexit__(self, *raised: Any) -> None:
        """Done, or cancelled."""
        self._looking.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
        try:
            await self._doing.__aexit__(*raised)
        except TimeoutError:
            raise self._error() from None

    def _look(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        await self._happening()
        self._doing.reschedule(asyncio.get_running_loop().time())
