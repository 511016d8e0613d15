"""Holding a plan for a step: whoever takes one at the same time waits, and then meets the plan as it has become."""

from typing import NamedTuple

from db.engine import WriteSession
from db.supply.enums import ProductionPlanStatus
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import locked_plan
from services.shared.errors import Conflict, NotFound
from services.supply.plans.transitions import PLAN_TRANSITIONS

PATH = ("id",)


class Step(NamedTuple):
    """A plan, held alone until the transaction ends, and the state that a step takes it to."""

    plan: ProductionPlanRow
    target: ProductionPlanStatus


async def plan_for(session: WriteSession, id: int | None, action: str, *, reason: str | None = None) -> Step:
    """A plan that an action is allowed for, as `PLAN_TRANSITIONS` has it.

    Raises NotFound, NotAllowedInState, and InvalidInput where the action needs a reason and none is given.
    """
    plan = None if id is None else await locked_plan(session, id)
    if plan is None:
        raise NotFound("there is no such plan", PATH, "the id of a plan that productionPlans lists")
    return Step(plan, PLAN_TRANSITIONS.advance(plan.status, action, reason=reason, path=PATH))


def require_version(plan: ProductionPlanRow, expected: int | None) -> None:
    """Raise Conflict, with both versions, where a plan has changed since a caller read it."""
    if expected is not None and expected != plan.version:
        message = f"{plan.number} has version {plan.version}, and {expected} was expected: read it again"
        raise Conflict(message, ("expectedVersion",), expected=expected, actual=plan.version)
