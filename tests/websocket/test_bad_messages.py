"""What is no message of graphql-transport-ws ends with a code and a reason; a refused operation with its error."""

import asyncio
import json
from typing import Any

import pytest
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from server.app import create_app
from server.commands.postgres import Addresses
from tests.support.api import settings_for, token
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer, free_port

INIT = {"type": "connection_init", "payload": {"Authorization": f"Bearer {token('VIEWER')}"}}
QUERY = {"query": "{ viewer { subject } }"}
NO_MESSAGE = {
    "no JSON": ("{", "JSON"),
    "a binary frame": (b'{"type":"ping"}', "text"),
    "null": ("null", "object"),
    "an array": ("[]", "object"),
    "no type": ("{}", "type"),
    "a type that is no text": ('{"type": {}}', "type"),
    "an unknown type": ('{"type": "' + "x" * 300 + '"}', "Unknown message type"),
    "a lone surrogate": ('{"type": "\\ud800"}', "JSON"),
    "NaN": ('{"type": "ping", "payload": NaN}', "JSON"),
    "endless depth": ('{"type": "ping", "payload": ' + "[" * 100_000 + "]" * 100_000 + "}", "JSON"),
    "an id that is no text": (json.dumps({"type": "subscribe", "id": [], "payload": QUERY}), "id"),
    "nothing to complete": ('{"type": "complete"}', "id"),
    "no payload": ('{"type": "subscribe", "id": "1"}', "payload"),
    "a payload that is no object": ('{"type": "subscribe", "id": "1", "payload": "{ x }"}', "payload"),
    "a query that is no text": ('{"type": "subscribe", "id": "1", "payload": {"query": 7}}', "query"),
    "variables that are no object": (
        json.dumps({"type": "subscribe", "id": "1", "payload": {**QUERY, "variables": [1]}}), "variables",
    ),
}  # fmt: skip
REFUSED = {
    "a syntax error": ("{ viewer {" + "é" * 200, "BAD_REQUEST"),
    "an unknown operation": ("fragment F on Query { __typename }", "BAD_REQUEST"),
    "two operations without a name": ("query A { __typename } query B { __typename }", "BAD_REQUEST"),
    "too many bytes": ("{ viewer { subject } }" + " " * 20_000, "QUERY_TOO_COMPLEX"),
    "too much depth": ("{" + "a{" * 100 + "b" + "}" * 101, "QUERY_TOO_COMPLEX"),
    "too many aliases": ("{ " + " ".join(f"a{one}: __typename" for one in range(31)) + " }", "QUERY_TOO_COMPLEX"),
}


def opened(server: LiveServer) -> ClientConnection:
    return connect(
        server.url.replace("http", "ws", 1) + "/graphql", subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE
    )  # type: ignore[list-item]


def signed_in(socket: ClientConnection) -> None:
    socket.send(json.dumps(INIT))
    assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"


def closed_with(socket: ClientConnection) -> tuple[int, str]:
    """The code and the reason that the server closes with."""
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


@pytest.mark.parametrize(("frame", "word"), NO_MESSAGE.values(), ids=NO_MESSAGE)
def test_what_is_no_message_closes_with_4400(live_server: LiveServer, frame: str | bytes, word: str) -> None:
    with opened(live_server) as socket:
        signed_in(socket)
        socket.send(frame)
        code, reason = closed_with(socket)
    assert code == 4400
    assert word in reason


@pytest.mark.parametrize(("document", "code"), REFUSED.values(), ids=REFUSED)
def test_an_operation_that_is_refused_is_told_why(live_server: LiveServer, document: str, code: str) -> None:
    with opened(live_server) as socket:
        signed_in(socket)
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": document}}))
        message = json.loads(socket.recv(timeout=PATIENCE))
        assert (message["type"], message["id"]) == ("error", "1")
        assert {error["extensions"]["code"] for error in message["payload"]} == {code}
        socket.send('{"type":"ping"}')
        assert json.loads(socket.recv(timeout=PATIENCE)) == {"type": "pong"}


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"type": "subscribe", "id": "1", "payload": QUERY}], 4401),
        ([{"type": "connection_init"}], 4403),
        ([{"type": "connection_init", "payload": {"Authorization": "Bearer x"}}], 4403),
        ([{"type": "connection_init", "payload": 7}], 4400),
        ([INIT, INIT], 4429),
    ],
    ids=["asking before signing in", "no token", "a bad token", "a payload that is none", "signing in twice"],
)
def test_messages_out_of_order_close_with_their_code(
    live_server: LiveServer, messages: list[dict[str, Any]], code: int
) -> None:
    with opened(live_server) as socket:
        for message in messages:
            socket.send(json.dumps(message))
        if len(messages) > 1:
            assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        assert closed_with(socket)[0] == code


def test_a_message_is_no_larger_than_the_body_of_a_post(live_server: LiveServer) -> None:
    with opened(live_server) as socket:
        signed_in(socket)
        socket.send(json.dumps({"type": "ping", "payload": {"a": "x" * 1_000_000}}))
        assert json.loads(socket.recv(timeout=PATIENCE)) == {"type": "pong"}
        socket.send(json.dumps({"type": "ping", "payload": {"a": "x" * 1_048_576}}))
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=PATIENCE)


TEXT, BROKEN, GOODBYE = (Opcode.TEXT, b'{"type":"ping"}'), (Opcode.TEXT, b"\xbf\xff"), (Opcode.CLOSE, b"\x03\xe8")
IN_ONE_BREATH = [
    ([BROKEN], 1007),
    ([BROKEN, GOODBYE], 1000),
    ([BROKEN, BROKEN, GOODBYE], 1000),
    ([TEXT, BROKEN], 1007),
    ([BROKEN, TEXT, (Opcode.PING, b"")], 1007),
    ([BROKEN, (Opcode.CLOSE, b"\x00")], 1002),
    ([(Opcode.BINARY, b"\xff"), GOODBYE], 1000),
]


@pytest.mark.parametrize(("sent", "code"), IN_ONE_BREATH)
def test_frames_that_arrive_together_end_the_connection_and_are_no_error_of_the_server(
    live_server: LiveServer, sent: list[tuple[Opcode, bytes]], code: int
) -> None:
    before = live_server.log.read_text()
    with opened(live_server) as socket:
        signed_in(socket)
        socket.socket.sendall(b"".join(Frame(opcode, data).serialize(mask=True) for opcode, data in sent))
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code
    with opened(live_server) as socket:
        signed_in(socket)
    assert "ERROR" not in live_server.log.read_text().removeprefix(before)


async def held(app: Starlette, *messages: dict[str, Any]) -> list[Any]:
    """What an application sends in a conversation that the client ends."""
    received = [{"type": "websocket.receive", "text": json.dumps(message)} for message in messages]
    arriving = iter([{"type": "websocket.connect"}, *received, {"type": "websocket.disconnect", "code": 1001}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/graphql", "headers": [], "query_string": b"", "root_path": "",
             "subprotocols": ["graphql-transport-ws"]}  # fmt: skip
    await app(scope, receive, send)
    await app.state.database.close()
    return sent


async def test_nothing_of_a_connection_stays_when_it_ends(sample: Addresses) -> None:
    before = asyncio.all_tasks()
    sent = await held(create_app(settings_for(sample.service)), INIT)
    await asyncio.sleep(0)
    assert "connection_ack" in sent[-1]["text"]
    assert asyncio.all_tasks() == before


async def test_who_cannot_sign_in_without_the_database_is_asked_to_try_again() -> None:
    nowhere = f"postgresql://postgres@127.0.0.1:{free_port()}/postgres"
    key = f"hrk_{'0' * 32}_{'0' * 64}"
    sent = await held(create_app(settings_for(nowhere)), {**INIT, "payload": {"Authorization": f"Bearer {key}"}})
    assert (sent[-1]["type"], sent[-1]["code"]) == ("websocket.close", 1013)
    assert "try again" in sent[-1]["reason"]
