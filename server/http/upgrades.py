"""Requests that offer another protocol: a WebSocket is taken, and every other offer is passed over.

Clients offer HTTP/2 so, those of Java with any request to an address of http. The parser stops there all the same, and
takes what follows, the request's body too, for the other protocol.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import httptools

Header = tuple[bytes, bytes]


class Offered(Protocol):
    """The connection, with the head that has been read."""

    url: bytes
    headers: list[Header]

    @property
    def passes_over_offer(self) -> bool:
        """Whether the request offers another protocol that it does not get."""


class OfferParser(httptools.HttpRequestParser):
    """The parser of a connection that goes on after an offer that is passed over."""

    def __init__(self, connection: Offered) -> None:
        super().__init__(connection)
        self._connection = connection

    def feed_data(self, data: Any) -> None:
        """Parse some bytes; a head with such an offer once more, without it."""
        while True:
            try:
                super().feed_data(data)
            except httptools.HttpParserUpgrade as stopped:
                if not self._connection.passes_over_offer:
                    raise
                data = self._head_without_offer() + data[stopped.args[0] :]
            else:
                return

    def _head_without_offer(self) -> bytes:
        requested = b"%s %s HTTP/%s" % (self.get_method(), self._connection.url, self.get_http_version().encode())
        lines = [b"%s: %s" % header for header in self._connection.headers if header[0] != b"upgrade"]
        return b"\r\n".join([requested, *lines, b"", b""])


def has_body(headers: Sequence[Header]) -> bool:
    """Whether a request's head announces a body."""
    return any(name == b"transfer-encoding" or (name == b"content-length" and value != b"0") for name, value in headers)
