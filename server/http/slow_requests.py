"""Connections on which a request does not arrive: heads and bodies that trickle for ever, also after an answer."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class PunctualProtocol(HttpToolsProtocol):
    """HTTP on one connection, which is closed when a request takes longer than `seconds` to arrive.

    The application tells a slow client so before (patience.py); this is for what no application sees.
    """

    def __init__(self, *arguments: Any, seconds: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._seconds = seconds
        self._is_arriving = True  # whoever connects has something to say
        self._closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take some bytes in."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing comes any more."""
        super().connection_lost(exc)
        self._is_arriving = False
        self._watch()

    def on_message_begin(self) -> None:
        """The first bytes of a request are here."""
        super().on_message_begin()
        self._is_arriving = True

    def on_message_complete(self) -> None:
        """The last ones are."""
        super().on_message_complete()
        self._is_arriving = False

    def _watch(self) -> None:
        if self._is_arriving and self._closing is None:
            self._closing = asyncio.get_running_loop().call_later(self._seconds, self.transport.close)
        elif not self._is_arriving and self._closing is not None:
            self._closing.cancel()
            self._closing = None
