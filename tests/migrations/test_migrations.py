"""Migrations go up, down and up again, say the same as the models, and stand two callers."""

import asyncio
import os
import re
import time
from pathlib import Path

import pytest
from sqlalchemy import text

import migrations
from db.admin.migrate import downgrade, drift, owner_connection, upgrade
from db.errors import ConcurrentChange
from server.commands.postgres import Addresses
from tests.support import prepared
from tests.support.clocks import PATIENCE, SOON

VERSIONS = Path(migrations.__file__).parent / "versions"

# Whatever a migration may leave behind, alembic's own table apart.
LEFTOVERS = """
    SELECT 'relation ' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND relname NOT LIKE 'alembic_version%'
    UNION ALL SELECT 'type ' || typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND typname !~ '^_?alembic_version$'
    UNION ALL SELECT 'function ' || proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|public$)'
    UNION ALL SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT 'policy ' || polname FROM pg_policy
    UNION ALL SELECT 'a privilege of the service' FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
    WHERE r.rolname = 'headroom_service' AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY 1"""


async def _asked(addresses: Addresses, question: str) -> list[str]:
    async with owner_connection(addresses.owner) as owner:
        return list((await owner.scalars(text(question))).all())


def _migrate(addresses: Addresses, *arguments: str) -> tuple[int, str, str]:
    """Run the command; returns its status, output and errors."""
    environment = {**os.environ, "HEADROOM_DATABASE_URL": addresses.owner}
    environment.pop("HEADROOM_OWNER_DATABASE_URL", None)
    ended = prepared.run(["migrate", *arguments], env=environment, cwd=Path.cwd(), timeout=5 * PATIENCE)
    return ended.returncode, ended.stdout, ended.stderr


async def test_down_to_nothing_and_up_again(blank: Addresses) -> None:
    await upgrade(blank.owner)
    first = await _asked(blank, LEFTOVERS)
    assert "relation assignment" in first

    await downgrade(blank.owner, "base")
    assert await _asked(blank, LEFTOVERS) == []
    assert await _asked(blank, "SELECT version_num FROM alembic_version") == []

    await upgrade(blank.owner)
    assert await _asked(blank, LEFTOVERS) == first


@pytest.mark.quick
async def test_models_and_migrations_say_the_same(blank: Addresses) -> None:
    await upgrade(blank.owner)
    assert await drift(blank.owner) == []


async def test_the_service_makes_no_temporary_tables_also_in_a_copy(blank: Addresses, empty: Addresses) -> None:
    asked = "SELECT has_database_privilege('headroom_service', current_database(), 'TEMPORARY')"
    await upgrade(blank.owner)
    assert await _asked(blank, asked) == [False]
    assert await _asked(empty, asked) == [True], "what a database lets everybody do is not copied with it"
    await upgrade(empty.owner)
    assert await _asked(empty, asked) == [False]


async def test_drift_is_noticed(blank: Addresses) -> None:
    await upgrade(blank.owner)
    async with owner_connection(blank.owner) as owner:
        await owner.execute(text("ALTER TABLE report ADD COLUMN note text"))
        await owner.execute(text("DROP INDEX ix_assignment_cell"))
    found = "\n".join(await drift(blank.owner))
    assert "note" in found
    assert "ix_assignment_cell" in found


async def test_a_lock_is_not_waited_for_long_and_nothing_is_half_done(blank: Addresses) -> None:
    await upgrade(blank.owner)
    async with owner_connection(blank.owner) as reader:
        await reader.execute(text("SELECT count(*) FROM report"))
        began = time.monotonic()
        with pytest.raises(ConcurrentChange):
            await downgrade(blank.owner, "base")
        assert 4 < time.monotonic() - began < 4 + SOON
    assert await drift(blank.owner) == []


def test_check_says_whether_it_is_up_to_date(blank: Addresses) -> None:
    refusal = "error: the database is not up to date; run headroom migrate\n"
    assert _migrate(blank, "--check") == (1, "", refusal)
    assert _migrate(blank)[0] == 0
    assert _migrate(blank, "--check") == (0, "the database is up to date\n", "")


async def test_several_processes_at_once_end_well(blank: Addresses) -> None:
    answers = await asyncio.gather(*(asyncio.to_thread(_migrate, blank) for _ in range(4)))
    assert answers == [(0, "the database is up to date\n", "")] * 4
    assert await drift(blank.owner) == []


def test_a_refusal_is_one_line(blank: Addresses) -> None:
    stranger = Addresses(service="", owner=_as_nobody(blank.owner), is_embedded=False)
    status, out, error = _migrate(stranger)
    assert (out, status) == ("", 1)
    assert error.startswith("error: the database cannot be reached: ")
    assert len(error.splitlines()) == 1


def _as_nobody(url: str) -> str:
    return re.sub(r"://[^@/]*@", "://nobody_of_this_name:wrong@", url)


@pytest.mark.quick
def test_files_sort_by_date_and_follow_one_another() -> None:
    previous, names = None, sorted(file.name for file in VERSIONS.glob("*.py") if file.name != "__init__.py")
    for name in names:
        assert re.fullmatch(r"20\d\d_[01]\d_[0-3]\d_[a-z0-9_]+\.py", name), name
        content = (VERSIONS / name).read_text()
        revision = re.search(r'^revision: str = "(\w+)"', content, re.MULTILINE)
        below = re.search(r'^down_revision: str \| None = (?:"(\w+)"|None)', content, re.MULTILINE)
        assert revision, name
        assert below, name
        assert below.group(1) == previous, f"{name} does not follow {previous}"
        previous = revision.group(1)
