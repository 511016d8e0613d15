"""How long a request may keep us: until it has arrived, and as long as its client is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from columnar import EagerCoroutine
from server.http.errors import TransportError

T = TypeVar("T")
WATCH_AFTER = 0.2  # seconds in which most operations are over, also those that wait for others


async def read_within(seconds: float, reading: Coroutine[Any, Any, T]) -> T:
    """What `reading` returns, unless the client takes longer than `seconds` to send it; raises TransportError.

    Most bodies are here when their request is: they are read without starting a clock.
    """
    eager = EagerCoroutine(reading)
    if eager.is_done:
        return eager.value
    try:
        async with asyncio.timeout(seconds):
            return await eager
    except TimeoutError:
        message = f"the request did not arrive whole within {seconds:g} seconds"
        # Nobody will read what is still on its way: the connection can take no further request.
        raise TransportError(408, message, code="TIMEOUT", headers={"Connection": "close"}) from None


@asynccontextmanager
async def begun_within(seconds: float, context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """A context that is entered within some seconds, however long what is done inside takes; raises TimeoutError."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(seconds):
            entered = await stack.enter_async_context(context)
        yield entered


def cancel_on_disconnect(receive: Receive, seconds: float | None) -> "CancelWhen":
    """Cancel what is done inside when the client hangs up, in the database too; raises ClientDisconnect.

    What takes longer than `seconds`, where they are told, is cancelled as well; raises TimeoutError.
    """

    async def disconnect() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return CancelWhen(disconnect, ClientDisconnect, after=WATCH_AFTER, seconds=seconds)


class CancelWhen:
    """Cancel what is done inside when an event happens meanwhile, and raise `error` instead.

    A task that waits for the event costs more than a small operation does. So none is started before `after` seconds:
    what is done by then has paid for one timer. With `seconds`, what is done inside may take no longer; raises
    TimeoutError.
    """

    def __init__(
        self,
        event: Callable[[], Awaitable[None]],
        error: Callable[[], Exception],
        *,
        after: float,
        seconds: float | None = None,
    ) -> None:
        self._event = event
        self._error = error
        self._after = after
        self._timeout = asyncio.timeout(seconds)
        self._watcher: asyncio.Task[None] | None = None
        self._has_happened = False

    async def __aenter__(self) -> None:
        """Begin."""
        await self._timeout.__aenter__()
        self._timer = asyncio.get_running_loop().call_later(self._after, self._start_watcher)

    async def __aexit__(self, *raised: Any) -> None:
        """Done, or cancelled; raises the error where the event was why."""
        self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()
            self._watcher = None  # it refers back to us: a circle would be left to the garbage collector
        try:
            await self._timeout.__aexit__(*raised)
        except TimeoutError:
            if self._has_happened:
                raise self._error() from None
            raise

    def _start_watcher(self) -> None:
        self._watcher = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        await self._event()
        if not self._timeout.expired():
            # Ended as a timeout is, which cancels the task inside once and takes the cancellation back afterwards:
            # a bare task.cancel() could not be told from somebody else's.
            self._has_happened = True
            self._timeout.reschedule(asyncio.get_running_loop().time())
