"""Setting the working time of a week or a month by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from db.engine import WriteSession
from db.forecast.rows import StaleReportRow
from db.forecast.stale_cells import stale_reports
from db.shared.bounds import DAYS_OF_MONTH, DAYS_OF_WEEK, MONTHS, OCCUPANCY, SHRINKAGE, WORK_HOURS, YEARS, Bound
from db.shared.enums import WorkType
from db.shared.working_time import NewMonth, NewWeek, upsert_months, upsert_weeks, week_configurations_between
from services.shared.calendar import Month, Week, is_iso_week
from services.shared.inputs import Inputs
from services.shared.locks import PLAN
from services.workforce.refresh_capacity import RefreshedWeeks, note_other_hours, refresh_capacity_of_weeks


class Rates(Protocol):
    """Hours a day, and occupancy and shrinkage as fractions 0–1."""

    @property
    def work_hours(self) -> float: ...
    @property
    def occupancy(self) -> float: ...
    @property
    def shrinkage(self) -> float: ...


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Days, hours a day, and occupancy and shrinkage as fractions 0–1."""

    working_days: int
    work_hours: float
    occupancy: float
    shrinkage: float


class ChangedHours(NamedTuple):
    """What other hours did: how many assignments changed or ended, and which reports' cells do not follow now."""

    recalculated: int
    ended: int
    stale_reports: Sequence[StaleReportRow]


async def set_week(
    session: WriteSession, *, year: int, week: int, work_type: WorkType, time: WorkingTime
) -> ChangedHours:
    """Set a week's working time; weekly capacities follow, forecast cells do not. Raises Refusals of InvalidInput."""
    await session.lock(PLAN)
    inputs = Inputs("input")
    inputs.whole("year", year, YEARS)
    if not is_iso_week(year, week):
        inputs.note(f"there is no ISO week {week} in {year}", "week", accepted="1 to 52, or 53 in a long year")
    checked = _checked(inputs, time, days=DAYS_OF_WEEK)
    iso_week, days = Week(year, week), checked.working_days
    holidays = await _holidays(session, iso_week, work_type, working_days=days)
    new = configured(iso_week, work_type, working_days=days, rates=checked, holidays=holidays)
    followed = await write_weeks(session, [new], work_type)
    return ChangedHours(*followed, await stale_reports(session))


async def write_weeks(session: WriteSession, weeks: Sequence[NewWeek], work_type: WorkType) -> RefreshedWeeks:
    """Keep weeks' working time, and bring up to date what follows from it."""
    written = await upsert_weeks(session, weeks)
    other_months = {Week(row.year, row.week).month for row in written if row.changes_month}
    await note_other_hours(session, other_months, work_type)
    others = [Week(row.year, row.week) for row in written if row.changes_capacity]
    return await refresh_capacity_of_weeks(session, others, work_type)


async def write_months(session: WriteSession, months: Sequence[NewMonth]) -> None:
    """Keep months' working time, and tell of those that have other hours now; forecast cells stay as they are."""
    written = await upsert_months(session, months)
    for work_type in WorkType:
        others = {Month.named(row) for row in written if row.work_type == work_type}
        await note_other_hours(session, others, work_type)


async def _holidays(session: WriteSession, week: Week, work_type: WorkType, *, working_days: int) -> tuple[date, ...]:
    """The days off that a week is known to have, while their number stays what it was."""
    at = (week.year, week.number)
    for row in await week_configurations_between(session, at, at):
        if row.work_type == work_type and row.working_days == working_days:
            return tuple(row.holidays)
    return ()


def configured(
    week: Week, work_type: WorkType, *, working_days: int, rates: Rates, holidays: tuple[date, ...] = ()
) -> NewWeek:
    """An ISO week with its working time, as it is kept: it counts for the month of its Thursday."""
    return NewWeek(
        year=week.year,
        week=week.number,
        start_date=week.start,
        end_date=week.end,
        month_year=week.month.year,
        month_number=week.month.number,
        work_type=work_type,
        working_days=working_days,
        work_hours=rates.work_hours,
        occupancy=rates.occupancy,
        shrinkage=rates.shrinkage,
        holidays=holidays,
    )


async def set_month(
    session: WriteSession, *, year: int, month: int, work_type: WorkType, time: WorkingTime
) -> ChangedHours:
    """Set a month's working time; weeks and forecast cells keep theirs. Raises Refusals of InvalidInput."""
    await session.lock(PLAN)
    inputs = Inputs("input")
    inputs.whole("year", year, YEARS)
    inputs.whole("month", month, MONTHS)
    checked = _checked(inputs, time, days=DAYS_OF_MONTH)
    new = NewMonth(
        year=year,
        month=month,
        work_type=work_type,
        working_days=checked.working_days,
        work_hours=checked.work_hours,
        occupancy=checked.occupancy,
        shrinkage=checked.shrinkage,
    )
    await write_months(session, [new])
    return ChangedHours(0, 0, await stale_reports(session))


def _checked(inputs: Inputs, time: WorkingTime, *, days: Bound) -> WorkingTime:
    checked = WorkingTime(
        working_days=inputs.whole("workingDays", time.working_days, days),
        work_hours=inputs.number("workHours", time.work_hours, WORK_HOURS),
        occupancy=inputs.number("occupancy", time.occupancy, OCCUPANCY),
        shrinkage=inputs.number("shrinkage", time.shrinkage, SHRINKAGE),
    )
    inputs.refuse()
    return checked
