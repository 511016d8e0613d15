"""The list of people, a page at a time."""

from db.engine import ReadSession
from db.workforce.filters import ResourceFilter
from db.workforce.people import resource_page
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_people(session: ReadSession, *, chosen: ResourceFilter, first: int | None, after: str | None) -> Page:
    """A page of people by cn; raises BadRequest for a bad page size or cursor."""
    size, cursor = page_size(first), parse_cursor(after, str)
    rows = await resource_page(session, chosen, after=cursor[0] if cursor else None, size=size + 1)
    return page(rows, size=size, after=after, place=["cn_key"])
