"""Questions about production plans."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import ProductionPlanStatus
from db.supply.filters import ProductionPlanFilter
from db.supply.plans import plan_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.supply import mapping
from resolvers.supply.plan_arguments import plan_filter, plan_key
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply import filters as nouns
from schema.supply.enums import OrderDirection, ProductionPlanOrder
from schema.supply.plan import ProductionPlan, ProductionPlanConnection, ProductionPlanEdge
from services.shared.paging import Turn
from services.supply.plans.list_plans import list_plans

VIEW = Permission.SUPPLY_VIEW
PENDING = ProductionPlanFilter(statuses=(ProductionPlanStatus.PENDING_APPROVAL,))
Plans = Annotated[nouns.ProductionPlanFilter | None, strawberry.argument(description="Which plans; all unless given.")]
OrderBy = Annotated[ProductionPlanOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class PlanQuery:
    """Root fields of production plans."""

    production_plan: ProductionPlan | None = loaded_root(
        VIEW, "One plan by id; null where there is none.", "supply.production_plan_by_id", key=plan_key
    )

    @root_field(VIEW, "Plans in an order; by submission those that never were come last.", versioned=True)
    async def production_plans(
        self,
        info: Info,
        filter: Plans = None,
        order_by: OrderBy = ProductionPlanOrder.PLANNED_START,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ProductionPlanConnection:
        return await _listed(info, plan_filter(filter), Turn(order_by, direction, first, after, last, before))

    @root_field(
        VIEW,
        "Plans that wait for a decision, usually the oldest submission first.",
        versioned=True,
    )
    async def production_plans_pending_approval(
        self,
        info: Info,
        order_by: OrderBy = ProductionPlanOrder.SUBMITTED,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ProductionPlanConnection:
        return await _listed(info, PENDING, Turn(order_by, direction, first, after, last, before))


async def _listed(
    info: Info, chosen: ProductionPlanFilter, turn: Turn[ProductionPlanOrder]
) -> ProductionPlanConnection:
    async with info.context.read() as session:
        page = await list_plans(session, chosen=chosen, turn=turn)
    return connection(
        ProductionPlanConnection,
        ProductionPlanEdge,
        page,
        shape=mapping.production_plan,
        context=info.context,
        count=lambda session: plan_count(session, chosen),
    )
