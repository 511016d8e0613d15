"""Days and moments in the forms that documents promise, and in no other of ISO 8601: those of RFC 3339.

A day is 2025-06-01; a moment is a day, or a day and a time of it with or without an offset: 2025-06-01T08:00:00Z. Weeks
(2025-W23-1) and days without dashes (20250601) are what nobody was told of, and mean something else elsewhere.
"""

import re
from datetime import UTC, date, datetime

DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
MOMENT = f"{DAY}(?:T{_TIME})?"
_DAY, _MOMENT = re.compile(DAY, re.ASCII), re.compile(MOMENT, re.ASCII)


def iso_day(text: str) -> date:
    """The day that a text names; raises ValueError for another form, and for a day that there is not."""
    if not _DAY.fullmatch(text):
        raise ValueError("is no day such as 2025-06-01")
    return date.fromisoformat(text)


def iso_moment(text: str) -> datetime:
    """The moment that a text names, of UTC without an offset; raises ValueError, and OverflowError at time's ends."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("is no time such as 2025-06-01T00:00:00Z")
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
