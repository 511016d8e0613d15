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
from resolvers.shopfloor.waiting import WAITING, FirstWaiting, waiting_turn
from schema.shared.enums import OrderDirection
from schema.shared.page import LISTED_BY, After, Before, Direction, Last
from schema.shopfloor.enums import WorkOrderChangeOrder
from schema.shopfloor.work_order_change import WorkOrderChange, WorkOrderChangeConnection, WorkOrderChangeEdge
from services.shopfloor.changes.list_changes import list_waiting_changes

APPROVE = Permission.PRODUCTION_APPROVE
OrderBy = Annotated[WorkOrderChangeOrder, strawberry.argument(description=LISTED_BY)]


@strawberry.type
class ChangeQuery:
    """Root fields of changes."""

    @root_field(
        APPROVE,
        "Changes that wait for a decision, usually the oldest request first.",
        versioned=True,
    )
    async def pending_work_order_changes(
        self,
        info: Info,
        order_by: OrderBy = WorkOrderChangeOrder.REQUESTED,
        direction: Direction = OrderDirection.ASC,
        first: FirstWaiting = WAITING,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WorkOrderChangeConnection:
        turn = waiting_turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_waiting_changes(session, turn=turn)
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
