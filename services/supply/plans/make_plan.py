"""Making what a plan says: started, how much of it is done, completed."""

from decimal import Decimal

from db.engine import WriteSession
from db.supply.bounds import COMPLETION
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import PlanStep, orders_of_plan
from services.shared.errors import Incompatible, InvalidInput
from services.shared.inputs import Inputs
from services.shared.quantities import plain
from services.supply.plans.completion import WHOLE, floored, percentage
from services.supply.plans.holding import PATH, plan_for
from services.supply.plans.taking_steps import take_step


async def start_plan(session: WriteSession, *, id: int | None) -> int:
    """Begin to make an approved plan; returns the id. Raises NotFound and NotAllowedInState."""
    plan, target = await plan_for(session, id, "be started")
    await take_step(session, plan, {"status": target}, step=PlanStep.STARTED)
    return plan.id


async def set_completion(session: WriteSession, *, id: int | None, percent: Decimal, reason: str | None) -> int:
    """Say how much of a plan is done, 0 to 100, floored to two decimals; returns the id.

    Raises NotFound, NotAllowedInState for a plan that is not being made, InvalidInput for what is no percentage, and
    where it would go backwards without a reason, and Incompatible for a plan whose completion follows from work orders.
    """
    plan, _ = await plan_for(session, id, "have its completion set")
    inputs = Inputs()
    why = inputs.optional_text("reason", reason)
    inputs.refuse()
    if not 0 <= percent <= WHOLE:
        raise InvalidInput(f"percentage is {plain(percent)}", ("percentage",), accepted=COMPLETION.accepted)
    if orders := [order.number for order in await orders_of_plan(session, plan.id)]:
        message = f"the completion of {plan.number} follows from what is made of its work orders"
        raise Incompatible(message, PATH, reasons=orders)
    done, before = floored(percent), plan.manual_completion
    if done < before and why is None:
        told = f"{plan.number} is {plain(before)} % done, and {plain(done)} would be less"
        raise InvalidInput(told, ("reason",), accepted="why it goes backwards, in words")
    await take_step(session, plan, {"manual_completion": done, "completion_reason": why})
    return plan.id


async def complete_plan(session: WriteSession, *, id: int | None) -> int:
    """End a plan of which everything is made; returns the id.

    Raises NotFound, NotAllowedInState, and Incompatible where less than 100 % is done.
    """
    plan, target = await plan_for(session, id, "be completed")
    if (done := await _done(session, plan)) < WHOLE:
        reasons = [f"{plan.number} is {plain(done)} % done"]
        raise Incompatible(f"{reasons[0]}, and 100 is needed", PATH, reasons=reasons)
    await take_step(session, plan, {"status": target}, step=PlanStep.COMPLETED)
    return plan.id


async def _done(session: WriteSession, plan: ProductionPlanRow) -> Decimal:
    """How much of a plan is done, as its work orders stand now."""
    orders = await orders_of_plan(session, plan.id)
    made = sum((order.made for order in orders), Decimal(0)) if orders else None
    return percentage(plan.manual_completion, made, plan.quantity)
