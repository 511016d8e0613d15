"""The history log in pages, newest first."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import history
from db.forecast.enums import ChangeType
from db.forecast.rows import HistoryEntryRow
from db.shared.bounds import Bound
from services.forecast.report_value import checked_month_and_year
from services.shared.bounds import require_argument

PAGES = Bound(least=1, most=1_000_000, places=0)
LIMITS = Bound(least=1, most=100, places=0)


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
    require_argument("page", page, PAGES)
    require_argument("limit", limit, LIMITS)
    offset = (page - 1) * limit
    total = await history.entries_count(session, chosen)
    rows = await history.entries_page(session, chosen, offset=offset, limit=limit)
    return HistoryPage(rows, total, offset + len(rows) < total)
