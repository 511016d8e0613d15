"""Pages of what was asked for, the oldest request first."""

from datetime import datetime

from services.shared.errors import BadRequest
from services.shared.paging import parse_cursor

PLACE = ("requested_at", "id")
"""The columns that a cursor is made of."""


def place_after(after: str | None) -> tuple[datetime, int] | None:
    """When something was asked for, and its id, of a cursor; raises BadRequest for anything else."""
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
