"""Generating week configurations from month configurations and a calendar of public holidays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.engine import WriteSession
from db.forecast.rows import StaleReportRow
from db.forecast.stale_cells import stale_reports
from db.shared import working_time
from db.shared.bounds import YEARS
from db.shared.enums import WorkType
from db.shared.rows import MonthRow, WeekRow
from db.shared.working_time import NewWeek
from services.shared.calendar import Month, weeks_of_year
from services.shared.errors import InvalidInput
from services.shared.locks import PLAN
from services.workforce.calendar.set_working_time import configured, write_weeks

NO_CALENDAR = "none"
DEFAULT_CALENDAR = {WorkType.DOMESTIC: "US", WorkType.GLOBAL: "IN"}


@dataclass
class GeneratedWeeks:
    """How many weeks were created, updated and kept, what a planner should look at, and whose cells do not follow."""

    created: int = 0
    updated: int = 0
    kept: int = 0
    warnings: list[str] = field(default_factory=list)
    stale_reports: Sequence[StaleReportRow] = ()


async def generate_weeks(
    session: WriteSession, *, year: int, work_type: WorkType, calendar: str | None = None, overwrite: bool = False
) -> GeneratedWeeks:
    """Give each ISO week of a year the working time of its month, and Monday–Friday less public holidays as days.

    `calendar` is a country code the holidays library knows ("US", "IN", "US-CA" for a part of one), or "none".
    Weeks that exist are kept unless `overwrite`. Holds the plan alone, since an import works with the weeks it has
    seen. Raises InvalidInput for an unknown calendar, a year outside 2020–2050, or a year without any month
    configuration.
    """
    if not YEARS.holds(year):
        raise InvalidInput(f"year is {year}", ("input", "year"), accepted=YEARS.accepted)
    await session.lock(PLAN)
    holidays_of_year = public_holidays(calendar or DEFAULT_CALENDAR[work_type], year)
    months = {
        row.month: row for row in await working_time.month_configurations(session, year=year, work_type=work_type)
    }
    if not months:
        raise InvalidInput(
            f"{work_type.title()} has no month configuration in {year}",
            ("input", "year"),
            accepted="a year whose months are set",
        )
    result, changed = GeneratedWeeks(), []
    stored_weeks = await working_time.week_configurations(session, year=year, work_type=work_type)
    stored_by_number = {row.week: row for row in stored_weeks}
    for week in _weeks(year, work_type, months, holidays_of_year):
        stored = stored_by_number.get(week.week)
        if stored is not None and (not overwrite or _same(stored, week)):
            result.kept += 1
            continue
        result.created += stored is None
        result.updated += stored is not None
        changed.append(week)
    _, ended = await write_weeks(session, changed, work_type)
    if ended:
        result.warnings.append(f"assignments ended of people who are there on no working day of a week now: {ended}")
    result.warnings += await _day_warnings(session, year, work_type, months)
    result.stale_reports = await stale_reports(session)
    return result


def public_holidays(calendar: str, year: int) -> set[date]:
    """The public holidays in the weeks of an ISO year; raises InvalidInput naming the calendars that are accepted."""
    if calendar.casefold() == NO_CALENDAR:
        return set()
    # Imported late: it takes as long as half of the server's own modules, and only who generates weeks needs it.
    import holidays

    country, _, part = calendar.upper().partition("-")
    # The first and the last week reach into the neighbouring years.
    years = (year - 1, year, year + 1)
    try:
        # The library takes any of its own names for a country: FRI is one.
        if country in holidays.list_supported_countries():
            return set(holidays.country_holidays(country, subdiv=part or None, years=years))
    except NotImplementedError:
        pass  # no such part of the country
    raise InvalidInput(
        f"there is no holiday calendar {calendar}",
        ("input", "holidayCalendar"),
        accepted="none, a country code such as US or IN, or a part of one such as US-CA",
    )


def _weeks(year: int, work_type: WorkType, months: dict[int, MonthRow], free: set[date]) -> Iterator[NewWeek]:
    for week in weeks_of_year(year):
        if (month := months.get(week.month.number)) is not None:
            holidays = tuple(day for day in week.weekdays() if day in free)
            yield configured(week, work_type, working_days=5 - len(holidays), rates=month, holidays=holidays)


def _same(stored: WeekRow, week: NewWeek) -> bool:
    values = {**week._asdict(), "holidays": list(week.holidays)}
    return all(getattr(stored, name) == value for name, value in values.items())


async def _day_warnings(
    session: WriteSession, year: int, work_type: WorkType, months: dict[int, MonthRow]
) -> list[str]:
    weeks = await working_time.week_configurations(session, year=year, work_type=work_type)
    warnings = []
    for number in range(1, 13):
        name = f"{Month(year, number).name} {year}, {work_type.title()}"
        total = sum(week.working_days for week in weeks if week.month_number == number)
        if number not in months:
            warnings.append(f"{name}: no month configuration, so its weeks were not generated")
        elif total != (configured := months[number].working_days):
            warnings.append(f"{name}: the weeks have {total} working days, the month configuration {configured}")
    return warnings
