"""Making what a plan says: started, how much of it is done, completed."""

from decimal import Decimal

from db.engine import WriteSession
from db.supply.bounds import COMPLETION
from db.supply.plans import PlanStep
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

    Raises NotFound, NotAllowedInState for a plan that is not being made, and InvalidInput for what is no percentage,
    and where it would go backwards without a reason.
    """
    plan, _ = await plan_for(session, id, "have its completion set")
    inputs = Inputs()
    why = inputs.optional_text("reason", reason)
    inputs.refuse()
    if not 0 <= percent <= WHOLE:
        raise InvalidInput(f"percentage is {plain(percent)}", ("percentage",), accepted=COMPLETION.accepted)
    done, before = floored(percent), percentage(plan.manual_completion)
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
    if (done := percentage(plan.manual_completion)) < WHOLE:
        reasons = [f"{plan.number} is {plain(done)} % done"]
        raise Incompatible(f"{reasons[0]}, and 100 is needed", PATH, reasons=reasons)
    await take_step(session, plan, {"status": target}, step=PlanStep.COMPLETED)
    return plan.id
