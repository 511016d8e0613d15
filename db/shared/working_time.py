"""Working time of weeks and months, by work type: what every figure in hours is computed from."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select, text, tuple_

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.shared.columns import columns_of
from db.shared.enums import WorkType
from db.shared.models import MonthConfiguration, WeekConfiguration
from db.shared.rows import MonthRow, WeekRow, WrittenMonthRow, WrittenWeekRow

Week = tuple[int, int]
"""An ISO week: (year, week)."""


_months: Select[*tuple[Any, ...]] = select(*MonthConfiguration.__table__.columns)

_weeks: Select[*tuple[Any, ...]] = select(*WeekConfiguration.__table__.columns)

WEEK_CONFIGURATIONS_BY_IDS = ReadingByKeys(_weeks, WeekConfiguration.id)

MONTH_CONFIGURATIONS_BY_IDS = ReadingByKeys(_months, MonthConfiguration.id)


async def month_configurations(
    session: ReadSession, *, year: int | None = None, work_type: WorkType | None = None
) -> Sequence[MonthRow]:
    """Month configurations in calendar order."""
    query = _months.order_by(MonthConfiguration.year, MonthConfiguration.month, MonthConfiguration.work_type)
    if year is not None:
        query = query.where(MonthConfiguration.year == year)
    return await session.rows(query.where(MonthConfiguration.work_type == work_type) if work_type else query)


async def week_configurations(
    session: ReadSession, *, year: int | None = None, month: int | None = None, work_type: WorkType | None = None
) -> Sequence[WeekRow]:
    """Week configurations in calendar order; year and month are those of the week's Thursday."""
    query = _weeks.order_by(WeekConfiguration.year, WeekConfiguration.week, WeekConfiguration.work_type)
    if year is not None:
        query = query.where(WeekConfiguration.month_year == year)
    if month is not None:
        query = query.where(WeekConfiguration.month_number == month)
    return await session.rows(query.where(WeekConfiguration.work_type == work_type) if work_type else query)


async def week_configurations_between(session: ReadSession, first: Week, last: Week) -> Sequence[WeekRow]:
    """Week configurations from one (year, week) to another, both included."""
    week: Any = tuple_(WeekConfiguration.year, WeekConfiguration.week)
    return await session.rows(_weeks.where(week >= first, week <= last))


class NewMonth(NamedTuple):
    """Working time of a month for one work type."""

    year: int
    month: int
    work_type: WorkType
    working_days: int
    work_hours: float
    occupancy: float
    shrinkage: float


class NewWeek(NamedTuple):
    """Working time of an ISO week for one work type, with its days off from Monday to Friday where they are known."""

    year: int
    week: int
    start_date: date
    end_date: date
    month_year: int
    month_number: int
    work_type: WorkType
    working_days: int
    work_hours: float
    occupancy: float
    shrinkage: float
    holidays: tuple[date, ...] = ()


_UPSERT_MONTHS = text("""
    INSERT INTO month_configuration AS stored (tenant_id, year, month, work_type, working_days, work_hours, occupancy,
                                               shrinkage)
    SELECT :tenant, * FROM unnest(
        CAST(:year AS int[]), CAST(:month AS int[]), CAST(:work_type AS text[]), CAST(:working_days AS int[]),
        CAST(:work_hours AS float8[]), CAST(:occupancy AS float8[]), CAST(:shrinkage AS float8[]))
    ON CONFLICT (tenant_id, year, month, work_type) DO UPDATE SET
        working_days = excluded.working_days, work_hours = excluded.work_hours,
        occupancy = excluded.occupancy, shrinkage = excluded.shrinkage
    WHERE (stored.working_days, stored.work_hours, stored.occupancy, stored.shrinkage)
        IS DISTINCT FROM (excluded.working_days, excluded.work_hours, excluded.occupancy, excluded.shrinkage)
    RETURNING year, month, work_type""")

# Of the weeks that are written, those that have other productive hours or days than before, and those whose occupancy
# is another one: it is in the hours of a month alone, and only where that has no configuration of its own.
_UPSERT_WEEKS = text("""
    WITH given AS (
        SELECT year, week, start_date, end_date, month_year, month_number, work_type, working_days, work_hours,
               occupancy, shrinkage, CAST(string_to_array(holidays, ',') AS date[]) AS holidays
        FROM unnest(
            CAST(:year AS int[]), CAST(:week AS int[]), CAST(:start_date AS date[]), CAST(:end_date AS date[]),
            CAST(:month_year AS int[]), CAST(:month_number AS int[]), CAST(:work_type AS text[]),
            CAST(:working_days AS int[]), CAST(:work_hours AS float8[]), CAST(:occupancy AS float8[]),
            CAST(:shrinkage AS float8[]), CAST(:holidays AS text[])
        ) AS new (year, week, start_date, end_date, month_year, month_number, work_type, working_days, work_hours,
                  occupancy, shrinkage, holidays)
    ), before AS (
        SELECT w.year, w.week, w.work_type, w.productive_hours, w.working_days, w.holidays, w.occupancy
        FROM given JOIN week_configuration w USING (year, week, work_type)
    ), written AS (
        INSERT INTO week_configuration AS stored (tenant_id, year, week, start_date, end_date, month_year, month_number,
                                                  work_type, working_days, work_hours, occupancy, shrinkage, holidays)
        SELECT :tenant, * FROM given
        ON CONFLICT (tenant_id, year, week, work_type) DO UPDATE SET
            working_days = excluded.working_days, work_hours = excluded.work_hours,
            occupancy = excluded.occupancy, shrinkage = excluded.shrinkage, holidays = excluded.holidays
        WHERE (stored.working_days, stored.work_hours, stored.occupancy, stored.shrinkage, stored.holidays)
            IS DISTINCT FROM
            (excluded.working_days, excluded.work_hours, excluded.occupancy, excluded.shrinkage, excluded.holidays)
        RETURNING year, week, work_type, month_year, month_number, productive_hours, working_days, holidays, occupancy
    ), compared AS (
        SELECT year, week, (written.productive_hours, written.working_days, written.holidays)
                   IS DISTINCT FROM (before.productive_hours, before.working_days, before.holidays) AS changes_capacity,
               written.occupancy IS DISTINCT FROM before.occupancy AND NOT EXISTS (
                   SELECT 1 FROM month_configuration m
                   WHERE (m.year, m.month, m.work_type)
                       = (written.month_year, written.month_number, written.work_type)) AS changes_month
        FROM written LEFT JOIN before USING (year, week, work_type)
    )
    SELECT * FROM compared WHERE changes_capacity OR changes_month ORDER BY year, week""")


async def upsert_months(session: WriteSession, months: Sequence[NewMonth]) -> Sequence[WrittenMonthRow]:
    """Create or update month configurations; returns those that are others now than before."""
    if not months:
        return []
    return await session.rows(_UPSERT_MONTHS, {"tenant": session.tenant_id, **columns_of(NewMonth, months)})


async def upsert_weeks(session: WriteSession, weeks: Sequence[NewWeek]) -> Sequence[WrittenWeekRow]:
    """Create or update week configurations; returns the weeks of which something follows that is another now.

    Where people achieve something else than before, the week has other productive hours, or other days, of which a
    first or last week counts its part. Where the hours of its month are others, it has another occupancy.
    """
    if not weeks:
        return []
    columns = columns_of(NewWeek, weeks)
    # Lists travel inside one array element each.
    columns["holidays"] = [",".join(map(str, days)) for days in columns["holidays"]]
    return await session.rows(_UPSERT_WEEKS, {"tenant": session.tenant_id, **columns})
