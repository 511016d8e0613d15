"""Connections on which no request arrives as it should: heads and bodies that are too long, or trickle for ever."""

import asyncio
from typing import Any, NamedTuple

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.http.upgrades import OfferParser, has_body

LEFTOVER_BYTES = 1024 * 1024  # of a body whose request has been answered: so much is let pass before we hang up
LEFTOVER_SECONDS = 2  # and so long: a client that still sends sees the answer, where it would else see a broken pipe
PHRASES = {408: b"Request Timeout", 431: b"Request Header Fields Too Large"}


class RequestBounds(NamedTuple):
    """How long a head may be and may take, and how many seconds a body may take after it."""

    head_bytes: int
    head_lines: int
    head_seconds: float
    body_seconds: float


class _HeadTooLarge(Exception):
    """Raised within the parser, which stops then."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP on one connection, which ends where a request is longer or slower than its bounds.

    The application answers a body that is too long or too slow before that (http_request.py, deadlines.py). This is for
    what no application sees: a connection on which nothing is said, a head, and a body whose request has been answered.
    """

    def __init__(self, *arguments: Any, bounds: RequestBounds, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.parser = OfferParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as the library has it
        self._bounds = bounds
        self._has_begun = False
        self._is_head = True  # from the start: whoever connects has something to say
        self._is_body = False
        self._head_bytes = 0  # of the lines that are whole
        self._unfinished_bytes = 0  # of a head of which no end has been seen
        self._leftover_bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self._end_after(self._bounds.head_seconds)

    def data_received(self, data: bytes) -> None:
        """Some bytes are here: they may begin a request, or end one."""
        super().data_received(data)
        if self._is_head and self._has_begun:
            self._unfinished_bytes += len(data)
            if self._unfinished_bytes > self._bounds.head_bytes:
                self._refuse_head()
        elif self._is_body and self.cycle is not None and self.cycle.response_complete:
            self._leftover_bytes += len(data)
            if self._leftover_bytes > LEFTOVER_BYTES:
                self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        super().connection_lost(exc)
        self._stop_timer()

    def on_message_begin(self) -> None:
        """A request begins to arrive."""
        super().on_message_begin()
        self._has_begun = self._is_head = True
        self._head_bytes = self._unfinished_bytes = self._leftover_bytes = 0
        self._end_after(self._bounds.head_seconds)

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A line of the head."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        super().on_header(name, value)
        if len(self.headers) > self._bounds.head_lines:
            raise _HeadTooLarge

    @property
    def passes_over_offer(self) -> bool:
        """Whether the request offers another protocol, and is answered as if it offered none."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT" and not self._should_upgrade()

    def _should_upgrade(self) -> bool:
        # With a body the WebSocket would wait for it without end.
        return self.parser.get_method() == b"GET" and not has_body(self.headers) and super()._should_upgrade()

    def on_headers_complete(self) -> None:
        """The head is whole; one with an offer that is passed over comes once more without it."""
        if self.passes_over_offer:
            return
        self._is_head, self._is_body = False, True
        self._end_after(self._bounds.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It has arrived whole."""
        if self.passes_over_offer:
            return
        super().on_message_complete()
        self._has_begun = self._is_body = False
        self._stop_timer()

    def on_response_complete(self) -> None:
        """It is answered, maybe before all of it has arrived."""
        super().on_response_complete()
        if self._is_body and self.cycle.response_complete and not self.transport.is_closing():
            self._end_after(LEFTOVER_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and heads that are too large: those have stopped the parser."""
        if self._head_bytes > self._bounds.head_bytes or len(self.headers or ()) > self._bounds.head_lines:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > self._bounds.head_bytes:
            raise _HeadTooLarge

    def _refuse_head(self) -> None:
        most = f"{self._bounds.head_bytes:,} bytes in {self._bounds.head_lines} lines"
        self._answer(431, "BAD_REQUEST", f"the head of the request is too large; accepted: at most {most}")

    def _end(self) -> None:
        if self._is_head and self._has_begun:
            seconds = f"{self._bounds.head_seconds:g} seconds"
            self._answer(408, "TIMEOUT", f"the head of the request did not arrive within {seconds}")
        self.transport.close()

    def _answer(self, status: int, code: str, message: str) -> None:
        """Say why, unless another answer is on its way, and hang up: what comes next is no request."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            content = orjson.dumps({"code": code, "message": message})
            head = (
                b"HTTP/1.1 %d %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head % (status, PHRASES[status], len(content)) + content)
        self.transport.close()

    def _end_after(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._end)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
