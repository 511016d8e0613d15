"""Keeping percentages and weekly capacities of assignments equal to what they are computed from, in sets."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import TextClause, text

from db.engine import WriteSession
from db.forecast.lines import CellKey
from db.workforce.presence import DAYS_PRESENT, WHOLE_WEEK, part_of

# weekly capacity = production_percentage × productive hours of the week × target CPH, exact in numeric.
WEEKLY_CAPACITY = "({percentage}::numeric * w.productive_hours::numeric * rd.target_cph)::float8"

# Of a week that is worked in part, the part; an assignment outside its person's days counts whole, as it was forced.
TRUE_CAPACITY = f"""
    SELECT a.id, level.percentage AS production_percentage, present.days AS days_present,
           CASE WHEN present.days IS NOT NULL THEN w.working_days END AS working_days,
           CASE WHEN present.days IS NOT NULL THEN {WHOLE_WEEK} END AS whole_week_percentage,
           {WEEKLY_CAPACITY.format(percentage="level.percentage")} AS weekly_capacity
    FROM assignment a
    JOIN resource p ON p.id = a.resource_id
    JOIN week_configuration w ON w.year = a.year AND w.week = a.week AND w.work_type = p.location
    JOIN report_demand rd ON rd.report_id = a.report_id AND rd.demand_id = a.demand_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT a.counts_whole_week THEN nullif({DAYS_PRESENT}, 0) END AS days
    ) AS present
    CROSS JOIN LATERAL (SELECT {part_of(WHOLE_WEEK, "present.days")} AS percentage) AS level
    WHERE a.is_active"""

_FOLLOWING = ("production_percentage", "days_present", "working_days", "whole_week_percentage", "weekly_capacity")

_RECALCULATE = f"""
    UPDATE assignment SET {", ".join(f"{column} = truth.{column}" for column in _FOLLOWING)}
    FROM ({TRUE_CAPACITY} AND {{which}}) AS truth
    WHERE assignment.id = truth.id
      AND ({" OR ".join(f"assignment.{column} IS DISTINCT FROM truth.{column}" for column in _FOLLOWING)})
    RETURNING assignment.report_id, assignment.demand_id, assignment.forecast_month_index"""

# A target CPH is in the weekly capacity alone. Demand by demand over the index that leads to a cell, whatever the
# planner takes their number for, as in places.py. The cells come back, not their rows.
_RECALCULATE_DEMANDS = text(f"""
    WITH changed AS (
        UPDATE assignment SET weekly_capacity = truth.weekly_capacity, updated_at = statement_timestamp()
        FROM (
            SELECT a.id, {WEEKLY_CAPACITY.format(percentage="a.production_percentage")} AS weekly_capacity
            FROM unnest(CAST(:demand_ids AS bigint[])) AS asked (demand_id)
            CROSS JOIN LATERAL (
                SELECT target_cph FROM report_demand
                WHERE report_id = :report_id AND demand_id = asked.demand_id OFFSET 0
            ) AS rd
            CROSS JOIN LATERAL (
                SELECT id, resource_id, year, week, production_percentage, weekly_capacity FROM assignment
                WHERE report_id = :report_id AND demand_id = asked.demand_id AND deallocated_at IS NULL
                ORDER BY forecast_month_index OFFSET 0
            ) AS a
            CROSS JOIN LATERAL (SELECT location FROM resource WHERE id = a.resource_id OFFSET 0) AS p
            CROSS JOIN LATERAL (
                SELECT productive_hours FROM week_configuration
                WHERE year = a.year AND week = a.week AND work_type = p.location OFFSET 0
            ) AS w
            WHERE a.weekly_capacity
                  IS DISTINCT FROM {WEEKLY_CAPACITY.format(percentage="a.production_percentage")}
            OFFSET 0
        ) AS truth
        WHERE assignment.id = truth.id
        RETURNING assignment.demand_id, assignment.forecast_month_index
    )
    SELECT DISTINCT demand_id, forecast_month_index FROM changed""")


async def recalculate_by_resources(session: WriteSession, resource_ids: Collection[int]) -> list[CellKey]:
    """Bring percentages and weekly capacities of some people's active assignments up to date.

    Returns the cell of each that changed.
    """
    return await _recalculate(session, "a.resource_id = ANY(:ids)", {"ids": list(resource_ids)})


async def recalculate_by_assignments(session: WriteSession, ids: Collection[int]) -> list[CellKey]:
    """The same for some assignments, after their percentage changed."""
    return await _recalculate(session, "a.id = ANY(:ids)", {"ids": list(ids)})


async def recalculate_by_weeks(
    session: WriteSession, weeks: Collection[tuple[int, int]], work_type: str
) -> list[CellKey]:
    """The same for everybody of one work type in some (year, week)s, after their configuration changed."""
    values = {"weeks": [year * 100 + week for year, week in weeks], "work_type": work_type}
    return await _recalculate(session, "a.year * 100 + a.week = ANY(:weeks) AND p.location = :work_type", values)


async def recalculate_by_demands(session: WriteSession, report_id: int, demand_ids: Collection[int]) -> set[CellKey]:
    """The same of a report's demands, after target CPHs changed or assignments came over.

    Returns the cells of those that changed.
    """
    if not demand_ids:
        return set()
    rows = await session.rows(_RECALCULATE_DEMANDS, {"report_id": report_id, "demand_ids": sorted(demand_ids)})
    return {(report_id, row.demand_id, row.forecast_month_index) for row in rows}


async def _recalculate(session: WriteSession, which: str, values: dict[str, Any]) -> list[CellKey]:
    statement: TextClause = text(_RECALCULATE.format(which=which))
    rows = await session.rows(statement, values)
    return [(row.report_id, row.demand_id, row.forecast_month_index) for row in rows]
