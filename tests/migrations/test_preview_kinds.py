"""Kinds of previews become rows, with what waits for its commit left as it is; a room's migration adds its own."""

from uuid import UUID, uuid4

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.admin.migrate import OwnerRefused, downgrade, drift, owner_connection, upgrade
from db.shared.tenants import tenant_id
from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds
from server.commands.postgres import Addresses
from server.rooms import HOUSE

DEMO = tenant_id("demo")
KEEP = text("""
    INSERT INTO change_preview (tenant_id, id, kind, created_by, expires_at)
    VALUES (:tenant, :id, :kind, 'tester', now() + interval '5 minutes')""")


async def keep(owner: AsyncConnection, kind: str) -> UUID:
    """A preview of the tenant demo."""
    await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
    kept = uuid4()
    await owner.execute(KEEP, {"tenant": DEMO, "id": kept, "kind": kind})
    return kept


async def kinds_kept(addresses: Addresses) -> list[str]:
    async with owner_connection(addresses.owner) as owner:
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
        return list((await owner.scalars(text("SELECT kind FROM change_preview ORDER BY kind"))).all())


def add(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        add_preview_kinds("TRIAL", "SECOND_TRIAL")


def remove(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        remove_preview_kinds("TRIAL", "SECOND_TRIAL")


async def test_previews_that_wait_stay_on_the_way_up_and_down(blank: Addresses) -> None:
    await upgrade(blank.owner, "0005")
    async with owner_connection(blank.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
        await keep(owner, "FORECAST_REALLOCATION")
    await upgrade(blank.owner)
    assert await kinds_kept(blank) == ["FORECAST_REALLOCATION"]
    await downgrade(blank.owner, "0005")
    assert await kinds_kept(blank) == ["FORECAST_REALLOCATION"]
    with pytest.raises(OwnerRefused, match="ck_change_preview_kind"):
        async with owner_connection(blank.owner) as owner:
            await keep(owner, "NOBODYS")


async def test_a_room_brings_its_kinds_and_takes_them_back_with_their_previews(blank: Addresses) -> None:
    await upgrade(blank.owner)
    with pytest.raises(OwnerRefused, match="fk_change_preview_kind"):
        async with owner_connection(blank.owner) as owner:
            await HOUSE.create_tenant(owner, "demo")
            await keep(owner, "TRIAL")
    async with owner_connection(blank.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
        await owner.run_sync(add)
        await keep(owner, "TRIAL")
        await keep(owner, "REVERT")
    assert await kinds_kept(blank) == ["REVERT", "TRIAL"]
    async with owner_connection(blank.owner) as owner:
        await owner.run_sync(remove)
    assert await kinds_kept(blank) == ["REVERT"]
    async with owner_connection(blank.owner) as owner:
        forced = text("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'change_preview'")
        assert await owner.scalar(forced)
        assert await owner.scalar(text("SELECT count(*) FROM preview_kind WHERE kind LIKE '%TRIAL'")) == 0
    assert await drift(blank.owner) == []
