"""The list of assignments, a page at a time."""

from db.engine import ReadSession
from db.workforce.assignments import assignment_page
from db.workforce.filters import AssignmentFilter
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_assignments(
    session: ReadSession, *, chosen: AssignmentFilter, first: int | None, after: str | None
) -> Page:
    """A page of assignments by week and cn; raises BadRequest for a bad page size or cursor."""
    size, cursor = page_size(first), parse_cursor(after, int, int, str, int)
    place = (cursor[0], cursor[1], cursor[2], cursor[3]) if cursor else None
    rows = await assignment_page(session, chosen, after=place, size=size + 1)
    return page(rows, size=size, after=after, place=["year", "week", "cn_sort", "id"])
