"""Whatever comes over a WebSocket: an answer, or a close code of the protocol; and the next client is served."""

import asyncio
import json
import random
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.fuzz import frames
from tests.fuzz.answers import expect_words_for_people
from tests.fuzz.conftest import Served
from tests.fuzz.test_bodies import BUILT, Count
from tests.support.clocks import PATIENCE

SAID = {"connection_ack", "next", "error", "complete", "ping", "pong"}
# Of RFC 6455: normal, protocol error, not UTF-8, too big. Of graphql-transport-ws: everything that it defines.
CLOSED = {1000, 1002, 1007, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4429}
PING = '{"type":"ping"}'


def opened(served: Served, protocols: list[str] | None) -> connect:
    address = served.server.url.replace("http", "ws", 1) + "/graphql"
    chosen = None if protocols is None else [Subprotocol(one) for one in protocols]
    return connect(address, subprotocols=chosen or None, max_size=None, ping_interval=None, open_timeout=PATIENCE)


async def heard(socket: ClientConnection, sent: object, *, seconds: float = PATIENCE) -> dict[str, object]:
    """The next message, which is one of the protocol's."""
    message = json.loads(await asyncio.wait_for(socket.recv(), seconds))
    assert message["type"] in SAID, (message, sent)
    if message["type"] in ("next", "error"):
        expect_words_for_people(message["payload"], sent)
    return dict(message)


async def converse(served: Served, held: frames.Conversation) -> int | None:
    """Hold a conversation; returns the code it was closed with, None where it could go on."""
    async with opened(served, held.protocols) as socket:
        try:
            for frame in held.frames:
                await socket.send(frame.content, text=frame.is_text)
            await socket.send(PING)
            while (await heard(socket, held))["type"] != "pong":
                pass
            with suppress(TimeoutError):
                while held.seconds:
                    await heard(socket, held, seconds=held.seconds)
        except ConnectionClosed as closed:
            assert closed.rcvd is not None or held.is_no_websocket, ("closed without a word", held)
            if closed.rcvd is None:
                return None
            expect_words_for_people({"code": "", "message": closed.rcvd.reason}, held)
            return int(closed.rcvd.code)
    return None


async def expect_a_proper_client_to_be_served(served: Served) -> None:
    """Sign in, ask, be answered."""
    async with opened(served, ["graphql-transport-ws"]) as socket:
        bearer = f"Bearer {served.server.token('VIEWER')}"
        await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": bearer}}))
        assert (await heard(socket, "init"))["type"] == "connection_ack"
        payload = {"query": "query Q { viewer { subject } }"}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
        assert (await heard(socket, payload))["payload"] == {"data": {"viewer": {"subject": "tester"}}}


async def test_any_conversation_gets_an_answer_or_a_code(served: Served, inputs: int, count: Count) -> None:
    dice, bearer, sent = random.Random(8), f"Bearer {served.server.token('ADMIN')}", 0
    codes = set()
    while sent < max(100, inputs // 3) or (not {None, 4400} <= codes and sent < 2_000):
        held = frames.conversation(dice, BUILT, bearer)
        codes.add(code := await converse(served, held))
        assert code is None or code in CLOSED, (code, held)
        sent += len(held.frames)
    await expect_a_proper_client_to_be_served(served)
    count(sent)
    assert {None, 4400} <= codes
    assert served.accidents() == []
