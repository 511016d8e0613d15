"""Replacing quantity and schedule of a draft: what a recommendation that somebody accepts does to a plan."""

from collections.abc import Sequence
from decimal import Decimal

from db.engine import WriteSession
from db.supply.products import PRODUCTS_BY_IDS
from services.supply.plans.holding import plan_for
from services.supply.plans.plan_values import PlanInputs, Scheduled, schedule_columns
from services.supply.plans.taking_steps import take_step


async def replace_schedule(
    session: WriteSession, *, id: int | None, quantity: Decimal, schedule: Sequence[Scheduled], place: tuple[str, ...]
) -> int:
    """Give a draft another quantity and schedule, as the caller's change of it; returns the id.

    `place` is where the two stand in the request. Raises NotFound, NotAllowedInState for a plan that is no draft, and
    Refusals of InvalidInput for values that the plan cannot have. A draft that has them already counts as changed.
    """
    plan, target = await plan_for(session, id, "have its schedule replaced")
    rows = await session.read(PRODUCTS_BY_IDS, ("decimals",), {"keys": [plan.product_id]})
    inputs = PlanInputs(*place, decimals=rows.column("decimals")[0])
    inputs.quantity(quantity)
    inputs.schedule(schedule, quantity, plan.planned_start, plan.planned_end)
    inputs.refuse()
    values = {"quantity": quantity, **schedule_columns(schedule)}
    await take_step(session, plan, {**values, "status": target, "last_changed_by": session.subject})
    return plan.id
