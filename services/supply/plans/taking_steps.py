"""Writing a plan that is held: its version grows, and who listens is told."""

from collections.abc import Mapping
from typing import Any

from db.engine import WriteSession
from db.supply.plan_rows import ProductionPlanRow
from db.supply.plans import PlanStep, update_plan
from services.shared.errors import Conflict
from services.supply.plans.heard import touch_plans


async def take_step(
    session: WriteSession, plan: ProductionPlanRow, values: Mapping[str, Any], *, step: PlanStep | None = None
) -> None:
    """Change columns of a plan that still has its version, and keep by whom and when a step was taken.

    Raises Conflict where somebody was quicker; nobody is while the plan is held.
    """
    if await update_plan(session, plan.id, values, version=plan.version, step=step) is None:
        raise Conflict(f"{plan.number} was changed by somebody else: read it again", ("id",), expected=plan.version)
    touch_plans(session, [plan.id])
