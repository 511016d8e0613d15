"""Metrics of several workers: any of them tells what goes on in all, and nothing goes on in one that has died."""

import asyncio
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.commands.postgres import Addresses
from server.http.metrics_folder import VARIABLE
from tests.integration.commands.conftest import COMMAND, environment
from tests.integration.commands.test_commands import one_line
from tests.integration.server.test_workers import workers
from tests.support import loopback, prepared
from tests.support.clocks import PATIENCE, until
from tests.support.database import locked, until_held_up
from tests.support.live import LiveServer, free_port, serving

ASKED = 4
QUESTION = {"query": "{ resources(first: 1) { nodes { cn } } }"}


def told(server: LiveServer, name: str, **labels: str) -> float:
    """A figure, as whichever worker answers tells it."""
    text = loopback.get(f"{server.url}/metrics", timeout=PATIENCE).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and sample.labels == labels
    )


async def test_any_worker_tells_of_all_and_none_of_the_dead(
    sample: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    monkeypatch.setenv(VARIABLE, str(folder))

    def are_told(name: str, wanted: float, **labels: str) -> Callable[[], asyncio.Future[bool]]:
        def look() -> bool:
            return all(told(server, name, **labels) == wanted for _ in range(8))

        return lambda: asyncio.ensure_future(asyncio.to_thread(look))

    with serving(sample.service, tmp_path, "--workers", "2") as server:
        headers = {"Authorization": f"Bearer {server.token('VIEWER')}"}
        async with loopback.AsyncClient(base_url=server.url, headers=headers, timeout=PATIENCE) as http:
            async with locked(sample, "resource") as owner:
                asking = [asyncio.create_task(http.post("/graphql", json=QUESTION)) for _ in range(ASKED)]
                await until_held_up(owner, ASKED)
                await until(are_told("headroom_tenant_requests", ASKED, state="under way"))
                for worker in workers(server):
                    psutil.Process(worker).kill()
                answers = await asyncio.gather(*asking, return_exceptions=True)
            assert all(isinstance(answer, httpx.TransportError) for answer in answers)
        await until(are_told("headroom_requests_in_flight", 1))  # the one that asks
        await until(are_told("headroom_tenant_requests", 0, state="under way"))


@pytest.mark.parametrize("place", ["", "nowhere", "file", "nowhere/below"])
def test_a_folder_that_cannot_be_written_to_is_refused_at_the_start(
    sample: Addresses, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("")
    asked = {**environment(tmp_path, sample), VARIABLE: place and str(tmp_path / place)}
    refused = prepared.run(
        ["serve", "--port", str(free_port()), "--workers", "2"], env=asked, cwd=tmp_path, timeout=PATIENCE
    )
    said = one_line(refused)
    assert VARIABLE in said
    assert "accepted: a folder that is there, and can be written to" in said


@pytest.mark.parametrize("count", ["1", "2"])
def test_an_orderly_end_leaves_nothing_of_what_went_on(sample: Addresses, tmp_path: Path, count: str) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    ended = subprocess.Popen(["true"])  # its number is nobody's any more
    ended.wait(PATIENCE)
    left = folder / f"gauge_livesum_{ended.pid}.db"
    left.write_bytes(bytes(1024))
    asked = {**environment(tmp_path, sample), VARIABLE: str(folder)}
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), "--workers", count], env=asked, cwd=tmp_path, stderr=log
        )
    try:
        asyncio.run(until(lambda: asyncio.to_thread(_is_ready, port)))
        assert not left.exists()
        assert list(folder.glob("gauge_live*"))
    finally:
        server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) == 0
    assert list(folder.glob("gauge_live*")) == []
    assert list(folder.glob("counter_*")), "what was counted stays"


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False
