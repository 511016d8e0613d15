"""Questions about work orders."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.shopfloor.filters import WorkOrderFilter
from db.shopfloor.order_lists import Seen, work_order_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import root_field
from resolvers.shared.arguments import keys
from resolvers.shopfloor import mapping
from resolvers.shopfloor.order_arguments import order_filter, order_key
from resolvers.supply.arguments import members
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.shared.relations import load
from schema.shopfloor import work_order_lists as nouns
from schema.shopfloor.enums import WorkOrderOrder, WorkOrderStatus
from schema.shopfloor.work_order import WorkOrder
from schema.shopfloor.work_order_lists import WorkOrderConnection, WorkOrderEdge
from schema.supply.enums import OrderDirection
from services.shared.paging import Turn
from services.shared.text import key
from services.shopfloor.orders.list_orders import list_orders

VIEW = Permission.PRODUCTION_VIEW
Orders = Annotated[
    nouns.WorkOrderFilter | None, strawberry.argument(description="Which work orders; all unless given.")
]
OrderBy = Annotated[WorkOrderOrder, strawberry.argument(description=LISTED_BY)]
Id = Annotated[strawberry.ID | None, strawberry.argument(description="Its id.")]
Number = Annotated[str | None, strawberry.argument(description="Its number; letter case does not matter.")]
Statuses = Annotated[
    list[WorkOrderStatus] | None, strawberry.argument(description="That stand here; all unless given.")
]


@strawberry.type
class OrderQuery:
    """Root fields of work orders."""

    @root_field(VIEW, "One work order by id or number; null where there is none, or not of both.", versioned=True)
    async def work_order(self, info: Info, id: Id = None, number: Number = None) -> WorkOrder | None:
        own = None if id is None else order_key(id)
        if number is None:
            return None if own is None else await load(info, "shopfloor.work_order_by_id", own)
        found: WorkOrder | None = await load(info, "shopfloor.work_order_by_number_key", key(number))
        return found if found is not None and (id is None or found.key == own) else None

    @root_field(VIEW, "Work orders in an order; by points behind cancelled ones come last.", versioned=True)
    async def work_orders(
        self,
        info: Info,
        filter: Orders = None,
        order_by: OrderBy = WorkOrderOrder.DEADLINE,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WorkOrderConnection:
        return await listed(info, order_filter(filter), Turn(order_by, direction, first, after, last, before))

    @root_field(VIEW, "Work orders of the caller's departments, usually by deadline; none without departments.")
    async def my_work_orders(
        self,
        info: Info,
        status: Statuses = None,
        order_by: OrderBy = WorkOrderOrder.DEADLINE,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> WorkOrderConnection:
        mine = WorkOrderFilter(department_keys=keys(info.context.caller.departments) or (), statuses=members(status))
        return await listed(info, mine, Turn(order_by, direction, first, after, last, before))


async def listed(info: Info, chosen: WorkOrderFilter, turn: Turn[WorkOrderOrder]) -> WorkOrderConnection:
    """A page of work orders as of today."""
    day = Seen(info.context.today(), info.context.floor_rules)
    async with info.context.read() as session:
        page = await list_orders(session, chosen=chosen, seen=day, turn=turn)
    return connection(
        WorkOrderConnection,
        WorkOrderEdge,
        page,
        shape=mapping.work_order,
        context=info.context,
        count=lambda session: work_order_count(session, chosen, seen=day),
    )
