"""Hours that a plan asks of each ISO week, against those of people who could work then; nobody is reserved.

required hours = scheduled × labour hours per unit of the product
free hours     = productive hours of active people who have its labour skill and no assignment that week
gap            = free hours − required hours
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from db.engine import ReadSession
from db.supply.plans_ahead import plans_ahead
from db.workforce.free_people import AskedWeek, FreeHoursRow, free_hours
from services.shared.text import key
from services.supply.plans.weeks import ScheduledPart, plan_facts, scheduled_parts


class LabourWeek(NamedTuple):
    """A week of a plan; free hours are None where the week is not configured, and the gap then is."""

    year: int
    week: int
    start_date: date
    required_hours: float
    free_people: int
    free_hours: float | None
    gap: float | None


def labour_weeks(
    scheduled: Sequence[ScheduledPart], free: Sequence[FreeHoursRow], *, hours_per_unit: Decimal | None
) -> list[LabourWeek]:
    """The hours of each week of a plan; a product without labour hours asks for none."""
    by_week = {(row.year, row.week): row for row in free}
    return [_labour_week(part, by_week[iso_week(part)], hours_per_unit or Decimal(0)) for part in scheduled]


def _labour_week(part: ScheduledPart, free: FreeHoursRow, hours_per_unit: Decimal) -> LabourWeek:
    required = Fraction(part.quantity) * Fraction(hours_per_unit)
    hours = None if free.hours is None else Fraction(free.hours)
    return LabourWeek(
        year=free.year,
        week=free.week,
        start_date=part.first - timedelta(days=part.first.weekday()),
        required_hours=float(required),
        free_people=free.people,
        free_hours=None if hours is None else float(hours),
        gap=None if hours is None else float(hours - required),
    )


def iso_week(part: ScheduledPart) -> AskedWeek:
    """The ISO week that a week of a plan is part of."""
    year, number, _ = part.first.isocalendar()
    return AskedWeek(year, number)


async def plan_labour(session: ReadSession, *, plan_id: int | None) -> list[LabourWeek]:
    """The hours of each week of a plan, none of one that there is not; a product without a skill finds nobody."""
    rows = await plans_ahead(session, [] if plan_id is None else [plan_id])
    if not rows:
        return []
    (row,) = rows
    scheduled = scheduled_parts(plan_facts(row, None))
    free = await free_hours(session, [iso_week(part) for part in scheduled], skill_key=key(row.labour_skill or ""))
    return labour_weeks(scheduled, free, hours_per_unit=row.labour_hours_per_unit)
