"""One caller has so many sockets, and so many operations on all of them; another caller has room of their own."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.commands.postgres import Addresses
from tests.support.api import token
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer, serving

CHANGED = 'subscription { capacityChanged(report: "2025-04") { report { value } } }'


@pytest.fixture(scope="module")
def server(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives a caller three sockets, and four operations on them."""
    folder = tmp_path_factory.mktemp("sockets")
    with serving(sample.service, folder, max_sockets=3, max_subscriptions=4) as running:
        yield running


def opened(server: LiveServer, bearer: str) -> ClientConnection:
    """A socket that has asked to be signed in."""
    address = server.url.replace("http", "ws", 1) + "/graphql"
    socket = connect(address, subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE)  # type: ignore[list-item]
    socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {bearer}"}}))
    return socket


def said(socket: ClientConnection) -> dict[str, object]:
    return dict(json.loads(socket.recv(timeout=PATIENCE)))


def subscribe(socket: ClientConnection, name: str, query: str = CHANGED) -> None:
    socket.send(json.dumps({"type": "subscribe", "id": name, "payload": {"query": query}}))


def answered(socket: ClientConnection) -> dict[str, object]:
    """The answer to a question."""
    subscribe(socket, f"question {time.monotonic()}", "{ viewer { subject } }")
    return said(socket)


def test_a_socket_too_many_is_closed_with_a_code_until_another_is_gone(server: LiveServer) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(opened(server, token("VIEWER"))) for _ in range(3)]
        assert {said(socket)["type"] for socket in sockets} == {"connection_ack"}
        for bearer in (token("VIEWER"), token("ADMIN")):  # the same person with another token
            with opened(server, bearer) as fourth, pytest.raises(ConnectionClosed) as closed:
                fourth.recv(timeout=PATIENCE)
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, "at most 3" in closed.value.rcvd.reason) == (4429, True)
        with opened(server, token("VIEWER", subject="another")) as other:
            assert said(other)["type"] == "connection_ack"
        sockets[0].close()
        with opened(server, token("VIEWER")) as again:
            assert said(again)["type"] == "connection_ack"


def test_an_operation_too_many_is_told_so_until_another_is_complete(server: LiveServer) -> None:
    with opened(server, token("VIEWER", subject="one")) as first, opened(server, token("VIEWER", subject="one")) as two:
        assert said(first)["type"] == said(two)["type"] == "connection_ack"
        for place, socket in enumerate((first, first, two, two)):
            subscribe(socket, f"s{place}")
        for socket in (first, two):
            socket.send('{"type":"ping"}')
            assert said(socket)["type"] == "pong"  # by then those before have begun
        subscribe(two, "more")
        refused = said(two)
        assert (refused["type"], refused["id"]) == ("error", "more")
        (error,) = refused["payload"]  # type: ignore[misc]
        assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
        assert "at most 4" in error["message"]
        first.send(json.dumps({"type": "complete", "id": "s0"}))
        asked = time.monotonic()
        while (answer := answered(two))["type"] == "error":  # the one before is ending
            assert time.monotonic() < asked + PATIENCE, answer
        assert answer["type"] == "next"
    with opened(server, token("VIEWER", subject="one")) as later:
        assert said(later)["type"] == "connection_ack"
        assert answered(later)["type"] == "next"
