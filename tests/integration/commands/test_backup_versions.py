"""A backup is restored on the version it was made on, and on a newer one; what would not be restored is not written."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.embedded.account import account_for, hand_over
from db.embedded.programs import MAJOR_VERSION
from server.commands.postgres import Addresses
from tests.integration.commands.conftest import Headroom
from tests.integration.commands.test_backup import contents, emptied, rules, run
from tests.integration.commands.test_commands import one_line

__all__ = ["emptied", "run"]
INSTALLED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
OLDER = [folder for folder in INSTALLED if 15 <= int(folder.parent.name) < int(MAJOR_VERSION)]

pytestmark = pytest.mark.skipif(not OLDER, reason="needs another PostgreSQL: apt-get install postgresql")


@pytest.fixture(params=OLDER, ids=lambda folder: f"PostgreSQL {folder.parent.name}")
def programs(request: pytest.FixtureRequest) -> Path:
    """The folder of an older version's programs."""
    return Path(request.param)


@pytest.fixture
def older(programs: Path) -> Iterator[tuple[Addresses, Addresses]]:
    """Two empty databases on a server of an older version."""
    home = Path(tempfile.mkdtemp(prefix="hr-"))  # a short path: sockets are in it
    account = account_for(home)
    if account:
        hand_over(home, account)
    options = f"-k {home} -c listen_addresses=''"

    def call(program: str, *arguments: str) -> None:
        identity = account.identity() if account else {}
        command = [str(programs / program), *arguments]
        subprocess.run(command, cwd=home, check=True, stdout=subprocess.DEVNULL, **identity)

    def addresses(name: str) -> Addresses:
        call("createdb", "-h", str(home), "-U", "postgres", name)
        owner = f"postgresql://postgres@/{name}?host={home}"
        return Addresses(service=owner, owner=owner, is_embedded=False)

    call("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D", str(home / "data"))
    call("pg_ctl", "start", "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o", options)
    try:
        yield addresses("one"), addresses("two")
    finally:
        call("pg_ctl", "stop", "-D", str(home / "data"), "-m", "immediate")
        shutil.rmtree(home)


async def test_a_backup_that_is_written_can_be_restored(
    run: Headroom, older: tuple[Addresses, Addresses], emptied: Addresses, programs: Path, tmp_path: Path
) -> None:
    one, two = older
    own = {"HEADROOM_POSTGRES_PROGRAMS": str(programs)}
    for arguments in (("migrate",), ("tenant", "create", "acme")):
        assert run(one, *arguments).returncode == 0
    refused = one_line(run(one, "backup", "all.dump"))
    assert f"of PostgreSQL {MAJOR_VERSION} and the server of {programs.parent.name}" in refused
    assert "HEADROOM_POSTGRES_PROGRAMS" in refused
    assert list(tmp_path.glob("all.dump*")) == []

    made = run(one, "backup", "all.dump", **own)
    assert made.returncode == 0, made.stderr
    assert "HEADROOM_POSTGRES_PROGRAMS" in one_line(run(two, "restore", "all.dump"))
    assert await contents(two) == {}
    for into, chosen in ((two, own), (emptied, {})):
        put_back = run(into, "restore", "all.dump", **chosen)
        assert put_back.returncode == 0, put_back.stderr
        assert await contents(into) == await contents(one)
        assert (verified := run(into, "verify")).returncode == 0, verified.stderr
    assert await rules(two) == await rules(one)


async def test_a_backup_of_a_newer_version_is_refused_with_where_it_can_be_restored(
    run: Headroom, older: tuple[Addresses, Addresses], emptied: Addresses, programs: Path
) -> None:
    for arguments in (("migrate",), ("backup", "newer.dump")):
        assert (done := run(emptied, *arguments)).returncode == 0, done.stderr
    into, _ = older
    refused = one_line(run(into, "restore", "newer.dump", HEADROOM_POSTGRES_PROGRAMS=str(programs)))
    assert f"written by a newer PostgreSQL than pg_restore is of, {programs.parent.name}" in refused
    assert "on a server of the version it was made on" in refused
    assert await contents(into) == {}
