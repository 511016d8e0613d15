"""One statement after another on a connection that several tasks share, until it is given back."""

import asyncio


class Closed(Exception):
    """A statement came after the end: the connection may be lent to somebody else by now."""


class StatementQueue:
    """An asynchronous context that one task enters at a time; after `end` nobody enters any more."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._inside: asyncio.Task[object] | None = None
        self._is_closed = False

    async def __aenter__(self) -> None:
        """Wait until nobody else is inside; raises Closed."""
        await self._lock.acquire()
        if self._is_closed:
            self._lock.release()
            raise Closed
        self._inside = asyncio.current_task()

    async def __aexit__(self, *_: object) -> None:
        """Let the next one in."""
        self._inside = None
        self._lock.release()

    async def end(self, *, cancels: bool) -> None:
        """Close the queue; the task that is inside is cancelled, or waited for."""
        self._is_closed = True
        if cancels and self._inside is not None:
            self._inside.cancel()
        async with self._lock:
            pass
