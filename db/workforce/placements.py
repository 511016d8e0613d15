"""Writing assignments, a set at a time: placed, moved, changed, ended, and taken over by a newer report."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.errors import ConcurrentChange
from db.shared.columns import columns_of
from db.shared.statistics import take_statistics
from db.workforce.enums import AssignmentType
from db.workforce.models import Assignment
from db.workforce.places import of_person
from db.workforce.presence import DAYS_PRESENT, part_of
from db.workforce.rows import AssignmentRow, LeftBehindRow, OccupiedRow
from db.workforce.weekly_capacity import WEEKLY_CAPACITY


class WeekPlacement(NamedTuple):
    """One person on one demand of a report in one week, at a tier and a production percentage of a whole week.

    Of a week that they work in part, the part counts; outside their days only who `is_forced` is placed, and counts
    whole.
    """

    resource_id: int
    demand_id: int
    report_id: int
    month_index: int
    year: int
    week: int
    tier_id: int
    percentage: float
    is_forced: bool


# Rows of written SQL give a closed set as texts unless they are told which.
_ENUMS = {"assignment_type": Assignment.assignment_type.type}

_PLACE = text(f"""
    INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, cn_sort, demand_id,
                            tier_id, production_percentage, weekly_capacity, assignment_type, assigned_by, is_forced,
                            execution_id, days_present, working_days, whole_week_percentage, counts_whole_week)
    SELECT :tenant, new.year, new.week, new.report_id, new.month_index, new.resource_id, p.cn_sort, new.demand_id,
           new.tier_id, level.percentage, {WEEKLY_CAPACITY.format(percentage="level.percentage")}, :type, :subject,
           new.is_forced, CAST(:execution_id AS uuid), present.part,
           CASE WHEN present.part IS NOT NULL THEN w.working_days END,
           CASE WHEN present.part IS NOT NULL THEN new.percentage END, coalesce(present.days = 0, false)
    FROM unnest(CAST(:resource_id AS bigint[]), CAST(:demand_id AS bigint[]), CAST(:report_id AS bigint[]),
                CAST(:month_index AS int[]), CAST(:year AS int[]), CAST(:week AS int[]), CAST(:tier_id AS bigint[]),
                CAST(:percentage AS float8[]), CAST(:is_forced AS boolean[]))
         WITH ORDINALITY AS new (resource_id, demand_id, report_id, month_index, year, week, tier_id, percentage,
                                 is_forced, place)
    CROSS JOIN LATERAL (
        SELECT location, hire_date, last_day, cn_sort FROM resource WHERE id = new.resource_id OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT productive_hours, start_date, working_days, holidays FROM week_configuration
        WHERE work_type = p.location AND year = new.year AND week = new.week OFFSET 0
    ) AS w
    CROSS JOIN LATERAL (SELECT days, nullif(days, 0) AS part FROM (SELECT {DAYS_PRESENT} AS days) AS one) AS present
    CROSS JOIN LATERAL (SELECT {part_of("new.percentage", "present.part")} AS percentage) AS level
    CROSS JOIN LATERAL (
        SELECT target_cph FROM report_demand WHERE report_id = new.report_id AND demand_id = new.demand_id OFFSET 0
    ) AS rd
    WHERE new.is_forced OR present.days IS DISTINCT FROM 0
    ORDER BY new.place
    RETURNING *""").columns(**_ENUMS)

_DEALLOCATE = text("""
    UPDATE assignment SET is_active = false, deallocated_at = now(), deallocated_by = :subject
    WHERE is_active AND id = ANY(:ids)
    RETURNING *""").columns(**_ENUMS)

_MOVE = text("""
    UPDATE assignment SET resource_id = :to_id, cn_sort = (SELECT cn_sort FROM resource WHERE id = :to_id),
                          moved_from_id = resource_id, is_forced = id = ANY(:forced_ids)
    WHERE id = ANY(:ids) AND is_active RETURNING *""").columns(**_ENUMS)


async def place_weeks(
    session: WriteSession,
    placements: Sequence[WeekPlacement],
    *,
    assignment_type: AssignmentType,
    execution_id: UUID | None = None,
) -> Sequence[AssignmentRow]:
    """Write assignments; returns the rows.

    Raises ConcurrentChange where somebody else took a week meanwhile, or a person's days were changed.
    """
    if not placements:
        return []
    written = {"type": assignment_type.value, "subject": session.subject, "execution_id": execution_id}
    values = {"tenant": session.tenant_id, **columns_of(WeekPlacement, placements), **written}
    rows = await session.rows(_PLACE, values)
    if len(rows) != len(placements):
        raise ConcurrentChange
    await take_statistics(session, "assignment", len(rows))
    return rows


async def deallocate(session: WriteSession, assignment_ids: Collection[int]) -> Sequence[AssignmentRow]:
    """End active assignments; returns them as they stand now."""
    if not assignment_ids:
        return []
    return await session.rows(_DEALLOCATE, {"ids": sorted(assignment_ids), "subject": session.subject})


async def move_assignments(
    session: WriteSession, assignment_ids: Collection[int], *, to_id: int, forced_ids: Collection[int] = ()
) -> Sequence[AssignmentRow]:
    """Give active assignments to another person, some of them although they do not fit; returns them."""
    values = {"ids": sorted(assignment_ids), "to_id": to_id, "forced_ids": sorted(forced_ids)}
    return await session.rows(_MOVE, values)


class MonthPlacement(NamedTuple):
    """One person on one demand of a report for every configured week of a month."""

    resource_id: int
    demand_id: int
    report_id: int
    month_index: int
    month_year: int
    month_number: int


# Row by row over the index meant for it (OFFSET 0 keeps the planner from choosing another way): nothing here may depend
# on statistics, because an import fills tables that nobody has analysed yet.
_PLACEMENTS = """unnest(
        CAST(:resource_id AS bigint[]), CAST(:demand_id AS bigint[]), CAST(:report_id AS bigint[]),
        CAST(:month_index AS int[]), CAST(:month_year AS int[]), CAST(:month_number AS int[]))
        WITH ORDINALITY AS new (resource_id, demand_id, report_id, month_index, month_year, month_number, place)
    CROSS JOIN LATERAL (
        SELECT location, hire_date, last_day, cn_sort FROM resource WHERE id = new.resource_id OFFSET 0
    ) AS p
    CROSS JOIN LATERAL (
        SELECT year, week, productive_hours, start_date, working_days, holidays FROM week_configuration
        WHERE work_type = p.location AND month_year = new.month_year AND month_number = new.month_number OFFSET 0
    ) AS w"""

_OCCUPIED = text(f"""
    SELECT new.place::int - 1 AS place, count(*) AS occupied,
           count(*) FILTER (WHERE a.demand_id = new.demand_id AND a.whole_week = :percentage) AS same,
           array_agg(a.id ORDER BY w.year, w.week) AS assignment_ids
    FROM {_PLACEMENTS}
    CROSS JOIN LATERAL (
        SELECT id, demand_id, coalesce(whole_week_percentage, production_percentage) AS whole_week, year, week
        FROM assignment WHERE {of_person("new.resource_id")}
    ) AS a
    WHERE a.year = w.year AND a.week = w.week
    GROUP BY new.place ORDER BY new.place""")

_PLACE_MONTHS = text(f"""
    INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, cn_sort, demand_id,
                            tier_id, production_percentage, weekly_capacity, assignment_type, assigned_by, is_forced,
                            counts_whole_week)
    SELECT :tenant, w.year, w.week, new.report_id, new.month_index, new.resource_id, p.cn_sort, new.demand_id, :tier_id,
           :percentage, {WEEKLY_CAPACITY.format(percentage="CAST(:percentage AS float8)")}, :type, :subject,
           coalesce(present.days = 0, false), present.days IS NOT NULL
    FROM {_PLACEMENTS}
    CROSS JOIN LATERAL (SELECT {DAYS_PRESENT} AS days) AS present
    CROSS JOIN LATERAL (
        SELECT target_cph FROM report_demand WHERE report_id = new.report_id AND demand_id = new.demand_id OFFSET 0
    ) AS rd
    ORDER BY new.place, w.year, w.week
    ON CONFLICT (tenant_id, resource_id, year, week) WHERE is_active DO NOTHING""")


async def occupied_placements(
    session: ReadSession, placements: Sequence[MonthPlacement], *, percentage: float
) -> Sequence[OccupiedRow]:
    """Placements that meet active assignments: place in the list, how many, those that say the very same."""
    if not placements:
        return []
    return await session.rows(_OCCUPIED, {"percentage": percentage, **columns_of(MonthPlacement, placements)})


async def place_months(
    session: WriteSession,
    placements: Sequence[MonthPlacement],
    *,
    tier_id: int,
    percentage: float,
    assignment_type: AssignmentType,
) -> int:
    """Assign people for every configured, free week of their months; returns how many assignments were written.

    All weeks count whole, as in the old system; those outside people's days are recorded as forced.
    """
    if not placements:
        return 0
    values = {"tenant": session.tenant_id, "subject": session.subject, "type": assignment_type.value}
    values |= {"tier_id": tier_id, "percentage": percentage}
    written = await session.run(_PLACE_MONTHS, {**values, **columns_of(MonthPlacement, placements)})
    await take_statistics(session, "assignment", written)
    return written


_ADOPT = text("""
    UPDATE assignment SET execution_id = :execution_id, assignment_type = :type
    WHERE id = ANY(:ids) AND is_active""")


async def adopt(
    session: WriteSession, ids: Collection[int], *, execution_id: UUID, assignment_type: AssignmentType
) -> int:
    """Let assignments that stay belong to an execution; returns how many."""
    values = {"ids": sorted(ids), "execution_id": execution_id, "type": assignment_type.value}
    return await session.run(_ADOPT, values) if ids else 0


# Active assignments of older reports on some demands of the report, whose week lies in its six months: report by
# report and demand by demand, so that it costs what they are. Active is said as in `summaries`, for the index's sake.
_CLAIMED = """
    SELECT a.id, old.id AS old_report_id, asked.demand_id, a.forecast_month_index AS old_index,
           (12 * (extract(year FROM old.first_month) - extract(year FROM new.first_month))
            + extract(month FROM old.first_month) - extract(month FROM new.first_month))::int
           + a.forecast_month_index AS new_index
    FROM report new
    JOIN report old ON (old.year, old.month) < (new.year, new.month)
    CROSS JOIN unnest(CAST(:demand_ids AS bigint[])) AS asked (demand_id)
    CROSS JOIN LATERAL (
        SELECT id, forecast_month_index FROM assignment
        WHERE report_id = old.id AND demand_id = asked.demand_id AND deallocated_at IS NULL ORDER BY 2 OFFSET 0
    ) AS a
    WHERE new.id = :report_id"""

_FREEZE = text(f"""
    UPDATE monthly_capacity_summary s SET frozen_at = statement_timestamp()
    FROM (SELECT DISTINCT old_report_id, demand_id, old_index FROM ({_CLAIMED}) AS claimed
          WHERE new_index BETWEEN 1 AND 6) AS taken
    WHERE (s.report_id, s.demand_id, s.forecast_month_index) = (taken.old_report_id, taken.demand_id, taken.old_index)
      AND s.frozen_at IS NULL""")

_TAKE_OVER = text(f"""
    UPDATE assignment SET report_id = :report_id, forecast_month_index = claimed.new_index,
        taken_over_at = statement_timestamp()
    FROM ({_CLAIMED}) AS claimed
    WHERE assignment.id = claimed.id AND claimed.new_index BETWEEN 1 AND 6""")

_LEFT_BEHIND = text("""
    SELECT r.year, r.month, d.main_lob, d.state, d.case_type, count(*) AS assignments
    FROM assignment a
    JOIN report r ON r.id = a.report_id AND (r.year, r.month) < (:year, :month)
    JOIN demand d ON d.id = a.demand_id
    WHERE a.is_active AND NOT a.demand_id = ANY(:demand_ids)
      AND r.first_month + make_interval(months => a.forecast_month_index - 1)
          BETWEEN :first_month AND CAST(:first_month AS date) + make_interval(months => 5)
    GROUP BY r.year, r.month, d.main_lob, d.state, d.case_type
    ORDER BY r.year, r.month, d.main_lob, d.state, d.case_type""")


async def take_over_assignments(session: WriteSession, *, report_id: int, demand_ids: Collection[int]) -> int:
    """Move assignments on some demands from older reports to a newer one that has their week; returns how many.

    The older summaries of the demand-months taken over freeze as they stand.
    """
    values = {"report_id": report_id, "demand_ids": sorted(demand_ids)}
    await session.run(_FREEZE, values)
    return await session.run(_TAKE_OVER, values)


async def assignments_left_behind(
    session: ReadSession, *, year: int, month: int, first_month: date, demand_ids: Sequence[int]
) -> Sequence[LeftBehindRow]:
    """Active assignments that a newer report with only these demands leaves with older ones, by report and demand."""
    values = {"year": year, "month": month, "first_month": first_month, "demand_ids": list(demand_ids)}
    return await session.rows(_LEFT_BEHIND, values)
