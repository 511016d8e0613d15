"""Requests that offer another protocol than a WebSocket: answered with their bodies, and so is what comes after."""

import json
import random
import socket
import time
from collections.abc import Iterator

import pytest

from server.commands.postgres import Addresses
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer, serving

OFFERS = (b"h2c", b"TLS/1.0", b"websocket", b"websocket, h2c", b"h2c\r\nUpgrade: websocket", b"\xb2", b"", b"WebSocket")
BODY = json.dumps({"query": "{ viewer { subject } }"}).encode()
BODIES = {
    "with its length": (b"Content-Length: %d" % len(BODY), BODY),
    "in chunks": (
        b"Transfer-Encoding: chunked",
        b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (BODY[:5], len(BODY) - 5, BODY[5:]),
    ),
}
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of its own."""
    with serving(sample.service, tmp_path_factory.mktemp("offered")) as running:
        yield running


def asked(server: LiveServer, offer: bytes, length: bytes, body: bytes) -> bytes:
    """A query by POST that offers a protocol."""
    bearer = server.token("VIEWER").encode()
    lines = (b"POST /graphql HTTP/1.1", b"Host: x", b"Authorization: Bearer " + bearer, b"Upgrade: " + offer,
             b"Connection: Upgrade, HTTP2-Settings", b"HTTP2-Settings: AAMAAABk",
             b"Content-Type: application/json", length)  # fmt: skip
    return b"\r\n".join([*lines, b"", body])


def heard(server: LiveServer, parts: list[bytes]) -> bytes:
    """All that is said to some bytes, a moment after one another, until the server hangs up."""
    said = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
            time.sleep(0.01)
        while part := connection.recv(65_536):
            said += part
    return said


@pytest.mark.parametrize(("length", "body"), BODIES.values(), ids=BODIES)
def test_a_request_is_answered_whatever_it_offers_and_wherever_it_is_cut(
    server: LiveServer, length: bytes, body: bytes
) -> None:
    dice = random.Random(14)
    for offer in OFFERS:
        whole = asked(server, offer, length, body) * 2 + LAST
        for cuts in (0, 1, 4):
            places = sorted(dice.sample(range(1, len(whole)), cuts))
            parts = [whole[begin:end] for begin, end in zip([0, *places], [*places, len(whole)], strict=True)]
            said = heard(server, parts)
            assert said.count(b"HTTP/1.1 200 OK") == 3, (offer, places, said)
            assert said.count(b'{"data":{"viewer":{"subject":"tester"}}}') == 2


@pytest.mark.parametrize("path", [b"/healthz", b"/nowhere", b"/graphql"])
def test_a_get_that_would_be_a_websocket_with_a_body_is_a_plain_one(server: LiveServer, path: bytes) -> None:
    lines = (b"GET %s HTTP/1.1" % path, b"Host: x", b"Upgrade: websocket", b"Connection: Upgrade", b"Content-Length: 3",
             b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")  # fmt: skip
    said = heard(server, [b"\r\n".join([*lines, b"", b"abc"]) + LAST])
    assert said.count(b"HTTP/1.1 ") == 2, said
    assert said.endswith(b'{"status":"alive"}')
