"""The list of assignments, a page at a time."""

from db.engine import ReadSession
from db.workforce.assignments import assignment_page
from db.workforce.filters import AssignmentFilter
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_assignments(
    session: ReadSession, *, chosen: AssignmentFilter, first: int | None, after: str | None
) -> Page:
    """A page of assignments by week; raises BadRequest for a bad page size or cursor."""
    size, cursor = page_size(first), parse_cursor(after, int, int, int)
    year_week_id = (cursor[0], cursor[1], cursor[2]) if cursor else None
    rows = await assignment_page(session, chosen, after=year_week_id, size=size + 1)
    return page(rows, size=size, after=after, place=["year", "week", "id"])
