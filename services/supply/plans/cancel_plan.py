"""Giving a plan up."""

from db.engine import WriteSession
from db.supply.plans import PlanStep
from services.shared.inputs import Inputs
from services.supply.plans.holding import plan_for
from services.supply.plans.taking_steps import take_step


async def cancel_plan(session: WriteSession, *, id: int | None, reason: str) -> int:
    """Give up a plan that is neither completed nor cancelled, with a reason; returns the id.

    Raises NotFound, NotAllowedInState, and InvalidInput for a reason that is missing or too long.
    """
    plan, target = await plan_for(session, id, "be cancelled", reason=reason)
    inputs = Inputs()
    kept = inputs.text("reason", reason)
    inputs.refuse()
    await take_step(session, plan, {"status": target, "cancellation_reason": kept}, step=PlanStep.CANCELLED)
    return plan.id
