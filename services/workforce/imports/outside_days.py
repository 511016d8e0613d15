"""What an import of allocations says of weeks outside people's first and last days."""

from collections.abc import Mapping, Sequence

from db.engine import ReadSession
from db.workforce.placements import MonthPlacement
from db.workforce.presence import bounded_weeks
from db.workforce.rows import AssignedWeekRow, PersonKeyRow
from services.shared.calendar import Month, Week
from services.shared.text import key, natural_order, some

NAMED = 20


async def weeks_outside_days(
    session: ReadSession, placements: Sequence[MonthPlacement], people: Mapping[int, PersonKeyRow]
) -> str | None:
    """Which weeks of placements lie outside people's days: they are placed, and count whole, as in the old system."""
    months = {(one.resource_id, one.month_year, one.month_number) for one in placements}
    if not months:
        return None
    ends = sorted(Month(year, number) for _, year, number in months)
    first, last = (Week.of(month.start) for month in (ends[0], ends[-1].plus(1)))
    rows = await bounded_weeks(session, start=first.start, finish=last.end, resource_ids={one for one, _, _ in months})
    outside = [row for row in rows if not row.days_present and (row.resource_id, *_month_of_week(row)) in months]
    if not outside:
        return None
    cns = sorted({people[row.resource_id].cn for row in outside}, key=lambda cn: natural_order(key(cn)))
    return (
        f"{len(outside):,} weeks lie outside people's first and last days; they are placed as the old system had"
        f" them, and recorded as forced: {some(cns, most=NAMED, of='people')}"
    )


def _month_of_week(row: AssignedWeekRow) -> tuple[int, int]:
    month = Week(row.year, row.week).month
    return month.year, month.number
