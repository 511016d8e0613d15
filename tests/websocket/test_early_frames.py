"""Frames that are none, sent before anybody has signed in: the connection ends, and the log is quiet."""

import json
import socket
import time

import pytest

from tests.support import loopback
from tests.support.api import token
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer

HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
MASK = b"\x00\x00\x00\x00"
FRAMES = {
    "a reserved operation": b"\x83\x80" + MASK,
    "reserved bits": b"\xf1\x80" + MASK,
    "no mask": b"\x81\x02hi",
    "a long ping": b"\x89\xfe\x01\x00" + MASK + b"x" * 256,
    "a ping in parts": b"\x09\x80" + MASK,
    "a rest of nothing": b"\x80\x80" + MASK,
    "a message within a message": b"\x01\x81" + MASK + b"a" + b"\x81\x81" + MASK + b"b",
    "no UTF-8": b"\x81\x82" + MASK + b"\xff\xfe",
    "a close without a code": b"\x88\x81" + MASK + b"\x03",
    "a close with a code that is none": b"\x88\x82" + MASK + b"\x00\x01",
    "a close with a reason that is no UTF-8": b"\x88\x84" + MASK + b"\x03\xe8\xff\xff",
    "a close": b"\x88\x82" + MASK + b"\x03\xe8",
    "too much": b"\x81\xff" + b"\x00\x00\x00\x00\x7f\xff\xff\xff" + MASK,
    "an endless length": b"\x81\xff" + b"\xff" * 8 + MASK,
    "HTTP": b"GET / HTTP/1.1\r\n\r\n",
    "zeros": b"\x00" * 64,
    "half a frame": b"\x81",
}


INIT = json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token('VIEWER')}"}})
MESSAGES = ("", '{"type":"ping","payload":{"a":"' + "x" * 200 + '"}}', "{" * 200, INIT)


@pytest.mark.parametrize("pause", [0, 0.1], ids=["with the handshake", "after it"])
@pytest.mark.parametrize("first", MESSAGES, ids=["alone", "a ping before", "no JSON before", "a sign-in before"])
def test_a_frame_before_anybody_signs_in_is_no_error_of_the_server(
    live_server: LiveServer, first: str, pause: float
) -> None:
    for frame in FRAMES.values():
        send(live_server, text(first) + frame, pause)
    assert accidents(live_server) == []


def text(message: str) -> bytes:
    """A whole frame, or nothing."""
    content = message.encode()
    return b"\x81\xfe" + len(content).to_bytes(2, "big") + MASK + content if content else b""


def accidents(server: LiveServer) -> list[str]:
    """What the log has of errors, once it has said that nothing else is under way."""
    loopback.get(f"{server.url}/nowhere")
    return [line for line in server.log.read_text().splitlines() if "Traceback" in line or '"ERROR"' in line]


def send(server: LiveServer, frame: bytes, pause: float) -> None:
    """Send frames, and wait until the server hangs up: at once, or as nobody signs in."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        if pause:
            connection.sendall(HANDSHAKE)
            assert connection.recv(65_536).startswith(b"HTTP/1.1 101 ")
            time.sleep(pause)
            connection.sendall(frame + frame)
        else:
            connection.sendall(HANDSHAKE + frame + frame)
        try:
            connection.settimeout(0.3)
            while connection.recv(65_536):
                pass
        except OSError:
            pass
