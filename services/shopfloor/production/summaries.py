"""What the entries of work orders come to: first, last, best and mean days, and working days without an entry."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from db.engine import ReadSession
from db.shopfloor.production_rows import ProductionSumsRow
from db.shopfloor.production_sums import production_sums
from services.shared.quantities import nearest
from services.shared.working_days import count_working_days


class Summary(NamedTuple):
    """Figures over all entries of a work order; means have four decimals."""

    entries: int
    first_date: date | None
    last_date: date | None
    best_day: Decimal | None
    mean_per_entry: Decimal | None
    recent_per_day: Decimal
    days_without_entry: int


async def summaries_of(session: ReadSession, work_order_ids: Collection[int], *, today: date) -> dict[int, Summary]:
    """The summaries of some work orders by id. One statement."""
    return {row.work_order_id: _summary(row, today) for row in await production_sums(session, work_order_ids, today)}


def _summary(row: ProductionSumsRow, today: date) -> Summary:
    mean = nearest(Fraction(row.total) / row.entries) if row.entries else None
    recent = nearest(Fraction(row.recent) / row.recent_entries) if row.recent_entries else Decimal(0)
    due = count_working_days(row.planned_start, last_due_day(row.deadline, today))
    without = due - row.days_worked
    return Summary(row.entries, row.first_date, row.last_date, row.best_day, mean, recent, without)


def last_due_day(deadline: date, today: date) -> date:
    """The last day that should have an entry by now: yesterday, or the deadline where that is earlier."""
    return min(today - timedelta(days=1), deadline)
