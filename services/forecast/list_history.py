"""The history log in pages."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from db.engine import ReadSession
from db.forecast import history
from db.forecast.enums import ChangeType, HistoryOrder
from db.forecast.rows import HistoryEntryRow
from db.shared.bounds import Bound
from db.shared.enums import OrderDirection
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
    about: history.HistoryFilter,
    order: HistoryOrder,
    direction: OrderDirection,
    page: int,
    limit: int,
) -> HistoryPage:
    """A page of the history log, of a report's month and year, of some change types, and about what a filter says.

    Raises BadRequest.
    """
    number, checked_year = checked_month_and_year(month, year)
    chosen = replace(about, month=number, year=checked_year, change_types=tuple(change_types or ()))
    require_argument("page", page, PAGES)
    require_argument("limit", limit, LIMITS)
    offset = (page - 1) * limit
    total = await history.entries_count(session, chosen)
    rows = await history.entries_page(session, chosen, order=order, direction=direction, offset=offset, limit=limit)
    return HistoryPage(rows, total, offset + len(rows) < total)
