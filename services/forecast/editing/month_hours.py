"""Productive hours of calendar months by work type: from the month configuration, or from the month's weeks."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from db.engine import ReadSession
from db.shared import working_time
from db.shared.enums import WorkType
from db.shared.rows import WeekRow
from services.shared.calendar import Month
from services.shared.errors import InvalidInput
from services.shared.formulas import productive_hours_from_weeks
from services.shared.numbers import exact

WorkingTime = Sequence[Decimal]
"""Productive hours of one person in each of a report's six months."""


class MonthHours:
    """Hours one fully productive person works in a month."""

    def __init__(self, hours: dict[tuple[Month, WorkType], Decimal]) -> None:
        self._hours = hours

    @classmethod
    async def load(cls, session: ReadSession) -> "MonthHours":
        """The hours of every month that has a month configuration or at least one week."""
        weeks: dict[tuple[Month, WorkType], list[WeekRow]] = {}
        for week in await working_time.week_configurations(session):
            weeks.setdefault((Month.counted(week), week.work_type), []).append(week)
        hours = {month: productive_hours_from_weeks(configured) for month, configured in weeks.items()}
        for row in await working_time.month_configurations(session):
            hours[Month.named(row), row.work_type] = exact(row.productive_hours)
        return cls(hours)

    def of(self, month: Month, work_type: WorkType) -> Decimal:
        """The hours of a month that `require` has found."""
        return self._hours[month, work_type]

    def of_months(self, months: Sequence[Month], work_type: WorkType) -> WorkingTime:
        """The hours of a report's six months, which `require` has found."""
        return [self._hours[month, work_type] for month in months]

    def require(self, months: Collection[Month], work_types: Collection[WorkType], *path: str) -> None:
        """Raise InvalidInput, about the input at `path`, naming every month without working time."""
        missing = [
            f"{month.label} {work_type.title()}"
            for work_type in sorted(work_types)
            for month in sorted(months)
            if (month, work_type) not in self._hours
        ]
        if missing:
            raise InvalidInput(
                f"no working time is configured for {', '.join(missing)}",
                path,
                accepted="months with a month configuration, or weeks; set them first",
            )

    def warnings(self, months: Collection[Month], work_types: Collection[WorkType]) -> list[str]:
        """A sentence that names the months in which nobody works, as configured; none where there is no such month."""
        idle = [
            f"{month.label} {work_type.title()}"
            for work_type in sorted(work_types)
            for month in sorted(months)
            if not self._hours[month, work_type]
        ]
        named = ", ".join(idle)
        return [f"no hours are worked in {named}: nobody is required there, and capacity is 0"] if idle else []
