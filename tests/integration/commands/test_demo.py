"""headroom demo as a process: ready with data and a token, and nothing is left when it stops."""

import asyncio
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import asyncpg
import pytest

from db.embedded import server as embedded
from tests.integration.commands.conftest import COMMAND, environment
from tests.support import loopback
from tests.support.clocks import PATIENCE
from tests.support.embedded import processes, until_none
from tests.support.live import free_port

TOKEN = re.compile(r"^\s+(ey[\w-]+\.[\w-]+\.[\w-]+)$", re.MULTILINE)
PEOPLE = "query People { resources { totalCount } }"
PLANS = """query Plans { productionPlans(orderBy: NUMBER) {
    nodes { status submittedBy approvedBy capacity { demand } } } }"""


class Demo:
    """A running demo: its address, its token, and what it has said."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.said = ""
        for line in process.stdout or ():
            self.said += line
            if TOKEN.search(self.said):
                break

    def ask(self, query: str) -> Any:
        """What the token is told."""
        found = TOKEN.search(self.said)
        assert found is not None, self.said
        headers = {"Authorization": f"Bearer {found[1]}"}
        answer = loopback.post(f"{self.url}/graphql", json={"query": query}, headers=headers, timeout=PATIENCE)
        return answer.json()["data"]

    def people(self) -> int:
        """How many people the token sees."""
        return int(self.ask(PEOPLE)["resources"]["totalCount"])


@contextmanager
def demo(folder: Path, *arguments: str, log: IO[str] | None = None, **settings: str) -> Iterator[Demo]:
    """The demo in a session of its own, killed at the end if it still runs."""
    port = free_port()
    command = [*COMMAND, "demo", "--port", str(port), *arguments]  # in the folder that HEADROOM_DATA_DIR names
    process = subprocess.Popen(
        command, env=environment(folder, None) | settings, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield Demo(process, port)
    finally:
        process.kill()
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_is_ready_and_leaves_nothing_behind(folder: Path, stop: signal.Signals) -> None:
    # The first start loads the sample data; the others find it.
    with demo(folder) as running:
        assert running.people() == 1150
        approved, draft = running.ask(PLANS)["productionPlans"]["nodes"]
        assert (approved["status"], approved["submittedBy"], approved["approvedBy"]) == (
            "APPROVED",
            "planner",
            "manager",
        )
        assert draft["status"] == "DRAFT"
        assert sum(float(week["demand"]) for week in approved["capacity"]) > 0
        assert "/graphiql#token=" in running.said
        session = running.process.pid
        running.process.send_signal(stop)
        running.process.wait(PATIENCE)
    until_none(lambda: processes(session=session))
    until_none(lambda: processes(data_dir=folder / "data"))


def test_a_second_one_beside_it_shares_the_database_and_may_not_throw_it_away(folder: Path) -> None:
    with demo(folder) as first, demo(folder) as second:
        assert first.people() == second.people() == 1150
        refused = subprocess.run(
            [*COMMAND, "demo", "--port", str(free_port()), "--data-dir", str(folder / "data"), "--fresh"],
            env=environment(folder, None), cwd=folder, capture_output=True, text=True, check=False,
            timeout=2 * PATIENCE,
        )  # fmt: skip
        assert refused.returncode != 0
        assert refused.stderr.count("\n") == 1
        assert "--data-dir" in refused.stderr
        first.process.send_signal(signal.SIGTERM)
        first.process.wait(PATIENCE)
        assert second.people() == 1150
        second.process.send_signal(signal.SIGTERM)
        second.process.wait(PATIENCE)
    until_none(lambda: processes(data_dir=folder / "data"))


def test_it_throws_nothing_away_that_only_the_environment_names(tmp_path: Path) -> None:
    (tmp_path / "data" / "postgres").mkdir(parents=True)
    refused = subprocess.run(
        [*COMMAND, "demo", "--port", str(free_port()), "--fresh"], env=environment(tmp_path, None), cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
    )  # fmt: skip
    assert refused.returncode != 0
    assert refused.stderr.count("\n") == 1
    assert "which HEADROOM_DATA_DIR names" in refused.stderr
    assert (tmp_path / "data" / "postgres").is_dir()


def rename(data_dir: Path, table: str, to: str) -> None:
    """Rename a table of the demo's database, as whoever administers it could."""

    async def run() -> None:
        connection = await asyncpg.connect(server.url(user=embedded.SUPERUSER))
        await connection.execute(f"ALTER TABLE {table} RENAME TO {to}")
        await connection.close()

    server = embedded.start(data_dir)
    try:
        asyncio.run(run())
    finally:
        server.stop()


@pytest.mark.parametrize("level", [None, "info"])
def test_every_line_of_its_log_is_json_tracebacks_too(folder: Path, level: str | None) -> None:
    heard = folder / f"heard-{level}"
    chosen = {"HEADROOM_LOG_LEVEL": level} if level else {}
    with heard.open("w") as log, demo(folder, log=log, **chosen) as running:
        rename(folder / "data", "resource", "elsewhere")
        try:
            with pytest.raises((KeyError, TypeError)):  # the answer has no data
                running.people()
        finally:
            rename(folder / "data", "elsewhere", "resource")
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(PATIENCE)
    lines = [json.loads(line) for line in heard.read_text().splitlines() if not line.startswith("a new database is")]
    assert any("Traceback" in line.get("exc_info", "") for line in lines), lines
    assert any(line["logger"] == "headroom.requests" for line in lines) is (level == "info")
