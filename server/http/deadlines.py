"""How long a request may keep us: until it has arrived, and as long as its client is there."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from columnar import EagerCoroutine
from server.http.errors import TransportError

T = TypeVar("T")
SOON_DONE = 0.2  # seconds in which most questions are over, also those that wait for a turn


async def arriving(seconds: float, reading: Coroutine[Any, Any, T]) -> T:
    """What is read of a request, in so many seconds; raises TransportError. What is here already needs no clock."""
    eager = EagerCoroutine(reading)
    if eager.is_done:
        return eager.value
    try:
        async with asyncio.timeout(seconds):
            return await eager
    except TimeoutError:
        message = f"the request did not arrive whole within {seconds:g} seconds"
        # What is still on its way has nobody who reads it.
        raise TransportError(408, message, code="TIMEOUT", headers={"Connection": "close"}) from None


def while_connected(receive: Receive, seconds: float) -> "CancelWhen":
    """Cancel what is done inside when the client hangs up, in the database too; raises ClientDisconnect.

    So is what takes longer than so many seconds; raises TimeoutError.
    """

    async def hanging_up() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return CancelWhen(hanging_up, ClientDisconnect, after=SOON_DONE, seconds=seconds)


class CancelWhen:
    """Do something unless something else happens meanwhile: then it is cancelled, and an error raised.

    Nobody looks before `after` seconds: what is done by then has cost no task to look for its end. With `seconds` it
    may take no longer; raises TimeoutError.
    """

    def __init__(
        self,
        happening: Callable[[], Awaitable[None]],
        error: Callable[[], Exception],
        *,
        after: float,
        seconds: float | None = None,
    ) -> None:
        self._happening = happening
        self._error = error
        self._after = after
        self._doing = asyncio.timeout(seconds)
        self._watcher: asyncio.Task[None] | None = None
        self._has_happened = False

    async def __aenter__(self) -> None:
        """Begin."""
        await self._doing.__aenter__()
        self._looking = asyncio.get_running_loop().call_later(self._after, self._look)

    async def __aexit__(self, *raised: Any) -> None:
        """Done, or cancelled."""
        self._looking.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None  # it refers back
        try:
            await self._doing.__aexit__(*raised)
        except TimeoutError:
            if self._has_happened:
                raise self._error() from None
            raise

    def _look(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        await self._happening()
        if not self._doing.expired():
            self._has_happened = True
            self._doing.reschedule(asyncio.get_running_loop().time())
