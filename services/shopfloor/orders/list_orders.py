"""Lists of work orders, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.shopfloor.enums import WorkOrderOrder
from db.shopfloor.filters import WorkOrderFilter
from db.shopfloor.order_lists import Seen, work_order_list
from services.shared.paging import Page, Turn, turned


async def list_orders(session: ReadSession, *, chosen: WorkOrderFilter, seen: Seen, turn: Turn[WorkOrderOrder]) -> Page:
    """A page of work orders; raises BadRequest for a bad page size or cursor."""
    listed = work_order_list(chosen, order=turn.order, direction=turn.direction, seen=seen)
    return await turned(partial(listed.read, session), turn, listed.ordering)
