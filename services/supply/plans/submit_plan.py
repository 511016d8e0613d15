"""Submitting a plan for approval."""

from datetime import date

from db.engine import WriteSession
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import PlanStep, held_product_of_plan
from db.supply.rows import ProductRow
from services.shared.errors import Incompatible
from services.supply.plans.holding import PATH, plan_for
from services.supply.plans.taking_steps import take_step


async def submit_plan(session: WriteSession, *, id: int | None, today: date) -> int:
    """Ask for the approval of a draft; returns the id.

    Raises NotFound, NotAllowedInState, and Incompatible with every reason: the end is past, the product is inactive, or
    nobody knows how many of it can be made on a day.
    """
    product = None if id is None else await held_product_of_plan(session, id)
    plan, target = await plan_for(session, id, "be submitted")
    assert product is not None  # a plan has one
    if reasons := _reasons(plan, product, today):
        raise Incompatible(f"{plan.number} cannot be submitted: {'; '.join(reasons)}", PATH, reasons=reasons)
    await take_step(session, plan, {"status": target, "round": plan.round + 1}, step=PlanStep.SUBMITTED)
    return plan.id


def _reasons(plan: ProductionPlanRow, product: ProductRow, today: date) -> list[str]:
    found = {
        f"{plan.number} ends on {plan.planned_end}, which is past": plan.planned_end < today,
        f"{product.sku} is inactive": not product.is_active,
        f"{product.sku} has no daily capacity": product.daily_capacity is None,
    }
    return [reason for reason, holds in found.items() if holds]
