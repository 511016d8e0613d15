"""Summaries that were stored before they had a gap in people get it, the very same as if they were computed anew."""

from sqlalchemy import text

from db.admin.migrate import downgrade, drift, owner_connection, upgrade
from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from services.workforce.verify import verify

# The owner sees every tenant's: the tests' owner is a superuser.
GAPS = text("""
    SELECT tenant_id, report_id, demand_id, forecast_month_index, capacity_gap, fte_gap
    FROM monthly_capacity_summary ORDER BY 1, 2, 3, 4""")
FORCED = text("""
    SELECT bool_and(relforcerowsecurity) FROM pg_class
    WHERE relname IN ('monthly_capacity_summary', 'week_configuration', 'demand', 'report', 'report_demand')""")


async def test_stored_summaries_get_their_gap_in_people(changeable_sample: Addresses) -> None:
    async with owner_connection(changeable_sample.owner) as owner:
        before = (await owner.execute(GAPS)).all()
    assert all((row.fte_gap > 0) == (row.capacity_gap > 0) for row in before)
    await downgrade(changeable_sample.owner, "0006")
    await upgrade(changeable_sample.owner)
    async with owner_connection(changeable_sample.owner) as owner:
        assert (await owner.execute(GAPS)).all() == before
        assert await owner.scalar(FORCED)
    assert await drift(changeable_sample.owner) == []
    database = Database(changeable_sample.service, pool_size=2)
    async with database.read(tenant_id("demo")) as session:
        assert await verify(session) == []
    await database.close()


async def test_a_month_without_weeks_has_no_gap_in_people(changeable_sample: Addresses) -> None:
    await downgrade(changeable_sample.owner, "0006")
    async with owner_connection(changeable_sample.owner) as owner:
        await owner.execute(text("DELETE FROM week_configuration WHERE month_number = 7"))
        await owner.execute(text("UPDATE week_configuration SET working_days = 0 WHERE month_number = 8"))
    await upgrade(changeable_sample.owner)
    async with owner_connection(changeable_sample.owner) as owner:
        rows = (await owner.execute(GAPS)).all()
        months = text("""SELECT r.id, extract(month FROM r.first_month)::int AS month FROM report r""")
        first = {row.id: row.month for row in (await owner.execute(months)).all()}
    for row in rows:
        month = first[row.report_id] + row.forecast_month_index - 1
        assert (row.fte_gap is None) == (month in (7, 8))
