"""Calls of reads about production plans, on rows that give them something to find."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from db.engine import WriteSession
from db.supply import plans
from db.supply.enums import ProductionPlanStatus
from db.supply.filters import ProductionPlanFilter
from tests.support.supply_rows import ONE, changed, of_product, plan_of


async def off_schedule(session: WriteSession, product: int) -> Any:
    """A plan of two that schedules one."""
    await plans.insert_plan(session, plan_of(product, number="PP-00004", quantity=2 * ONE))
    return await plans.plans_off_schedule(session)


async def planned_by_forecast(session: WriteSession, product: int) -> Any:
    """A plan that waits, and names a forecast."""
    forecast = int(await session.scalar(text("SELECT max(id) FROM supply_forecast")))
    waiting = {"number": "PP-00003", "forecast_id": forecast, "status": ProductionPlanStatus.PENDING_APPROVAL}
    await plans.insert_plan(session, plan_of(product, **waiting))
    return await plans.plans_using_forecasts(session, [forecast])


CALLS_ABOUT_PLANS: dict[str, Callable[[Any], Any]] = {
    name: of_product(find)
    for name, find in {
        "db.supply.plans.plans_matching": lambda s, p: plans.plans_matching(s, ProductionPlanFilter()),
        "db.supply.plans.locked_plan": lambda s, p: changed(s, lambda id: plans.locked_plan(s, id), "production_plan"),
        "db.supply.plans.held_product_of_plan": lambda s, p: changed(
            s, lambda id: plans.held_product_of_plan(s, id), "production_plan"
        ),
        "db.supply.plans.insert_plan": lambda s, p: plans.insert_plan(s, plan_of(p, number="PP-00002")),
        "db.supply.plans.update_plan": lambda s, p: changed(
            s, lambda id: plans.update_plan(s, id, {"name": "other"}, version=1), "production_plan"
        ),
        "db.supply.plans.plans_off_schedule": off_schedule,
        "db.supply.plans.plans_using_forecasts": planned_by_forecast,
    }.items()
}  # fmt: skip
