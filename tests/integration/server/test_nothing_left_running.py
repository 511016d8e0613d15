"""What nobody waits for any more ends in the database too: after a time-out, and when a client hangs up."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from db.admin.migrate import owner_connection
from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import PATIENCE, SOON, until
from tests.support.cluster import SAMPLE, Cluster
from tests.support.database import locked, until_at_rest, until_held_up
from tests.support.live import LiveServer, serving

QUESTION = "{ resources(first: 1) { nodes { cn } } }"
BY_KEY = '{ node(id: "UmVzb3VyY2U6MQ") { id } }'  # loaded in a batch, by a task of its own
READ_WRITE = 'mutation { deactivateResource(cn: "CN10002") { problems { message } } }'
COMMIT = """mutation { commitPreview(previewId: "6f1d4b86-52f0-4ac7-9d5c-5f3a3b0f7a11", userNotes: "x") {
  problems { message } } }"""
REPORT = "/api/v2/reports/powerbi/monthly-summary"
BOOK = "/api/v2/reports/monthly-summary.xlsx"
HISTORY = "/api/history-log/6f1d4b86-52f0-4ac7-9d5c-5f3a3b0f7a11/download"
SECONDS = 2.0  # in which a busy machine gets as far as the database


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def hurried(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives everything two seconds."""
    limits = {"query_seconds": SECONDS, "mutation_seconds": SECONDS, "download_seconds": SECONDS}
    with serving(data.service, tmp_path_factory.mktemp("hurried"), **limits) as server:
        yield server


@pytest.fixture(scope="module")
def patient(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server that gives everybody as long as they like."""
    with serving(data.service, tmp_path_factory.mktemp("patient")) as server:
        yield server


@asynccontextmanager
async def client(server: LiveServer, **options: float) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    async with loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE, **options) as http:  # type: ignore[arg-type]
        yield http


@pytest.mark.parametrize(
    ("asked", "table"),
    [(QUESTION, "resource"), (BY_KEY, "resource"), (READ_WRITE, "resource"), (COMMIT, "change_preview")],
    ids=["a question", "a batch", "a change", "a commit"],
)
async def test_an_operation_that_takes_too_long_leaves_no_statement_behind(
    hurried: LiveServer, data: Addresses, asked: str, table: str
) -> None:
    async with locked(data, table) as owner, client(hurried) as http:
        began = time.monotonic()
        answering = asyncio.create_task(http.post("/graphql", json={"query": asked}))
        await until_held_up(owner, 1)
        (error,) = (await answering).json()["errors"]
        assert error["extensions"]["code"] == "TIMEOUT"
        assert SECONDS <= time.monotonic() - began < SECONDS + SOON
        assert await until_at_rest(owner) < SOON


@pytest.mark.parametrize(
    ("path", "table"),
    [(REPORT, "report"), (BOOK, "report"), (HISTORY, "history_log")],
    ids=["a report", "a workbook", "a history entry"],
)
async def test_a_download_that_takes_too_long_leaves_no_statement_behind(
    hurried: LiveServer, data: Addresses, path: str, table: str
) -> None:
    async with locked(data, table) as owner, client(hurried) as http:
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["code"]) == (504, "TIMEOUT")
        assert await until_at_rest(owner) < SOON


async def test_a_download_nobody_reads_is_cut_off(hurried: LiveServer, data: Addresses) -> None:
    """The answers are larger than what lies between server and client; the rest is never asked for."""
    with socket.create_connection(("127.0.0.1", hurried.port)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        ask = f"GET {REPORT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hurried.token('VIEWER')}\r\n\r\n"
        deaf.sendall(ask.encode() * 200)  # one after another, until nothing more fits
        with suppress(AssertionError):
            await until(
                lambda: asyncio.sleep(0, "without completing response" in hurried.log.read_text()), seconds=SOON
            )
        async with owner_connection(data.owner) as owner:
            assert await until_at_rest(owner) < SOON
    assert hurried.log.read_text().count(f'"path":"{REPORT}"') < 200
    assert "Traceback" not in hurried.log.read_text()


@pytest.mark.parametrize(
    "asked", [{"query": QUESTION}, {"query": BY_KEY}, REPORT], ids=["a question", "a batch", "a report"]
)
async def test_a_client_that_hangs_up_is_not_worked_for(
    patient: LiveServer, data: Addresses, asked: dict[str, str] | str
) -> None:
    table = "resource" if isinstance(asked, dict) else "report"
    async with locked(data, table) as owner:
        await _hung_up(patient, owner, asked)
        assert await until_at_rest(owner) < SOON  # far less than a question may take
    assert "Traceback" not in patient.log.read_text()


async def test_a_change_is_carried_out_even_if_its_sender_hangs_up(patient: LiveServer, data: Addresses) -> None:
    async with locked(data, "resource") as owner:
        await _hung_up(patient, owner, {"query": READ_WRITE})
        await asyncio.sleep(0.5)
        await until_held_up(owner, 1)
    async with client(patient) as http:
        found = '{ resource(cn: "CN10002") { isActive } }'

        async def is_there() -> bool:
            answer = (await http.post("/graphql", json={"query": found})).json()
            return not answer["data"]["resource"]["isActive"]

        assert await until(is_there)


async def _hung_up(server: LiveServer, owner: object, asked: dict[str, str] | str) -> None:
    """Ask, and be gone as soon as the database is at work."""
    body = json.dumps(asked) if isinstance(asked, dict) else ""
    line = "POST /graphql" if isinstance(asked, dict) else f"GET {asked}"
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = f"{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token('ADMIN')}\r\n"
    writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    await until_held_up(owner, 1)  # type: ignore[arg-type]
    writer.close()
    await writer.wait_closed()
