"""Several workers on a slow machine come up, and one that dies is told of and replaced."""

from pathlib import Path

import psutil
import pytest

from server.commands.postgres import Addresses
from tests.support import loopback
from tests.support.clocks import until
from tests.support.live import LiveServer, serving

SLOW = 12  # seconds: more than the five that uvicorn's own supervisor waits for an answer
# Every fresh interpreter that is to become a worker, before it could answer anything.
SLOW_START = f"""
import sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    with open("started", "a") as noted:
        noted.write("started\\n")
    time.sleep({SLOW})
"""


def workers(server: LiveServer) -> set[int]:
    """The process ids of a server's workers."""
    children = psutil.Process(server.process.pid).children()
    return {child.pid for child in children if "--multiprocessing-fork" in child.cmdline()}


async def test_workers_of_a_slow_machine_come_up_and_a_dead_one_is_replaced(
    sample: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_START)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with serving(sample.service, tmp_path, "--workers", "2") as server:
        assert (tmp_path / "started").read_text() == "started\n" * 2, "none was killed while it started"
        before = workers(server)
        assert len(before) == 2
        assert "worker" not in server.log.read_text()
        died = min(before)
        psutil.Process(died).kill()

        async def said() -> bool:
            return f"worker {died} ended with status -9; another takes its place" in server.log.read_text()

        async def replaced() -> bool:
            return len(workers(server) - {died}) == 2

        await until(said)
        await until(replaced)
        async with loopback.AsyncClient(base_url=server.url) as http:
            assert (await http.get("/readyz")).status_code == 200
