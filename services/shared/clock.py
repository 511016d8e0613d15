"""The day it is. Who needs it asks here, at the edges; what is computed is handed it."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()
