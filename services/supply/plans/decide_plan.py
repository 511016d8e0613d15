"""Approving and rejecting a plan that was submitted: four eyes, and of those who decide at once one wins."""

from db.engine import WriteSession
from db.shared.approvals import Subject
from db.shared.enums import Decision
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import PlanStep
from services.shared.approvals import decide
from services.shared.inputs import Inputs
from services.supply.plans.holding import plan_for, require_version
from services.supply.plans.taking_steps import take_step

KIND = "PRODUCTION_PLAN"


async def approve_plan(session: WriteSession, *, id: int | None, expected_version: int | None, note: str | None) -> int:
    """Approve a plan as the caller, who neither submitted it nor changed it last; returns the id.

    Raises NotFound, NotAllowedInState, SelfApproval, Conflict for another version than the caller read, InvalidInput
    for a note that is too long.
    """
    inputs = Inputs()
    kept = inputs.optional_text("note", note) or ""
    plan, target = await plan_for(session, id, "be approved")
    inputs.refuse()
    await _decide(session, plan, Decision.APPROVED, note=kept)
    require_version(plan, expected_version)
    await take_step(session, plan, {"status": target}, step=PlanStep.APPROVED)
    return plan.id


async def reject_plan(session: WriteSession, *, id: int | None, reason: str) -> int:
    """Send a plan back to be a draft, with a reason; returns the id.

    Whoever submitted it may take it back so as well. Raises NotFound, NotAllowedInState, and InvalidInput for a reason
    that is missing or too long.
    """
    plan, target = await plan_for(session, id, "be rejected", reason=reason)
    inputs = Inputs()
    kept = inputs.text("reason", reason)
    inputs.refuse()
    if session.subject != plan.submitted_by:  # else nobody decided about somebody else's plan
        await _decide(session, plan, Decision.REJECTED, note=kept)
    await take_step(session, plan, {"status": target, "rejection_reason": kept}, step=PlanStep.REJECTED)
    return plan.id


async def _decide(session: WriteSession, plan: ProductionPlanRow, decision: Decision, *, note: str) -> None:
    barred = [plan.last_changed_by] if decision is Decision.APPROVED else []
    subject = Subject(KIND, plan.id, plan.round)
    asked_by = plan.submitted_by or plan.last_changed_by
    await decide(session, subject, decision, requested_by=asked_by, also_barred=barred, note=note)
