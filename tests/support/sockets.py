"""Operations over graphql-transport-ws, message by message."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer


@contextmanager
def signed_in(server: LiveServer, *roles: str) -> Iterator[ClientConnection]:
    """A socket that somebody has signed in on."""
    address = server.url.replace("http", "ws", 1) + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], open_timeout=PATIENCE) as socket:
        payload = {"Authorization": f"Bearer {server.token(*roles)}"}
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert received(socket)["type"] == "connection_ack"
        yield socket


def received(socket: ClientConnection) -> dict[str, Any]:
    """The next message."""
    return dict(json.loads(socket.recv(timeout=PATIENCE)))


def told(socket: ClientConnection, request: dict[str, Any], name: str = "1") -> dict[str, Any]:
    """The first message that answers a request: its type and its payload."""
    socket.send(json.dumps({"id": name, "type": "subscribe", "payload": request}))
    message = received(socket)
    if message["type"] == "next":
        assert received(socket) == {"id": name, "type": "complete"}
    return message
