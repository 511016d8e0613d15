"""Lists of material debts, a page at a time."""

from datetime import date

from db.engine import ReadSession
from db.shopfloor.debt_filters import MaterialDebtFilter
from db.shopfloor.debts import debt_page
from services.shared.paging import Page, page, page_size
from services.shopfloor.asking.pages import PLACE, place_after


async def list_debts(
    session: ReadSession, *, chosen: MaterialDebtFilter, first: int | None, after: str | None, today: date
) -> Page:
    """A page of debts, the oldest request first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), place_after(after)
    rows = await debt_page(session, chosen, after=place, size=size + 1, today=today)
    return page(rows, size=size, after=after, place=PLACE)
