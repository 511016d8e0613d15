"""A batch that is one transaction holds, before its first item, all that any of them may change."""

from datetime import date

from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import parse_global_id
from services.shopfloor.production.batches import hold_together
from services.shopfloor.production.record_production import Entry
from tests.graphql.recording.conftest import Floor
from tests.support.clocks import ago
from tests.support.cluster import SAMPLE_TENANT

_BILL = """mutation B($lines: [BomLineInput!]!) { setBillOfMaterials(sku: "BEAR", lines: $lines) {
    problems { message } } }"""
_FREE = text("""
    SELECT p.sku FROM inventory_level l JOIN product p ON p.id = l.product_id ORDER BY p.sku
    FOR NO KEY UPDATE OF l SKIP LOCKED""")


async def test_levels_of_a_bill_of_then_are_held_with_those_of_now(floor: Floor) -> None:
    """What a replaced entry took comes back to where it was taken from, whatever its product is made of by now."""
    for sku in ("FABRIC", "THREAD"):
        await floor.receives(sku, "1000", 20)
    order = await floor.order(producesStock=True, consumption="BACKFLUSH")
    await floor.makes(order, 3, 10)
    lines = [{"componentSku": "THREAD", "quantityPerUnit": "1"}]
    assert (await floor.planner.ask(_BILL, lines=lines))["setBillOfMaterials"]["problems"] == []
    named = parse_global_id(order)
    assert named is not None
    for replace, free in ((True, []), (False, ["FABRIC"])):
        entry = Entry(production_date=date.fromisoformat(ago(3)), quantity=1, work_order_id=named[1], replace=replace)
        database = floor.planner.app.state.database
        async with database.write(tenant_id(SAMPLE_TENANT), subject="one") as session:
            await hold_together(session, [entry])
            async with database.write(tenant_id(SAMPLE_TENANT), subject="other") as other:
                assert [row.sku for row in await other.rows(_FREE)] == free
    await floor.makes(order, 3, 5, replace=True, reason="again", by=floor.supervisor)
    assert (await floor.stock("FABRIC"), await floor.stock("THREAD")) == (("1000", "0"), ("995", "0"))
