"""Daily production, a page at a time."""

from functools import partial

from db.engine import ReadSession
from db.shopfloor.enums import DailyProductionOrder
from db.shopfloor.production import ENTRY_ORDERINGS, entry_page
from db.shopfloor.production_filter import DailyProductionFilter
from services.shared.paging import Page, Turn, turned


async def list_production(
    session: ReadSession, *, chosen: DailyProductionFilter, turn: Turn[DailyProductionOrder]
) -> Page:
    """A page of entries; raises BadRequest for a bad page size or cursor."""
    return await turned(partial(entry_page, session, chosen), turn, ENTRY_ORDERINGS[turn.order])
