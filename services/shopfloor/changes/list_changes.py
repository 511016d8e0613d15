"""The list of changes that wait, a page at a time."""

from db.engine import ReadSession
from db.shopfloor.changes import waiting_page
from services.shared.paging import Page, page, page_size
from services.shopfloor.asking.pages import PLACE, place_after


async def list_waiting_changes(session: ReadSession, *, first: int | None, after: str | None) -> Page:
    """A page of changes that wait, the oldest request first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), place_after(after)
    rows = await waiting_page(session, after=place, size=size + 1)
    return page(rows, size=size, after=after, place=PLACE)
