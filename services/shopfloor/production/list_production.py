"""Daily production, a page at a time."""

from db.engine import ReadSession
from db.shopfloor.production import entry_page
from db.shopfloor.production_filter import DailyProductionFilter
from services.shared.paging import Page, page, page_size
from services.supply.stock.lists import movement_place


async def list_production(
    session: ReadSession, *, chosen: DailyProductionFilter, first: int | None, after: str | None
) -> Page:
    """A page of entries, the latest day first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), movement_place(after)
    rows = await entry_page(session, chosen, after=place, size=size + 1)
    return page(rows, size=size, after=after, place=["production_date", "id"])
