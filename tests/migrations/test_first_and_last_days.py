"""First days begin to bind: what was placed before them, or in a first week, stays as it was counted."""

from sqlalchemy import text

from db.admin.migrate import downgrade, drift, owner_connection, upgrade
from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from server.rooms import HOUSE

DEMO = tenant_id("demo")
# Hired on Wednesday of 2025-W28; somebody else has no first day.
WORLD = (
    """INSERT INTO resource (tenant_id, id, cn, cn_key, resource_type, display_name, platform, location, states, skills,
                              hire_date)
       SELECT :tenant, id, 'CN' || id, 'cn' || id, 'ACTUAL', 'Ada', 'Amisys', 'DOMESTIC', '{FL}', '{Claims}',
              hired::date
       FROM (VALUES (1, '2025-07-09'), (2, NULL)) AS new (id, hired)""",
    """INSERT INTO week_configuration (tenant_id, year, week, start_date, end_date, month_year, month_number, work_type,
                                        working_days, work_hours, occupancy, shrinkage)
       SELECT :tenant, 2025, week, monday, monday + 6, 2025, 7, 'DOMESTIC', 5, 9, 0.95, 0.1
       FROM generate_series(27, 29) AS week,
            LATERAL (SELECT to_date('2025-' || week || '-1', 'IYYY-IW-ID')) AS days (monday)""",
    """INSERT INTO report (tenant_id, id, year, month, first_month, created_by)
       VALUES (:tenant, 1, 2025, 4, '2025-06-01', 'tester')""",
    """INSERT INTO demand (tenant_id, id, main_lob, state, case_type, case_id, platform, locality)
       VALUES (:tenant, 1, 'L', 'FL', 'Claims', 'C', 'Amisys', 'DOMESTIC')""",
    "INSERT INTO report_demand (tenant_id, report_id, demand_id, target_cph) VALUES (:tenant, 1, 1, 10)",
    """INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, demand_id, tier_id,
                              production_percentage, weekly_capacity, assignment_type, assigned_by)
       SELECT :tenant, 2025, week, 1, 2, person, 1, (SELECT min(id) FROM capacity_tier), 1, 405, 'MANUAL', 'tester'
       FROM generate_series(27, 29) AS week, generate_series(1, 2) AS person""",
)
KEPT = text("""
    SELECT resource_id, week, is_forced, counts_whole_week, production_percentage FROM assignment ORDER BY 1, 2""")


async def test_what_was_placed_before_days_bound_stays(blank: Addresses) -> None:
    await upgrade(blank.owner, "0006")
    async with owner_connection(blank.owner) as owner:
        await HOUSE.create_tenant(owner, "demo")
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
        for statement in WORLD:
            await owner.execute(text(statement), {"tenant": DEMO})
    await upgrade(blank.owner)
    assert await drift(blank.owner) == []
    async with owner_connection(blank.owner) as owner:
        await owner.execute(text("SELECT set_config('app.tenant', :id, true)"), {"id": str(DEMO)})
        rows = [tuple(row) for row in await owner.execute(KEPT)]
    late = [(1, 27, True, True, 1.0), (1, 28, False, True, 1.0), (1, 29, False, False, 1.0)]
    assert rows == [*late, *((2, week, False, False, 1.0) for week in (27, 28, 29))]
    await downgrade(blank.owner, "0006")
    await upgrade(blank.owner)
    assert await drift(blank.owner) == []
