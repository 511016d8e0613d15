"""What verify finds where the status of a forecast or plan is not what its steps say."""

from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from db.supply.enums import ProductionPlanStatus, SupplyForecastStatus
from services.supply.verify import verify
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_products import create
from tests.support.planned import add_forecast_of_months, add_forecasts, add_plan

FORECAST, PLAN = "supply_forecast", "production_plan"
STEPS = {
    FORECAST: ("activated", "superseded", "archived"),
    PLAN: ("submitted", "approved", "rejected", "started", "completed", "cancelled"),
}
STATES = [(FORECAST, one.value) for one in SupplyForecastStatus] + [(PLAN, one.value) for one in ProductionPlanStatus]
# What may have been before, or not.
LEFT_OPEN = {
    "ARCHIVED": {"activated", "superseded"},
    "DRAFT": {"submitted"},
    "CANCELLED": {"submitted", "approved", "started"},
}


async def made(supply: Planner, table: str, status: str) -> Any:
    await create(supply, "A")
    database = supply.app.state.database  # type: ignore[attr-defined]
    async with database.write(tenant_id("demo"), subject="tester") as session:
        product = await session.scalar(text("SELECT id FROM product WHERE sku = 'A'"))
        if table == FORECAST:
            await add_forecasts(session, product, statuses=[status])
        else:
            await add_plan(session, product, status=status)
    return database


@pytest.mark.parametrize(("table", "status"), STATES)
async def test_a_step_too_many_or_too_few_is_found(supply: Planner, table: str, status: str) -> None:
    database = await made(supply, table, status)
    for step in STEPS[table]:
        at, by = f"{step}_at", f"{step}_by"
        other = f"UPDATE {table} SET {at} = CASE WHEN {at} IS NULL THEN now() END"
        both = f"{other}, {by} = CASE WHEN {at} IS NULL THEN 'somebody' END"
        is_open = step == "rejected" or (step in LEFT_OPEN.get(status, ()) and (table, step) != (FORECAST, "submitted"))
        for wrong, expected in ((other, 1), (both, 0 if is_open else 1)):
            async with database.write(tenant_id("demo"), subject="tester", dry_run=True) as session:
                assert await verify(session) == []
                await session.run(text(wrong))
                found = await verify(session)
            assert len(found) == expected, (wrong, found)
            assert all(status in one and step in one for one in found)


@pytest.mark.parametrize(("until", "count"), [("2026-03-01T00:00:00Z", 0), ("2026-03-01T00:00:01Z", 1)])
async def test_two_that_were_active_at_once_are_found(supply: Planner, until: str, count: int) -> None:
    database = await made(supply, PLAN, "DRAFT")
    async with database.write(tenant_id("demo"), subject="tester", dry_run=True) as session:
        product = await session.scalar(text("SELECT id FROM product WHERE sku = 'A'"))
        times = {"activated_at": "2026-01-01T00:00:00Z", "superseded_at": until}
        await add_forecast_of_months(session, product, [1, 2], status="SUPERSEDED", **times)
        now = {"activated_at": "2026-03-01T00:00:00Z"}
        await add_forecast_of_months(session, product, [3, 4], status="ACTIVE", first=2, **now)
        found = await verify(session)
    assert [one for one in found if "FC-00001 version 1 was active when FC-00002 version 1" in one] == found
    assert len(found) == count
