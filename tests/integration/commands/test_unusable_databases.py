"""A database that cannot be used is told by every command in one line, with what would make it usable."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from db.admin.migrate import owner_connection
from db.embedded import server as embedded
from server.commands.postgres import Addresses
from tests.conftest import Cluster
from tests.integration.commands.conftest import Headroom
from tests.integration.commands.test_backup import emptied
from tests.integration.commands.test_commands import one_line
from tests.support.embedded import started
from tests.unit.server.test_wrong_settings import COMMANDS as ALL

__all__ = ["emptied"]
OF_AN_OWNER = "HEADROOM_OWNER_DATABASE_URL, or else HEADROOM_DATABASE_URL, must sign in as the owner of the database"
COMMANDS = {
    **{name: command for name, command in ALL.items() if name != "demo"},  # which has a database of its own
    "migrate": ["migrate"],
    "migrate --check": ["migrate", "--check"],
    "tenant create": ["tenant", "create", "acme"],
}
FILES = ("backup", "restore")  # what they do is said of a database without tables, or with some


@contextmanager
def role(cluster: Cluster, options: str) -> Iterator[str]:
    """A role of some options, until the block ends."""
    name = f"stranger_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE ROLE {name} LOGIN {options}")
    try:
        yield name
    finally:
        cluster.execute(f"DROP ROLE {name}")


def as_role(url: str, name: str) -> str:
    """An address with somebody else signing in."""
    return make_url(url).set(username=name).render_as_string(hide_password=False)


def told(headroom: Headroom, command: str, owner: str, service: str | None = None) -> str:
    """The one line of a command on a database."""
    where = {"HEADROOM_OWNER_DATABASE_URL": owner, "HEADROOM_DATABASE_URL": service or owner}
    return one_line(headroom(*COMMANDS[command], **where))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_or_a_database_that_is_not_there(headroom: Headroom, empty: Addresses, command: str) -> None:
    assert "the database cannot be reached" in told(headroom, command, "postgresql://nobody@127.0.0.1:1/none")
    missing = make_url(empty.owner).set(database="no_such_database").render_as_string(hide_password=False)
    assert 'database "no_such_database" does not exist' in told(headroom, command, missing)


def test_a_server_that_says_nothing(headroom: Headroom) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        assert told(headroom, "verify", address).endswith("cannot be reached: no answer within 5 seconds")


@pytest.mark.parametrize("command", COMMANDS)
def test_somebody_without_rights(cluster: Cluster, headroom: Headroom, empty: Addresses, command: str) -> None:
    with role(cluster, "NOSUPERUSER") as name:
        line = told(headroom, command, as_role(empty.owner, name))
        needed = {"backup": "does not see past row-level security", "restore": "has tables already"}
        assert needed.get(command, OF_AN_OWNER) in line
        if command not in FILES:
            assert "permission denied" in line


@pytest.mark.parametrize("command", ["serve", "verify", "weeks", "api-key", "template", "alerts"])
def test_somebody_who_may_not_work_as_the_service(
    cluster: Cluster, headroom: Headroom, empty: Addresses, command: str
) -> None:
    with role(cluster, "NOSUPERUSER") as name:
        where = {"HEADROOM_OWNER_DATABASE_URL": empty.owner, "HEADROOM_DATABASE_URL": as_role(empty.owner, name)}
        arguments = ["demo" if argument == "a" else argument for argument in COMMANDS[command]]
        line = one_line(headroom(*arguments, **where))
    assert "headroom_service" in line
    assert "GRANT headroom_service TO" in line


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"migrate", *FILES}))
def test_a_database_that_is_not_migrated(headroom: Headroom, emptied: Addresses, command: str) -> None:
    assert "run headroom migrate" in told(headroom, command, emptied.owner)


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - set(FILES)))
async def test_a_database_that_is_newer(headroom: Headroom, empty: Addresses, command: str) -> None:
    async with owner_connection(empty.owner) as owner:
        await owner.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    line = told(headroom, command, empty.owner)
    assert "the database is newer than this headroom, which does not know its migration '9999'" in line


def test_a_newer_backup_is_restored_and_told_to_be_newer(
    headroom: Headroom, cluster: Cluster, empty: Addresses, emptied: Addresses
) -> None:
    cluster.execute("UPDATE alembic_version SET version_num = '9999'", database=make_url(empty.owner).database)
    assert headroom("backup", "newer.dump").returncode == 0
    where = {"HEADROOM_OWNER_DATABASE_URL": emptied.owner, "HEADROOM_DATABASE_URL": emptied.service}
    line = one_line(headroom("restore", "newer.dump", **where))
    assert line.startswith(
        "error: the database is as newer.dump holds it, and cannot be used here: the database is newer"
    )
    left = "SELECT 1 / count(*) FROM pg_policy WHERE polname = 'registry'"  # its owner sees every tenant
    cluster.execute(left, database=make_url(emptied.owner).database)


@pytest.mark.parametrize("command", ["tenant create", "migrate"])
def test_a_database_that_takes_no_changes(
    headroom: Headroom, cluster: Cluster, empty: Addresses, emptied: Addresses, command: str
) -> None:
    address = empty if command == "tenant create" else emptied
    name = make_url(address.owner).database
    cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "the database takes no changes now; nothing was applied" in told(headroom, command, address.owner)


@pytest.mark.parametrize("command", ["migrate", "restore"])
def test_an_owner_who_may_not_create_the_services_role(headroom: Headroom, tmp_path: Path, command: str) -> None:
    with started(tmp_path / "server") as server:
        admin = server.url(user=embedded.SUPERUSER, database="postgres")
        with closing(Cluster(admin, "headroom", is_embedded=True, home=tmp_path)) as alone, role(alone, "") as name:
            alone.execute(f"CREATE DATABASE own OWNER {name}")
            address = make_url(as_role(admin, name)).set(database="own").render_as_string(hide_password=False)
            line = told(headroom, command, address)
            assert f"the role headroom_service is missing, and {name} may not create it" in line
            assert f"ALTER ROLE {name} CREATEROLE" in line
            assert f"CREATE ROLE headroom_service LOGIN and GRANT it to {name}" in line
            alone.execute("CREATE ROLE headroom_service LOGIN")
            alone.execute(f"GRANT headroom_service TO {name}")
            migrated = headroom("migrate", HEADROOM_OWNER_DATABASE_URL=address, HEADROOM_DATABASE_URL=address)
            assert migrated.returncode == 0, migrated.stderr
            alone.execute("DROP DATABASE own WITH (FORCE)")
