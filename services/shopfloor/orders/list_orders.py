"""Lists of work orders, a page at a time."""

from db.engine import ReadSession
from db.shared.enums import OrderDirection
from db.shopfloor.enums import WorkOrderOrder
from db.shopfloor.filters import WorkOrderFilter
from db.shopfloor.order_lists import Seen, work_order_page
from services.shared.paging import Page, ordered_page, page_size, parse_place


async def list_orders(
    session: ReadSession,
    *,
    chosen: WorkOrderFilter,
    seen: Seen,
    order: WorkOrderOrder = WorkOrderOrder.DEADLINE,
    direction: OrderDirection = OrderDirection.ASC,
    first: int | None,
    after: str | None,
) -> Page:
    """A page of work orders in an order; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_place(after, order, direction)
    rows = await work_order_page(
        session, chosen, order=order, direction=direction, after=place, size=size + 1, seen=seen
    )
    return ordered_page(rows, size=size, after=after, order=order, direction=direction)
