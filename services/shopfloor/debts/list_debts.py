"""Lists of material debts, a page at a time."""

from datetime import date, datetime

from db.engine import ReadSession
from db.shopfloor.debt_filters import MaterialDebtFilter
from db.shopfloor.debts import debt_page
from services.shared.errors import BadRequest
from services.shared.paging import Page, page, page_size, parse_cursor


async def list_debts(
    session: ReadSession, *, chosen: MaterialDebtFilter, first: int | None, after: str | None, today: date
) -> Page:
    """A page of debts, the oldest request first; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), _place(after)
    rows = await debt_page(session, chosen, after=place, size=size + 1, today=today)
    return page(rows, size=size, after=after, place=["requested_at", "id"])


def _place(after: str | None) -> tuple[datetime, int] | None:
    cursor = parse_cursor(after, str, int)
    if cursor is None:
        return None
    try:
        requested_at = datetime.fromisoformat(cursor[0])
    except ValueError:
        requested_at = None
    if requested_at is None or requested_at.tzinfo is None:
        raise BadRequest("after is not a cursor of this list; accepted: an endCursor it gave")
    return requested_at, cursor[1]
