"""What listeners are told of work orders: the ones that were heard of, or all that changed while nobody could hear."""

from sqlalchemy import text

from db.engine import Database
from db.shared.tenants import tenant_id
from db.shopfloor.filters import WorkOrderFilter
from services.shopfloor.orders.heard import last_told, told
from tests.support.cluster import SAMPLE_TENANT
from tests.support.floor import add_entries, add_order
from tests.support.shop_floor_rows import START
from tests.support.stock import add_product

TENANT = tenant_id(SAMPLE_TENANT)


async def heard(database: Database, chosen: WorkOrderFilter, since: object, ids: list[int] | None = None) -> set[str]:
    async with database.read(TENANT) as session:
        news = await told(session, chosen, ids=ids, since=since)  # type: ignore[arg-type]
    return set(news.orders.column("number"))


async def test_they_are_told_of_what_they_chose(database: Database) -> None:
    async with database.write(TENANT, subject="founder") as session:
        product = await add_product(session)
        one, other, made = [await add_order(session, product, name) for name in ("one", "other", "made")]
        for name, department in (("packing", "Packing"), ("sewing", "Sewing")):
            values = {"tenant": session.tenant_id, "key": name, "spelling": department}
            term = "INSERT INTO term (tenant_id, kind, key, spelling) VALUES (:tenant, 'DEPARTMENT', :key, :spelling)"
            await session.run(text(term), values)
    async with database.read(TENANT) as session:
        since = await last_told(session)
    assert await heard(database, WorkOrderFilter(), since, [one, other]) == {"one", "other"}
    assert await heard(database, WorkOrderFilter(id=one), since, [one, other]) == {"one"}
    assert await heard(database, WorkOrderFilter(id=0), since, [one, other]) == set()
    assert await heard(database, WorkOrderFilter(department_keys=("packing",)), since, [one]) == {"one"}
    assert await heard(database, WorkOrderFilter(department_keys=("sewing",)), since, [one]) == set()
    assert await heard(database, WorkOrderFilter(), since) == set()
    async with database.write(TENANT, subject="founder") as session:
        await session.run(text("UPDATE work_order SET target_qty = 900 WHERE id = :id"), {"id": other})
        await add_entries(session, made, {START: 5})
    assert await heard(database, WorkOrderFilter(), since) == {"other", "made"}
