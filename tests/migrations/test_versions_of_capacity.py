"""The default tiers of tenants that were there before are described, unless somebody has described them."""

from sqlalchemy import text

from db.admin.migrate import downgrade, owner_connection, upgrade
from db.shared.tenants import insert_tenant
from db.workforce.tiers import DEFAULT_TIERS
from server.commands.postgres import Addresses

TIERS = text("SELECT name, description FROM capacity_tier ORDER BY display_order")
INSERT = text("""
    INSERT INTO capacity_tier (tenant_id, name, name_key, percentage, description, display_order)
    VALUES (:tenant, :name, lower(:name), 0.5, :description, :place)""")


async def test_only_what_nobody_has_described_is_described(blank: Addresses) -> None:
    await upgrade(blank.owner, "0006")
    before = [(name, "") for name, _, _ in DEFAULT_TIERS] + [("Trainee", "")]
    before[2] = ("50% Ramp", "Ours.")
    async with owner_connection(blank.owner) as owner:
        tenant = await insert_tenant(owner, "demo")
        for place, (name, description) in enumerate(before):
            await owner.execute(INSERT, {"tenant": tenant, "name": name, "description": description, "place": place})
    await upgrade(blank.owner)
    async with owner_connection(blank.owner) as owner:
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(tenant)})
        found = [(row.name, row.description) for row in await owner.execute(TIERS)]
    wanted = [(name, description) for name, _, description in DEFAULT_TIERS]
    assert found == [*wanted[:2], ("50% Ramp", "Ours."), wanted[3], ("Trainee", "")]
    await downgrade(blank.owner, "0006")
