"""The list of changes that wait, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.shopfloor.changes import CHANGE_ORDERINGS, waiting_page
from db.shopfloor.enums import WorkOrderChangeOrder
from services.shared.paging import Page, Turn, turned


async def list_waiting_changes(session: ReadSession, *, turn: Turn[WorkOrderChangeOrder]) -> Page:
    """A page of changes that wait; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(waiting_page, session), turn, CHANGE_ORDERINGS[turn.order])
