"""Questions about daily production."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.shopfloor.production import entry_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.shopfloor.production_arguments import production_filter
from resolvers.shopfloor.production_mapping import entry
from schema.shared.enums import OrderDirection
from schema.shared.node import parse_key
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.shopfloor.enums import DailyProductionOrder
from schema.shopfloor.production import DailyProductionConnection, DailyProductionEdge
from schema.shopfloor.production_changes import DailyProductionFilter
from schema.shopfloor.work_order import WorkOrder
from services.shared.paging import Turn
from services.shopfloor.production.list_production import list_production

VIEW = Permission.PRODUCTION_VIEW
Which = Annotated[DailyProductionFilter | None, strawberry.argument(description="Which entries; all unless given.")]
OrderBy = Annotated[DailyProductionOrder, strawberry.argument(description=LISTED_BY)]


def order_key(
    work_order_id: Annotated[strawberry.ID, strawberry.argument(description="The work order's id.")],
) -> int | None:
    """A work order's own id; None for another's."""
    return parse_key("WorkOrder", work_order_id)


@strawberry.type
class ProductionQuery:
    """Root fields of daily production."""

    work_order_progress: WorkOrder | None = loaded_root(
        VIEW, "How far a work order is; null where there is none.", "shopfloor.work_order_by_id", key=order_key
    )

    @root_field(VIEW, "What was made day by day, usually the latest day first.", versioned=True)
    async def daily_productions(
        self,
        info: Info,
        filter: Which = None,
        order_by: OrderBy = DailyProductionOrder.DATE,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> DailyProductionConnection:
        chosen, turn = production_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_production(session, chosen=chosen, turn=turn)
        return connection(
            DailyProductionConnection,
            DailyProductionEdge,
            page,
            shape=entry,
            context=info.context,
            count=lambda session: entry_count(session, chosen),
        )
