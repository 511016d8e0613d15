"""Writing people, months, weeks and assignments, a set at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text

from db.engine import ReadSession, Rows, WriteSession
from db.workforce.enums import AssignmentType
from db.workforce.summaries import WEEKLY_CAPACITY

# Lists travel inside one array element each, joined by a character that the importers refuse in any text.
_SEPARATOR = "\x1f"


class NewResource(NamedTuple):
    """An actual person as imported; `cn_key` decides whether a row is new."""

    cn: str
    cn_key: str
    display_name: str
    first_name: str
    last_name: str
    opid: str | None
    platform: str
    location: str
    states: tuple[str, ...]
    skills: tuple[str, ...]
    is_active: bool
    hire_date: date | None


class NewMonth(NamedTuple):
    """Working time of a month for one work type."""

    year: int
    month: int
    work_type: str
    working_days: int
    work_hours: float
    occupancy: float
    shrinkage: float


class NewWeek(NamedTuple):
    """Working time of an ISO week for one work type."""

    year: int
    week: int
    start_date: date
    end_date: date
    month_year: int
    month_number: int
    work_type: str
    working_days: int
    work_hours: float
    occupancy: float
    shrinkage: float


class MonthPlacement(NamedTuple):
    """One person on one demand of a report for every configured week of a month."""

    resource_id: int
    demand_id: int
    report_id: int
    month_index: int
    month_year: int
    month_number: int


_UPSERT_RESOURCES = text("""
    INSERT INTO resource (tenant_id, resource_type, cn, cn_key, display_name, first_name, last_name, opid, platform,
                          location, states, skills, is_active, hire_date)
    SELECT :tenant, 'ACTUAL', cn, cn_key, display_name, first_name, last_name, opid, platform, location,
           string_to_array(states, chr(31)), string_to_array(skills, chr(31)), is_active, hire_date
    FROM unnest(CAST(:cn AS text[]), CAST(:cn_key AS text[]), CAST(:display_name AS text[]),
                CAST(:first_name AS text[]), CAST(:last_name AS text[]), CAST(:opid AS text[]),
                CAST(:platform AS text[]), CAST(:location AS text[]), CAST(:states AS text[]), CAST(:skills AS text[]),
                CAST(:is_active AS boolean[]), CAST(:hire_date AS date[]))
         WITH ORDINALITY AS new (cn, cn_key, display_name, first_name, last_name, opid, platform, location, states,
                                 skills, is_active, hire_date, place)
    ORDER BY place
    ON CONFLICT (tenant_id, cn_key) DO UPDATE SET
        display_name = excluded.display_name, first_name = excluded.first_name, last_name = excluded.last_name,
        opid = excluded.opid, platform = excluded.platform, location = excluded.location, states = excluded.states,
        skills = excluded.skills, is_active = excluded.is_active, hire_date = excluded.hire_date, updated_at = now()
    WHERE resource.resource_type = 'ACTUAL'
    RETURNING id, cn_key""")

_UPSERT_MONTHS = text("""
    INSERT INTO month_configuration (tenant_id, year, month, work_type, working_days, work_hours, occupancy, shrinkage)
    SELECT :tenant, * FROM unnest(
        CAST(:year AS int[]), CAST(:month AS int[]), CAST(:work_type AS text[]), CAST(:working_days AS int[]),
        CAST(:work_hours AS float8[]), CAST(:occupancy AS float8[]), CAST(:shrinkage AS float8[]))
    ON CONFLICT (tenant_id, year, month, work_type) DO UPDATE SET
        working_days = excluded.working_days, work_hours = excluded.work_hours,
        occupancy = excluded.occupancy, shrinkage = excluded.shrinkage""")

_UPSERT_WEEKS = text("""
    INSERT INTO week_configuration (tenant_id, year, week, start_date, end_date, month_year, month_number, work_type,
                                    working_days, work_hours, occupancy, shrinkage)
    SELECT :tenant, * FROM unnest(
        CAST(:year AS int[]), CAST(:week AS int[]), CAST(:start_date AS date[]), CAST(:end_date AS date[]),
        CAST(:month_year AS int[]), CAST(:month_number AS int[]), CAST(:work_type AS text[]),
        CAST(:working_days AS int[]), CAST(:work_hours AS float8[]), CAST(:occupancy AS float8[]),
        CAST(:shrinkage AS float8[]))
    ON CONFLICT (tenant_id, year, week, work_type) DO UPDATE SET
        working_days = excluded.working_days, work_hours = excluded.work_hours,
        occupancy = excluded.occupancy, shrinkage = excluded.shrinkage""")

# Row by row over the index meant for it (OFFSET 0 keeps the planner from choosing another way): nothing here may depend
# on statistics, because an import fills tables that nobody has analysed yet.
_PLACEMENTS = """unnest(
        CAST(:resource_id AS bigint[]), CAST(:demand_id AS bigint[]), CAST(:report_id AS bigint[]),
        CAST(:month_index AS int[]), CAST(:month_year AS int[]), CAST(:month_number AS int[]))
        WITH ORDINALITY AS new (resource_id, demand_id, report_id, month_index, month_year, month_number, place)
    CROSS JOIN LATERAL (SELECT location FROM resource WHERE id = new.resource_id OFFSET 0) AS p
    CROSS JOIN LATERAL (
        SELECT year, week, productive_hours FROM week_configuration
        WHERE work_type = p.location AND month_year = new.month_year AND month_number = new.month_number OFFSET 0
    ) AS w"""

_OCCUPIED = text(f"""
    SELECT new.place::int - 1 AS place, count(*) AS occupied,
           count(*) FILTER (WHERE a.demand_id = new.demand_id AND a.production_percentage = :percentage) AS same,
           array_agg(w.week ORDER BY w.week) AS occupied_weeks
    FROM {_PLACEMENTS}
    CROSS JOIN LATERAL (
        SELECT demand_id, production_percentage, year, week FROM assignment
        WHERE resource_id = new.resource_id AND is_active OFFSET 0
    ) AS a
    WHERE a.year = w.year AND a.week = w.week
    GROUP BY new.place ORDER BY new.place""")

_PLACE = text(f"""
    INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, demand_id, tier_id,
                            production_percentage, weekly_capacity, assignment_type, assigned_by)
    SELECT :tenant, w.year, w.week, new.report_id, new.month_index, new.resource_id, new.demand_id, :tier_id,
           :percentage, {WEEKLY_CAPACITY.format(percentage="CAST(:percentage AS float8)")}, :type, :subject
    FROM {_PLACEMENTS}
    CROSS JOIN LATERAL (
        SELECT target_cph FROM report_demand WHERE report_id = new.report_id AND demand_id = new.demand_id OFFSET 0
    ) AS rd
    ORDER BY new.place, w.year, w.week
    ON CONFLICT (tenant_id, resource_id, year, week) WHERE is_active DO NOTHING""")

_DEALLOCATE_FROM_WEEK = text("""
    UPDATE assignment SET is_active = false, deallocated_at = now(), deallocated_by = :subject
    WHERE is_active AND resource_id = ANY(:ids) AND (year, week) >= (:year, :week)
    RETURNING report_id, demand_id, forecast_month_index""")


def _columns(rows: Sequence[Any]) -> dict[str, list[Any]]:
    names: Iterable[str] = rows[0]._fields
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


async def upsert_resources(session: WriteSession, people: Sequence[NewResource]) -> Mapping[str, int]:
    """Create or update actual people; returns cn key → id. A placeholder of the same cn is left alone."""
    if not people:
        return {}
    columns = _columns(people)
    columns["states"] = [_SEPARATOR.join(states) for states in columns["states"]]
    columns["skills"] = [_SEPARATOR.join(skills) for skills in columns["skills"]]
    rows = await session.rows(_UPSERT_RESOURCES, {"tenant": session.tenant_id, **columns})
    return {row.cn_key: row.id for row in rows}


async def upsert_months(session: WriteSession, months: Sequence[NewMonth]) -> int:
    """Create or update month configurations."""
    return await session.run(_UPSERT_MONTHS, {"tenant": session.tenant_id, **_columns(months)}) if months else 0


async def upsert_weeks(session: WriteSession, weeks: Sequence[NewWeek]) -> int:
    """Create or update week configurations."""
    return await session.run(_UPSERT_WEEKS, {"tenant": session.tenant_id, **_columns(weeks)}) if weeks else 0


async def occupied_placements(session: ReadSession, placements: Sequence[MonthPlacement], *, percentage: float) -> Rows:
    """Placements that meet active assignments: place in the list, occupied weeks, those that say the very same."""
    if not placements:
        return []
    return await session.rows(_OCCUPIED, {"percentage": percentage, **_columns(placements)})


async def place_months(
    session: WriteSession,
    placements: Sequence[MonthPlacement],
    *,
    tier_id: int,
    percentage: float,
    assignment_type: AssignmentType,
) -> int:
    """Assign people for every configured, free week of their months; returns how many assignments were written."""
    if not placements:
        return 0
    values = {
        "tenant": session.tenant_id,
        "subject": session.subject,
        "tier_id": tier_id,
        "percentage": percentage,
        "type": assignment_type.value,
    }
    return await session.run(_PLACE, {**values, **_columns(placements)})


async def deallocate_from_week(session: WriteSession, resource_ids: Collection[int], *, year: int, week: int) -> Rows:
    """Deallocate the active assignments of some people from a week on; returns the cell of each."""
    values = {"ids": list(resource_ids), "year": year, "week": week, "subject": session.subject}
    return await session.rows(_DEALLOCATE_FROM_WEEK, values)
