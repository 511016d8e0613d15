"""Alerts, a page at a time: those to which something happened last come first."""

from datetime import datetime

from db.engine import ReadSession
from db.shopfloor.alert_lists import AlertFilter, Place, alert_page
from services.shared.errors import BadRequest
from services.shared.paging import Page, page, page_size, parse_cursor

_CURSOR_ACCEPTED = "after is not a cursor of this list; accepted: an endCursor it gave"


async def list_alerts(session: ReadSession, *, chosen: AlertFilter, first: int | None, after: str | None) -> Page:
    """A page of alerts; raises BadRequest for a bad page size or cursor."""
    size, place = page_size(first), alert_place(after)
    rows = await alert_page(session, chosen, after=place, size=size + 1)
    return page(rows, size=size, after=after, place=["changed_at", "id"])


def alert_place(after: str | None) -> Place | None:
    """The place of a cursor of a list of alerts; raises BadRequest."""
    cursor = parse_cursor(after, str, int)
    if cursor is None:
        return None
    try:
        moment = datetime.fromisoformat(cursor[0])
    except ValueError:
        raise BadRequest(_CURSOR_ACCEPTED) from None
    if moment.tzinfo is None:
        raise BadRequest(_CURSOR_ACCEPTED)
    return moment, cursor[1]
