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
from resolvers.supply.arguments import After, First
from schema.shared.node import parse_key
from schema.shopfloor.production import DailyProductionConnection, DailyProductionEdge
from schema.shopfloor.production_changes import DailyProductionFilter
from schema.shopfloor.work_order import WorkOrder
from services.shopfloor.production.list_production import list_production

VIEW = Permission.PRODUCTION_VIEW
Which = Annotated[DailyProductionFilter | None, strawberry.argument(description="Which entries; all unless given.")]


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

    @root_field(VIEW, "What was made day by day, the latest day first.", versioned=True)
    async def daily_productions(
        self, info: Info, filter: Which = None, first: First = None, after: After = None
    ) -> DailyProductionConnection:
        chosen = production_filter(filter)
        async with info.context.read() as session:
            page = await list_production(session, chosen=chosen, first=first, after=after)
        return connection(
            DailyProductionConnection,
            DailyProductionEdge,
            page,
            shape=entry,
            context=info.context,
            count=lambda session: entry_count(session, chosen),
        )
