"""A backup holds every row of every tenant, or there is none; a restored database is the old one in every respect."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from db.admin import registry
from db.admin.backup import BackupFailed, back_up, finish, prepare, require_sight, restore
from db.admin.migrate import OwnerRefused, drift, owner_connection, upgrade
from db.shared.tenants import list_tenants
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from tests.conftest import Cluster, clients
from tests.integration.commands.conftest import Headroom
from tests.integration.commands.test_commands import one_line
from tests.integration.db.test_owner import owned, owned_alone
from tests.rules.test_tenancy import broken_rules

__all__ = ["owned", "owned_alone"]
TABLES = text("""
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname""")
# What is in force: policies, triggers, constraints and rights, as the catalogue prints them.
RULES = text("""
    SELECT format('%s %s %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid),
                  pg_get_expr(polwithcheck, polrelid)) FROM pg_policy
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT format('%s %s %s', relname, relrowsecurity, relforcerowsecurity) FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT format('%s %s %s', c.relname, a.grantee::regrole, a.privilege_type) FROM pg_class c,
              aclexplode(c.relacl) a WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
    ORDER BY 1""")
APPEND_ONLY = ("audit_log", "history_log", "history_log_change")
CREATE = """mutation { createPlaceholders(input: {count: 2, platform: "Amisys", location: DOMESTIC, states: ["FL"],
    skills: ["Claims"], displayNamePrefix: "New"}) { created problems { message } } }"""


@pytest.fixture
def emptied(cluster: Cluster) -> Iterator[Addresses]:
    """A database with nothing in it."""
    name = f"restored_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE DATABASE {name}")
    yield cluster.addresses(name)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def run(headroom: Headroom) -> Headroom:
    """Runs a command on the database of some addresses."""

    def on(addresses: Addresses, *arguments: str, **settings: str) -> Any:
        database = {"HEADROOM_DATABASE_URL": addresses.service, "HEADROOM_OWNER_DATABASE_URL": addresses.owner}
        return headroom(*arguments, **{**database, **settings})

    return on


async def contents(addresses: Addresses) -> dict[str, list[str]]:
    """Every row of every table, as the superuser sees them."""
    async with owner_connection(addresses.owner) as owner:
        names = (await owner.scalars(TABLES)).all()
        return {name: list(await owner.scalars(text(f"SELECT t::text FROM {name} t ORDER BY 1"))) for name in names}


async def rules(addresses: Addresses) -> list[str]:
    """What is in force, without the casts and brackets that PostgreSQL prints differently once it has read them."""
    async with owner_connection(addresses.owner) as owner:
        return sorted(re.sub(r"::[a-z ]+(\[\])?|[()]", "", rule) for rule in await owner.scalars(RULES))


async def change(addresses: Addresses, tenant: str) -> list[str]:
    """Create two placeholders through the service; returns their names, which are numbered."""
    async for client in clients(addresses):
        created = (await client("ADMIN", tenant=tenant).ask(CREATE))["createPlaceholders"]["created"]
    return list(created)


async def test_what_was_backed_up_is_restored_in_every_respect(
    run: Headroom, changeable_sample: Addresses, emptied: Addresses, tmp_path: Path
) -> None:
    for tenant in ("demo", "other"):
        assert await change(changeable_sample, tenant) == ["TBH-001", "TBH-002"]
    made = run(changeable_sample, "backup", "all.dump")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "all.dump").stat().st_mode & 0o077 == 0
    put_back = run(emptied, "restore", "all.dump")
    assert (put_back.returncode, put_back.stdout) == (0, "the database is as all.dump holds it\n"), put_back.stderr

    before, after = await contents(changeable_sample), await contents(emptied)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after == before
    assert len(before["tenant"]) == 2
    assert before["audit_log"] and before["forecast_cell"] and before["assignment"]
    assert await rules(emptied) == await rules(changeable_sample)
    assert await broken_rules(emptied) == {}
    assert await drift(emptied.owner) == []
    verified = run(emptied, "verify")
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stderr
    for table in APPEND_ONLY:
        with pytest.raises(OwnerRefused, match="is append-only"):
            async with owner_connection(emptied.owner) as owner:
                await owner.execute(text(f"TRUNCATE {table} CASCADE"))
    assert await change(emptied, "demo") == ["TBH-003", "TBH-004"]


def test_a_backup_that_would_lack_rows_is_refused(run: Headroom, sample: Addresses, tmp_path: Path) -> None:
    refused = run(sample, "backup", "all.dump", HEADROOM_BACKUP_DATABASE_URL=sample.service)
    line = one_line(refused)
    assert "headroom_service does not see past row-level security" in line
    assert "HEADROOM_BACKUP_DATABASE_URL" in line
    assert list(tmp_path.glob("all.dump*")) == []


@pytest.mark.parametrize("may_read", [True, False])
def test_a_role_for_backups_needs_no_other_power(
    run: Headroom, cluster: Cluster, sample: Addresses, tmp_path: Path, may_read: bool
) -> None:
    role = f"backup_{uuid4().hex[:12]}"
    cluster.execute(f"CREATE ROLE {role} LOGIN BYPASSRLS PASSWORD 'p@ss: word'")
    url = make_url(sample.owner).set(username=role, password="p@ss: word").render_as_string(hide_password=False)
    try:
        if may_read:
            cluster.execute(f"GRANT pg_read_all_data TO {role}")
        made = run(sample, "backup", "all.dump", HEADROOM_BACKUP_DATABASE_URL=url)
    finally:
        cluster.execute(f"DROP ROLE {role}")
    if may_read:
        assert made.returncode == 0, made.stderr
    else:
        assert "permission denied" in one_line(made)
    assert len(list(tmp_path.glob("all.dump*"))) == may_read


async def test_nothing_is_overwritten_and_nothing_half_restored(
    sample: Addresses, emptied: Addresses, tmp_path: Path
) -> None:
    mine, whole, half = (tmp_path / name for name in ("mine.dump", "whole.dump", "half.dump"))
    mine.write_text("mine")
    with pytest.raises(BackupFailed, match="exists already"):
        back_up(sample.owner, mine)
    with pytest.raises(BackupFailed, match="cannot write"):
        back_up(sample.owner, tmp_path / "no" / "such.dump")
    with pytest.raises(BackupFailed, match="cannot be run"):
        back_up(sample.owner, whole, programs=tmp_path)
    with pytest.raises(BackupFailed, match="has tables already"):
        await prepare(sample.owner)
    with pytest.raises(BackupFailed, match="no tables"):
        await require_sight(emptied.owner)
    back_up(sample.owner, whole)
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    for broken in (mine, half):
        with pytest.raises(BackupFailed):
            restore(emptied.owner, broken)
    assert mine.read_text() == "mine"
    assert await contents(emptied) == {}


def test_the_password_is_not_on_the_command_line(sample: Addresses, tmp_path: Path) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "error: $@ $PGPASSWORD" | tr -d "\\n" >&2; exit 1\n')
    program.chmod(0o755)
    with pytest.raises(BackupFailed) as failed:
        back_up("postgresql://who:s%20ecret@host:1/it%27s?sslmode=require", tmp_path / "a", programs=tmp_path)
    shown = "--dbname=user='who' host='host' port='1' dbname='it\\'s' sslmode='require'"
    assert shown in str(failed.value)
    assert str(failed.value).count("s ecret") == 1  # the one that only the program's own environment has


async def test_an_owner_without_powers_restores_what_is_its_own_then(
    sample: Addresses, owned: Addresses, tmp_path: Path
) -> None:
    back_up(sample.owner, tmp_path / "all.dump")
    await prepare(owned.owner)
    restore(owned.owner, tmp_path / "all.dump")
    assert await finish(owned.owner)
    with pytest.raises(BackupFailed, match="does not see past row-level security"):
        await require_sight(owned.owner)
    assert await change(owned, "demo") == ["TBH-001", "TBH-002"]
    assert await tenants(owned) == ["demo", "other"]


async def test_another_server_need_not_know_the_owner_of_before(
    cluster: Cluster, owned: Addresses, owned_alone: Addresses, tmp_path: Path
) -> None:
    await upgrade(owned.owner)
    async with owner_connection(owned.owner) as owner:
        await HOUSE.create_tenant(owner, "acme")
    superuser = make_url(cluster.admin_url).set(database=make_url(owned.owner).database)
    back_up(superuser.render_as_string(hide_password=False), tmp_path / "all.dump")
    await prepare(owned_alone.owner)
    restore(owned_alone.owner, tmp_path / "all.dump")
    assert await finish(owned_alone.owner)
    assert await tenants(owned_alone) == ["acme"]


async def test_migrating_gives_the_tables_owner_sight_of_its_tenants_again(cluster: Cluster, owned: Addresses) -> None:
    await upgrade(owned.owner)
    async with owner_connection(owned.owner) as owner:
        await HOUSE.create_tenant(owner, "acme")
        for table in registry.TABLES:  # as a backup of another owner's left them
            await owner.execute(text(f"ALTER POLICY {registry.REGISTRY} ON {table} TO pg_monitor"))
    assert await tenants(owned) == []
    await upgrade(owned.owner)
    assert await tenants(owned) == ["acme"]


async def tenants(addresses: Addresses) -> list[str]:
    """Those that the owner sees, who looks for what is due, too."""
    async with owner_connection(addresses.owner) as owner:
        due = await owner.scalar(text("SELECT count(*) FROM tenants_due_for_alerts('0 minutes')"))
        found = [row.name for row in await list_tenants(owner)]
    assert due == len(found)
    return found
