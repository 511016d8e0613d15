"""Questions about changes of work orders."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.shopfloor.changes import waiting_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.shopfloor import change_mapping
from resolvers.shopfloor.change_arguments import change_key
from resolvers.supply.arguments import After
from schema.shopfloor.work_order_change import WorkOrderChange, WorkOrderChangeConnection, WorkOrderChangeEdge
from services.shopfloor.changes.list_changes import list_waiting_changes

APPROVE = Permission.PRODUCTION_APPROVE
FirstWaiting = Annotated[int, strawberry.argument(description="How many: 20 unless given, at most 500.")]


@strawberry.type
class ChangeQuery:
    """Root fields of changes."""

    @root_field(APPROVE, "Changes that wait for a decision, the oldest request first.", versioned=True)
    async def pending_work_order_changes(
        self, info: Info, first: FirstWaiting = 20, after: After = None
    ) -> WorkOrderChangeConnection:
        async with info.context.read() as session:
            page = await list_waiting_changes(session, first=first, after=after)
        made: WorkOrderChangeConnection = connection(
            WorkOrderChangeConnection,
            WorkOrderChangeEdge,
            page,
            shape=change_mapping.work_order_change,
            context=info.context,
            count=waiting_count,
        )
        return made

    work_order_change: WorkOrderChange | None = loaded_root(
        APPROVE, "One change by id; null where there is none.", "shopfloor.work_order_change_by_id", key=change_key
    )
