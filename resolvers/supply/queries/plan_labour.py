"""Questions about the work that plans ask for."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.supply import mapping
from schema.shared.node import parse_key
from schema.supply.plan_ahead import PlanLabourWeek
from services.supply.plans.labour import plan_labour


@strawberry.type
class PlanLabourQuery:
    """The root field of labour."""

    @root_field(
        Permission.SUPPLY_VIEW,
        "The hours that a plan asks of each ISO week, against those of people who are free; nothing for a plan that "
        "there is not. Nobody is reserved. It asks for WORKFORCE.VIEW as well.",
        also=Permission.WORKFORCE_VIEW,
        versioned=True,
        size=13,
    )
    async def production_plan_labour(
        self, info: Info, plan_id: Annotated[strawberry.ID, strawberry.argument(description="The plan's id.")]
    ) -> list[PlanLabourWeek]:
        plan = parse_key("ProductionPlan", plan_id)
        async with info.context.read() as session:
            weeks = await plan_labour(session, plan_id=plan)
        return [mapping.plan_labour_week(week) for week in weeks]
