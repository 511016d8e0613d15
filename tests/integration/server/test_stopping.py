"""A server that is told to stop: what runs is answered, who is slow is told so, and nobody holds it up."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE, SOON
from tests.support.database import locked, until_held_up
from tests.support.live import LiveServer, serving

GRACE = 10.0  # seconds that running requests have
QUESTION = "{ resources(first: 1) { nodes { cn } } }"
CHANGED = 'subscription { capacityChanged(report: "2025-04") { report { value } } }'
UNFINISHED = "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
PART = '--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n'
UPLOAD = f"Content-Type: multipart/form-data; boundary=b\r\nGraphQL-Preflight: 1\r\nContent-Length: 5000\r\n\r\n{PART}"


@pytest.fixture
def server(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server of the test's own, since it is stopped."""
    with serving(sample.service, tmp_path_factory.mktemp("stopping")) as running:
        yield running


@pytest.fixture(scope="module")
def hurried(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives a head and a body a second each to arrive."""
    with serving(sample.service, tmp_path_factory.mktemp("hurried"), head_seconds=1, body_seconds=1) as running:
        yield running


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """What a server says until it hangs up, which resets the connection where bytes of ours were on their way."""
    said = b""
    with suppress(ConnectionResetError):
        while piece := await reader.read(65_536):
            said += piece
    return said


class Trickling:
    """A client that sends a byte of its body every now and then."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._sending = asyncio.create_task(self._send())
        self.answered = asyncio.create_task(until_closed(reader))

    async def _send(self) -> None:
        try:
            while True:
                self._writer.write(b" ")
                await self._writer.drain()
                await asyncio.sleep(0.1)
        except ConnectionError:
            pass

    async def answer(self) -> tuple[int, dict[str, str], float]:
        """Status and extensions of the error it was told, once the server has closed the connection."""
        began = time.monotonic()
        head, _, body = (await asyncio.wait_for(self.answered, PATIENCE)).partition(b"\r\n\r\n")
        (error,) = json.loads(body)["errors"]
        return int(head.split()[1]), error["extensions"], time.monotonic() - began


@asynccontextmanager
async def trickling(server: LiveServer, rest: str = UNFINISHED) -> AsyncIterator[Trickling]:
    """Inside, a request to the server never ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token('ADMIN')}\r\n{rest}".encode()
    )
    client = Trickling(reader, writer)
    try:
        yield client
    finally:
        client._sending.cancel()
        writer.close()


async def ended(server: LiveServer) -> float:
    """Tell the server to stop; returns how many seconds it took until it had."""
    began = time.monotonic()
    os.kill(server.process.pid, signal.SIGTERM)
    await asyncio.to_thread(server.process.wait, PATIENCE)
    return time.monotonic() - began


def complaints(server: LiveServer) -> list[str]:
    """What the log has besides requests and the notice that some were cut off."""
    return [
        line for line in server.logged() if line["message"] != "request" and "graceful shutdown" not in line["message"]
    ]


async def test_nobody_can_keep_a_server_from_stopping(server: LiveServer, sample: Addresses) -> None:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    async with (
        trickling(server) as body,
        trickling(server, UPLOAD) as upload,
        loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as idle,
        connect(
            server.url.replace("http", "ws") + "/graphql", subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE
        ) as socket,  # type: ignore[list-item]
    ):
        half = await asyncio.open_connection("127.0.0.1", server.port)
        half[1].write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert (await idle.get("/healthz")).status_code == 200
        await socket.send(json.dumps({"type": "connection_init", "payload": headers}))
        await socket.recv()
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": CHANGED}}))
        async with locked(sample, "resource") as owner:
            running = asyncio.create_task(idle.post("/graphql", json={"query": QUESTION}))
            await until_held_up(owner, 1)
            stopping = asyncio.create_task(ended(server))
            await asyncio.sleep(0.5)  # the question is still waiting when the signal arrives
        assert (await running).json()["data"]["resources"]["nodes"]
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code in (1001, 1012)
        for slow in (body, upload):
            status, extensions, _ = await slow.answer()
            assert (status, extensions["code"]) == (503, "UNAVAILABLE")
        assert await stopping < GRACE + SOON
        half[1].close()
    assert server.process.returncode == 0
    assert complaints(server) == []


async def test_without_slow_clients_it_stops_at_once(server: LiveServer) -> None:
    async with loopback.AsyncClient(base_url=server.url, timeout=PATIENCE) as idle:
        await idle.get("/healthz")
        assert await ended(server) < 0.8 * GRACE
    assert server.process.returncode == 0
    assert complaints(server) == []


@pytest.mark.parametrize("rest", [UNFINISHED, UPLOAD], ids=["JSON", "an upload"])
async def test_a_body_that_never_ends_is_cut_off(hurried: LiveServer, rest: str) -> None:
    async with trickling(hurried, rest) as client:
        status, extensions, seconds = await client.answer()
    assert (status, extensions) == (408, {"code": "TIMEOUT"})
    assert 0.8 < seconds < SOON
    assert complaints(hurried) == []


async def test_a_body_that_is_not_wanted_any_more_is_cut_off_too(hurried: LiveServer) -> None:
    async with trickling(hurried, UNFINISHED.replace("json", "xml")) as client:
        status, _, seconds = await client.answer()
    assert status == 415
    assert seconds < SOON


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_head_that_never_ends_is_cut_off(hurried: LiveServer, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hurried.port)
    writer.write(sent)
    answer = await asyncio.wait_for(until_closed(reader), SOON)
    assert answer.startswith(b"HTTP/1.1 408 ") if sent else answer == b""
    writer.close()


async def test_who_takes_turns_with_the_server_is_not_cut_off(hurried: LiveServer) -> None:
    address = hurried.url.replace("http", "ws") + "/graphql"
    async with (
        connect(address, subprotocols=["graphql-transport-ws"], open_timeout=PATIENCE) as socket,  # type: ignore[list-item]
        loopback.AsyncClient(base_url=hurried.url, timeout=PATIENCE) as http,
    ):
        for _ in range(3):
            assert (await http.get("/healthz")).status_code == 200
            await asyncio.sleep(1.2)
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv()) == {"type": "pong"}


async def test_who_leaves_in_the_middle_of_a_body_is_no_fault_of_ours(hurried: LiveServer) -> None:
    async with trickling(hurried):
        await asyncio.sleep(0.3)
    await asyncio.sleep(0.3)
    assert complaints(hurried) == []
