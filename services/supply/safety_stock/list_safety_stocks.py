"""The list of safety stocks, a page at a time."""

from db.engine import ReadSession
from db.supply.filters import SafetyStockFilter
from db.supply.safety_stocks import safety_stock_page
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_safety_stocks(
    session: ReadSession, *, chosen: SafetyStockFilter, first: int | None, after: str | None
) -> Page:
    """A page of safety stocks by sku; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_cursor(after, str, int)
    rows = await safety_stock_page(session, chosen, after=place and (place[0], place[1]), size=size + 1)
    return page(rows, size=size, after=after, place=["place", "id"])
