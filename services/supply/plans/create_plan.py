"""Creating a production plan."""

from collections.abc import Mapping
from typing import Any

from db.engine import WriteSession
from db.shared.counters import next_numbers
from db.supply.plans import insert_plan
from services.shared.text import key
from services.supply.locations import kept_locations
from services.supply.plans.forecast_of_plan import Planned, require_forecast
from services.supply.plans.heard import touch_plans
from services.supply.plans.plan_values import PlanInputs, schedule_columns
from services.supply.products.find_product import product_to_use

COUNTER = "plan"


async def create_plan(session: WriteSession, *, sku: str, location: str, plan: Mapping[str, Any]) -> int:
    """Create a draft from name, forecast_id, quantity, planned_start, planned_end, schedule and constraints.

    `schedule` is a list of `Scheduled`, or None; `forecast_id` a key, or None. Returns the id. Raises Refusals of
    InvalidInput for bad values, NotFound for product and forecast, NotAllowedInState for a product that is inactive.
    """
    product = await product_to_use(session, sku, "input", "sku")
    inputs = PlanInputs("input", decimals=product.decimals)
    values = _checked(inputs, plan)
    code = inputs.text("location", location)
    inputs.refuse()
    at = (await kept_locations(session, [code]))[key(code)]
    if plan["forecast_id"] is not None:
        planned = Planned(product.id, product.sku, at)
        await require_forecast(session, plan["forecast_id"], planned, path=("input", "forecastId"))
    (number,) = await next_numbers(session, COUNTER)
    values |= {"number": f"PP-{number:05}", "product_id": product.id, "location": at}
    row = await insert_plan(session, values)
    touch_plans(session, [row.id])
    return row.id


def _checked(inputs: PlanInputs, plan: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from a new plan's values alone; what is wrong with them is noted."""
    quantity, start, end = plan["quantity"], plan["planned_start"], plan["planned_end"]
    name = inputs.text("name", plan["name"])
    inputs.quantity(quantity)
    inputs.days(start, end, at="plannedEnd")
    inputs.schedule(plan["schedule"] or (), quantity, start, end)
    return {
        "name": name,
        "quantity": quantity,
        "planned_start": start,
        "planned_end": end,
        "forecast_id": plan["forecast_id"],
        "constraints": inputs.constraints(plan["constraints"]),
        **schedule_columns(plan["schedule"]),
    }
