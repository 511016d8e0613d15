"""Changing a production plan: an edit takes a submission back."""

from collections.abc import Mapping
from typing import Any

from db.engine import WriteSession
from db.supply.plan_rows import ProductionPlanRow
from db.supply.products import PRODUCTS_BY_IDS
from services.shared.errors import NoChanges
from services.shared.quantities import plain
from services.supply.plans.forecast_of_plan import Planned, require_forecast
from services.supply.plans.holding import plan_for, require_version
from services.supply.plans.plan_values import PlanInputs, Scheduled, schedule_columns, total_of
from services.supply.plans.taking_steps import take_step

_NEVER_NULL = {
    "name": "name",
    "quantity": "quantity",
    "planned_start": "plannedStart",
    "planned_end": "plannedEnd",
}


async def update_plan(
    session: WriteSession, *, id: int | None, patch: Mapping[str, Any], expected_version: int | None = None
) -> int:
    """Change what the patch names; the plan is a draft afterwards, and its version one more. Returns the id.

    The patch has any of name, forecast_id, quantity, planned_start, planned_end, schedule (a list of `Scheduled`) and
    constraints; the last two and the forecast may be None. Raises NotFound, NotAllowedInState, Conflict for another
    version, Refusals of InvalidInput for bad values, and NoChanges.
    """
    plan, target = await plan_for(session, id, "be updated")
    require_version(plan, expected_version)
    decimals, sku = await _product(session, plan.product_id)
    values = checked_patch(PlanInputs("patch", decimals=decimals), plan, patch)
    changed = {name: value for name, value in values.items() if getattr(plan, name) != value}
    if not changed:
        raise NoChanges("the patch changes nothing", ("patch",))
    if changed.get("forecast_id") is not None:
        planned = Planned(plan.product_id, sku, plan.location)
        await require_forecast(session, changed["forecast_id"], planned, path=("patch", "forecastId"))
    await take_step(session, plan, {**changed, "status": target, "last_changed_by": session.subject})
    return plan.id


def checked_patch(inputs: PlanInputs, plan: ProductionPlanRow, patch: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a patch sets; raises Refusals for what is wrong with them, and with what stays beside them."""
    values = {name: value for name, value in patch.items() if name != "schedule"}
    for name, named in _NEVER_NULL.items():
        if name in values and values[name] is None:
            inputs.note(f"{named} is null", named, accepted="a value, or no such field")
    inputs.refuse()
    if "name" in values:
        values["name"] = inputs.text("name", values["name"])
    if "constraints" in values:
        values["constraints"] = inputs.constraints(values["constraints"])
    if "quantity" in values:
        inputs.quantity(values["quantity"])
    _check_days(inputs, plan, patch)
    inputs.refuse()
    return {**values, **(schedule_columns(patch["schedule"]) if "schedule" in patch else {})}


def _check_days(inputs: PlanInputs, plan: ProductionPlanRow, patch: Mapping[str, Any]) -> None:
    start, end, quantity = (
        patch.get(name, getattr(plan, name)) for name in ("planned_start", "planned_end", "quantity")
    )
    if "planned_start" in patch or "planned_end" in patch:
        inputs.days(start, end, at="plannedEnd" if "planned_end" in patch else "plannedStart")
    if "schedule" in patch:
        inputs.schedule(patch["schedule"] or (), quantity, start, end)
        return
    kept = [Scheduled(*day) for day in zip(plan.schedule_starts, plan.schedule_quantities, strict=True)]
    if kept and total_of(kept) != quantity:
        told = f"the schedule adds up to {plain(total_of(kept))}, and quantity would be {plain(quantity)}"
        inputs.note(told, "quantity", accepted="a schedule with it that adds up to it, or schedule: null")
    for at, outside in (
        ("plannedStart", [day.start for day in kept if day.start < start]),
        ("plannedEnd", [day.start for day in kept if day.start > end]),
    ):
        if outside:
            told = f"the schedule has {outside[0]}, which would not be within the plan"
            inputs.note(told, at, accepted="a schedule with it whose days are, or schedule: null")


async def _product(session: WriteSession, product_id: int) -> tuple[int, str]:
    """Decimals and sku of a product."""
    rows = await session.read(PRODUCTS_BY_IDS, ("decimals", "sku"), {"keys": [product_id]})
    return rows.column("decimals")[0], rows.column("sku")[0]
