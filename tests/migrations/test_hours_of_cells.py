"""Cells of before their hours were kept: those that follow are taken for computed with the hours of that day."""

from importlib import import_module

from sqlalchemy import text

from db.admin.migrate import downgrade, owner_connection, upgrade
from db.engine import Database
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.rooms import HOUSE
from services.forecast.verify import verify as verify_cells
from tests.graphql.editing.conftest import make_office

MIGRATION = import_module("migrations.versions.2026_11_28_the_hours_of_cells")
NO_HOURS = import_module("migrations.versions.2026_11_30_months_of_no_hours")
AS_THEY_WERE = (
    "ALTER TABLE forecast_cell NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE month_configuration NO FORCE ROW LEVEL SECURITY",
    "UPDATE month_configuration SET working_days = 5 WHERE month = 6",
    "UPDATE forecast_cell SET capacity = 7 WHERE month_index = 2",  # nobody is available, so that no hours give this
    "ALTER TABLE month_configuration FORCE ROW LEVEL SECURITY",
    "ALTER TABLE forecast_cell FORCE ROW LEVEL SECURITY",
)
KEPT = "SELECT month_index, productive_hours::float8 FROM forecast_cell WHERE report_id = 1 ORDER BY 1, 2"


async def office_in(blank: Addresses) -> Database:
    """The service's way into a database that is migrated, with the office in it."""
    await upgrade(blank.owner)
    async with owner_connection(blank.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
    database = Database(blank.service, pool_size=2)
    await make_office(database, tenant_id("demo"))
    return database


async def test_what_does_not_follow_is_a_notice_and_no_difference_unless_no_hours_give_it(blank: Addresses) -> None:
    database = await office_in(blank)
    await downgrade(blank.owner, MIGRATION.down_revision)
    async with owner_connection(blank.owner) as owner:
        for statement in AS_THEY_WERE:
            await owner.execute(text(statement))
    await upgrade(blank.owner)
    async with database.read(tenant_id("demo")) as session:
        kept = {(row[0], row[1]) for row in await session.rows(text(KEPT))}
        differences, notices = await HOUSE.verify(session), await HOUSE.notices(session)
    await database.close()
    assert kept == {(1, 1.0), (2, None), (3, None), (4, 1.0), (5, 1.0), (6, 1.0)}
    assert {line.split(", ")[2].partition(":")[0] for line in differences} == {"May-25"}
    assert {line.split(", ")[2].partition(":")[0] for line in notices} == {"Jun-25"}


async def test_cells_of_no_hours_are_known_to_the_release_that_knows_such_months(blank: Addresses) -> None:
    database = await office_in(blank)
    none = "UPDATE forecast_cell SET productive_hours = 0, fte_req = 0 WHERE month_index = 3"
    async with database.write(tenant_id("demo"), subject="tester") as session:
        await session.run(text("UPDATE month_configuration SET working_days = 0 WHERE month = 6"))
        assert await session.run(text(none)) == 4
        assert await verify_cells(session) == []
    await downgrade(blank.owner, NO_HOURS.down_revision)
    async with database.read(tenant_id("demo")) as session:
        kept = {(row[0], row[1]) for row in await session.rows(text(KEPT))}
    await upgrade(blank.owner)
    async with database.read(tenant_id("demo")) as session:
        assert await verify_cells(session) == []
    await database.close()
    assert kept == {(month, None if month == 3 else 1.0) for month in range(1, 7)}
