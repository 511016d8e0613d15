"""A server that may write no more answers 503 where it has to, leaves nothing behind, and goes on when there is room.

What stands for a full disk is the system's limit on the size of files, which can be set for a process that runs.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from server.commands.postgres import Addresses
from tests.support.clocks import PATIENCE
from tests.support.cluster import SAMPLE, Cluster
from tests.support.live import LiveServer, serving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process that runs")
BOOKS = [
    "/api/v2/reports/powerbi/resource-assignments?format=xlsx", "/api/v2/reports/powerbi/monthly-summary?format=xlsx",
    "/api/v2/reports/monthly-summary.xlsx", "/api/v2/reports/records.xlsx", "/api/v2/reports/week-assignments.xlsx",
]  # fmt: skip
TABLE = "/api/v2/reports/powerbi/resource-assignments?format=csv"
ROSTER = "CN,First Name,Last Name,Platform,Location,State,Skills\n"
PREVIEW = """mutation P($file: Upload!) { previewRosterImport(file: $file) {
    preview { created rejected { row } } problems { message } } }"""


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's temporary files are put."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def server(data: Addresses, temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TMPDIR", str(temporary))
        with serving(data.service, tmp_path_factory.mktemp("server")) as running:
            yield running


def allow(server: LiveServer, size: int) -> None:
    """Let no file of the server, nor of children that it starts, grow beyond so many bytes."""
    psutil.Process(server.process.pid).rlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def client(server: LiveServer) -> httpx.Client:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=PATIENCE)


def complaints(server: LiveServer) -> list[dict[str, Any]]:
    """What the log has besides requests."""
    return [line for line in server.logged() if line["message"] != "request"]


@pytest.mark.parametrize("path", BOOKS)
def test_a_workbook_is_whole_or_503(server: LiveServer, temporary: Path, path: str) -> None:
    told = []
    with client(server) as http:
        try:
            for size in (64 * 1024, 256 * 1024, 1024**2, 4 * 1024**2, resource.RLIM_INFINITY):
                allow(server, size)
                answer = http.get(path)
                told.append(answer.status_code)
                assert list(temporary.iterdir()) == []
                if answer.status_code == 503:
                    assert answer.json() == {
                        "code": "UNAVAILABLE",
                        "message": "there is no room for a workbook now; try again in a moment",
                    }
                    assert answer.headers["Retry-After"]
                else:
                    assert answer.content.startswith(b"PK")
                assert http.get(TABLE).status_code == 200, "what needs no file is answered"
        finally:
            allow(server, resource.RLIM_INFINITY)
    assert told == sorted(told, reverse=True)
    assert (told[0], told[-1]) == (503, 200)
    assert complaints(server)
    assert all(line["message"].endswith(": [Errno 27] File too large") for line in complaints(server))


def test_an_upload_needs_no_file(server: LiveServer, temporary: Path) -> None:
    rows = "".join(f"CN{number},A,{'B' * 100},Amisys,Domestic,FL,Claims\n" for number in range(900_000, 920_000))
    form = {
        "operations": json.dumps({"query": PREVIEW, "variables": {"file": None}}),
        "map": '{"0": ["variables.file"]}',
    }
    allow(server, 64 * 1024)
    try:
        with client(server) as http:
            answer = http.post(
                "/graphql",
                data=form,
                files={"0": ("roster.csv", (ROSTER + rows).encode())},
                headers={"GraphQL-Preflight": "1"},
            )
    finally:
        allow(server, resource.RLIM_INFINITY)
    payload = answer.json()["data"]["previewRosterImport"]
    assert (payload["preview"]["created"], payload["problems"]) == (20_000, [])
    assert list(temporary.iterdir()) == []
