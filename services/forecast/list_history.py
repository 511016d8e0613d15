"""The history log in pages, newest first."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import history
from db.forecast.enums import ChangeType
from db.forecast.rows import HistoryEntryRow
from services.forecast.report_value import checked_month_and_year
from services.shared.errors import BadRequest

LARGEST_PAGE = 100
LAST_PAGE = 1_000_000


class HistoryPage(NamedTuple):
    """Entries of one page, and how many there are in all."""

    rows: Sequence[HistoryEntryRow]
    total: int
    has_more: bool


async def list_history(
    session: ReadSession,
    *,
    month: str | None,
    year: int | None,
    change_types: Collection[ChangeType] | None,
    page: int,
    limit: int,
) -> HistoryPage:
    """A page of the history log, of a report's month and year and of some change types; raises BadRequest."""
    chosen = history.HistoryFilter(*checked_month_and_year(month, year), tuple(change_types or ()))
    if not 1 <= page <= LAST_PAGE:
        raise BadRequest(f"page is {page}; accepted: 1 to {LAST_PAGE:,}")
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadRequest(f"limit is {limit}; accepted: 1 to {LARGEST_PAGE}")
    offset = (page - 1) * limit
    total = await history.entries_count(session, chosen)
    rows = await history.entries_page(session, chosen, offset=offset, limit=limit)
    return HistoryPage(rows, total, offset + len(rows) < total)
