"""Requests that are too long or too slow for a real server: told so where that can be, and cut off."""

import json
import socket
import time
from collections.abc import Iterator

import pytest

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE, SOON
from tests.support.live import LiveServer, serving

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
LARGE = 50 * 1024 * 1024


@pytest.fixture(scope="module")
def server(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives a head two seconds to arrive."""
    with serving(sample.service, tmp_path_factory.mktemp("bounded"), head_seconds=2) as running:
        yield running


def connected(server: LiveServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)


def heard(connection: socket.socket) -> bytes:
    """All that is said until the server hangs up."""
    said = b""
    try:
        while part := connection.recv(65_536):
            said += part
    except ConnectionError:  # it hung up while more was on its way
        pass
    return said


def told(answer: bytes) -> tuple[int, str, str]:
    """Status, code and message of the one answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    error = json.loads(body)
    return int(head.split()[1]), error["code"], error["message"]


def sent(server: LiveServer, *parts: bytes) -> bytes:
    """What a server answers to these bytes; what it does not want any more is not sent."""
    with connected(server) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except ConnectionError:
            pass
        return heard(connection)


@pytest.mark.parametrize(
    "head",
    [
        (GET, b"X-Long: ", b"x" * 70_000, b"\r\n\r\n"),
        (GET, b"X-Long: ", *[b"x" * 65_536] * 160),
        (GET, *[b"X-%d: y\r\n" % number for number in range(120)], b"\r\n"),
        (GET, *[b"X-%d: %s\r\n" % (number, b"y" * 2_000) for number in range(50)], b"\r\n"),
        (b"GET /", b"x" * 80_000, b" HTTP/1.1\r\nHost: x\r\n\r\n"),
        (b"GET /", *[b"x" * 65_536] * 160),
        (GET, b"x" * 70_000, b": y\r\n\r\n"),
    ],
    ids=["a long line", "a line without end", "many lines", "long lines", "a long address", "an address without end",
         "a long name"],
)  # fmt: skip
def test_a_head_that_is_too_large_is_refused(server: LiveServer, head: tuple[bytes, ...]) -> None:
    answer = sent(server, *head)
    if answer:  # else it was lost on the way: the server hung up while the client was talking
        status, code, message = told(answer)
        assert (status, code) == (431, "BAD_REQUEST")
        assert message.endswith("accepted: at most 65,536 bytes in 100 lines")
    assert answer or sum(map(len, head)) > 1_000_000


def test_a_head_within_the_bounds_is_served_and_so_is_the_next(server: LiveServer) -> None:
    lines = [b"X-%d: %s\r\n" % (number, b"y" * 600) for number in range(95)]
    with connected(server) as connection:
        for _ in range(3):
            connection.sendall(GET + b"".join(lines) + b"\r\n")
            answer = b""
            while b'"alive"' not in answer:
                answer += connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("begun", [b"", b"GET /heal", GET, GET + b"X-Slow: "])
def test_a_head_that_trickles_is_ended(server: LiveServer, begun: bytes) -> None:
    started = time.monotonic()
    with connected(server) as connection:
        connection.sendall(begun)
        connection.settimeout(0.2)
        answer = b""
        while time.monotonic() < started + PATIENCE:
            try:
                part = connection.recv(65_536)
            except TimeoutError:
                if begun:
                    connection.sendall(b"x")
                continue
            except ConnectionError:
                break
            if not part:
                break
            answer += part
    assert 1.5 < time.monotonic() - started < 2 + SOON
    if begun:
        assert told(answer)[:2] == (408, "TIMEOUT")


@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("length", [b"Content-Length: %d\r\n" % LARGE, b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_is_too_long_is_cut_off(server: LiveServer, signed_in: bool, length: bytes) -> None:
    bearer = f"Authorization: Bearer {server.token('VIEWER')}\r\n".encode() if signed_in else b""
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + bearer + length + b"\r\n"
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n" if b"chunked" in length else b"x" * 65_536
    count, began = 0, time.monotonic()
    with connected(server) as connection:
        connection.sendall(head)
        try:
            for _ in range(LARGE // 65_536):
                connection.sendall(chunk)
                count += len(chunk)
        except ConnectionError:
            pass
    assert count < LARGE // 2  # what lay in the buffers between us included
    assert time.monotonic() - began < SOON


def test_whoever_sends_a_little_too_much_sees_why(server: LiveServer) -> None:
    for headers, status in (({"Authorization": f"Bearer {server.token('VIEWER')}"}, 413), ({}, 401)):
        response = loopback.post(
            f"{server.url}/graphql", content=b"x" * 1_600_000, timeout=PATIENCE,
            headers={"Content-Type": "application/json", **headers},
        )  # fmt: skip
        assert response.status_code == status


def test_nothing_of_it_is_an_accident(server: LiveServer) -> None:
    assert loopback.get(f"{server.url}/healthz").status_code == 200
    assert [line for line in server.logged() if line["level"] in ("ERROR", "CRITICAL") or "exc_info" in line] == []
