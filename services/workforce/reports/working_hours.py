"""The working hours that drift is explained by: those of a month's weeks, its own, and its own without occupancy."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from db.engine import ReadSession
from db.shared import working_time
from db.shared.enums import WorkType
from db.shared.rows import MonthRow, WeekRow
from services.shared.calendar import Month, report_months
from services.shared.formulas import (
    productive_hours_from_weeks,
    productive_hours_of_weeks,
    productive_hours_without_occupancy,
)


class WorkingHours(NamedTuple):
    """Productive hours of one person in a month: of its configured weeks, its own, and its own without occupancy."""

    of_weeks: float
    of_month: float
    without_occupancy: float


HoursOfMonths = Mapping[tuple[WorkType, int], WorkingHours]
"""The hours of a report's months by locality and month index, 1 to 6."""


async def hours_by_report_id(session: ReadSession, first_months: Mapping[int, Month]) -> dict[int, HoursOfMonths]:
    """The hours of the months of some reports, given by their first month, in two statements."""
    weeks: dict[tuple[Month, WorkType], list[WeekRow]] = {}
    for week in await working_time.week_configurations(session):
        weeks.setdefault((Month.counted(week), week.work_type), []).append(week)
    months = {(Month.named(row), row.work_type): row for row in await working_time.month_configurations(session)}
    return {
        id: {
            (locality, index): working_hours(weeks.get((month, locality), ()), months.get((month, locality)))
            for locality in WorkType
            for index, month in enumerate(report_months(first), start=1)
        }
        for id, first in first_months.items()
    }


def working_hours(weeks: Sequence[WeekRow], month: MonthRow | None) -> WorkingHours:
    """The hours of a month: without a month configuration it has those of its weeks, and without weeks none."""
    of_weeks = float(productive_hours_of_weeks(weeks))
    if month is None:
        return WorkingHours(of_weeks, float(productive_hours_from_weeks(weeks)), of_weeks)
    return WorkingHours(of_weeks, month.productive_hours, float(productive_hours_without_occupancy(month)))
