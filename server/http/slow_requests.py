"""Connections on which a request does not arrive: heads and bodies that trickle for ever, also after an answer."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class TimedProtocol(HttpToolsProtocol):
    """HTTP on one connection, which is closed when a request takes longer than `seconds` to arrive.

    The application answers a slow body before that (deadlines.py). This is for what no application sees: a connection
    on which nothing is said, a head that never ends, and a body whose request has been answered already.
    """

    def __init__(self, *arguments: Any, seconds: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._seconds = seconds
        self._is_arriving = True  # from the start: whoever connects has something to say
        self._closing_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self._set_timer()

    def data_received(self, data: bytes) -> None:
        """Some bytes are here: they may begin a request, or end one."""
        super().data_received(data)
        self._set_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        super().connection_lost(exc)
        self._is_arriving = False
        self._set_timer()

    def on_message_begin(self) -> None:
        """A request begins to arrive."""
        super().on_message_begin()
        self._is_arriving = True

    def on_message_complete(self) -> None:
        """It has arrived whole."""
        super().on_message_complete()
        self._is_arriving = False

    def _set_timer(self) -> None:
        if self._is_arriving and self._closing_timer is None:
            self._closing_timer = asyncio.get_running_loop().call_later(self._seconds, self.transport.close)
        elif not self._is_arriving and self._closing_timer is not None:
            self._closing_timer.cancel()
            self._closing_timer = None
