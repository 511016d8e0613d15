"""Lists of people and of assignments, a page at a time."""

from db.engine import ReadSession
from db.workforce import assignments, people
from db.workforce.filters import AssignmentFilter, ResourceFilter
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_people(session: ReadSession, *, chosen: ResourceFilter, first: int | None, after: str | None) -> Page:
    """A page of people by cn; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_cursor(after, str)
    rows = await people.resource_page(session, chosen, after=place[0] if place else None, size=size + 1)
    return page(rows, size=size, after=after, place=["cn_key"])


async def list_assignments(
    session: ReadSession, *, chosen: AssignmentFilter, first: int | None, after: str | None
) -> Page:
    """A page of assignments by week; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), parse_cursor(after, int, int, int)
    start = (place[0], place[1], place[2]) if place else None
    rows = await assignments.assignment_page(session, chosen, after=start, size=size + 1)
    return page(rows, size=size, after=after, place=["year", "week", "id"])
