"""kill -9 during an import: all of it is there afterwards, or none."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.integration.commands.conftest import COMMAND, environment
from tests.support import prepared
from tests.support.clocks import PATIENCE, until

PEOPLE = 20_000
DEMO = tenant_id("demo")


@pytest.fixture
def roster(tmp_path: Path) -> str:
    rows = "".join(f"CN{number},Ada,P{number},Amisys,Domestic,FL|TX,Claims\n" for number in range(PEOPLE))
    (tmp_path / "roster.csv").write_text("CN,First Name,Last Name,Platform,Location,State,Skills\n" + rows)
    return "roster.csv"


@pytest.fixture
def importing(empty: Addresses, roster: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [*COMMAND, "import", "roster", roster, "--tenant", "demo"]
    process = subprocess.Popen(
        command, env=environment(tmp_path, empty), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield process
    process.kill()
    process.wait(PATIENCE)


async def people(addresses: Addresses) -> int:
    database = Database(addresses.service, pool_size=1)
    try:
        async with database.read(DEMO) as session:
            return int(await session.scalar(text("SELECT count(*) FROM resource")))
    finally:
        await database.close()


async def until_writing(addresses: Addresses, *, seconds: float = 2 * PATIENCE) -> None:
    """Wait until a transaction has written people and is not over: its rows lie in the table, seen by nobody."""
    until = time.monotonic() + seconds
    async with owner_connection(addresses.owner) as owner:
        while time.monotonic() < until:
            if await owner.scalar(text("SELECT pg_relation_size('resource')")):
                return
    raise AssertionError("the import did not begin to write in time")


async def nothing_works(addresses: Addresses) -> None:
    """Wait until the database has noticed that its client is gone."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    async def is_gone() -> bool:
        async with owner_connection(addresses.owner) as owner:
            return bool(await owner.scalar(text(query)) == 0)

    assert await until(is_gone)


async def test_killed_while_it_writes_it_leaves_nothing(
    empty: Addresses, importing: subprocess.Popen[bytes], roster: str, tmp_path: Path
) -> None:
    await until_writing(empty)
    importing.send_signal(signal.SIGKILL)
    assert importing.wait(PATIENCE) == -signal.SIGKILL
    await nothing_works(empty)
    assert await people(empty) in (0, PEOPLE)
    again = ["import", "roster", roster, "--tenant", "demo"]
    prepared.run(again, env=environment(tmp_path, empty), cwd=tmp_path, timeout=5 * PATIENCE).check_returncode()
    assert await people(empty) == PEOPLE


@pytest.mark.parametrize("after", [0.5, 1.5, 2.0, 2.5])
async def test_killed_at_any_moment_it_leaves_all_or_nothing(
    empty: Addresses, importing: subprocess.Popen[bytes], after: float
) -> None:
    time.sleep(after)
    importing.kill()
    importing.wait(PATIENCE)
    await nothing_works(empty)
    assert await people(empty) in (0, PEOPLE)
