"""Keeping weekly capacities and monthly capacity summaries equal to what they are computed from, in sets."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, TextClause, text

from db.engine import ReadSession, WriteSession

Cell = tuple[int, int, int]
"""A demand in a forecast month of a report: (report_id, demand_id, forecast_month_index)."""

# weekly capacity = production_percentage × working_days × work_hours × (1 − shrinkage) × target_cph, exact in numeric.
WEEKLY_CAPACITY = """(
    {percentage}::numeric * w.working_days * w.work_hours::numeric * (1 - w.shrinkage::numeric) * rd.target_cph
)::float8"""

_TRUE_CAPACITY = f"""
    SELECT a.id, {WEEKLY_CAPACITY.format(percentage="a.production_percentage")} AS weekly_capacity
    FROM assignment a
    JOIN resource p ON p.id = a.resource_id
    JOIN week_configuration w ON w.year = a.year AND w.week = a.week AND w.work_type = p.location
    JOIN report_demand rd ON rd.report_id = a.report_id AND rd.demand_id = a.demand_id
    WHERE a.is_active"""

_RECALCULATE = f"""
    UPDATE assignment SET weekly_capacity = true_capacity.weekly_capacity
    FROM ({_TRUE_CAPACITY} AND {{which}}) AS true_capacity
    WHERE assignment.id = true_capacity.id AND assignment.weekly_capacity <> true_capacity.weekly_capacity
    RETURNING assignment.report_id, assignment.demand_id, assignment.forecast_month_index"""

_KEYS = """unnest(CAST(:report_ids AS bigint[]), CAST(:demand_ids AS bigint[]), CAST(:month_indexes AS int[]))
    AS asked (report_id, demand_id, month_index)"""

_LOCK = text(f"""
    SELECT 1 FROM monthly_capacity_summary s
    JOIN {_KEYS}
      ON (s.report_id, s.demand_id, s.forecast_month_index) = (asked.report_id, asked.demand_id, asked.month_index)
    ORDER BY s.report_id, s.demand_id, s.forecast_month_index FOR UPDATE OF s""")

# What the summaries of some cells should be. Sums run in numeric, so that they do not depend on the order of rows.
_TRUTH = """
    WITH cell AS (
        SELECT c.report_id, c.demand_id, c.month_index, c.forecast, c.fte_req, d.locality,
               r.first_month + make_interval(months => c.month_index - 1) AS month_start
        FROM forecast_cell c {asked}
        JOIN demand d ON d.id = c.demand_id
        JOIN report r ON r.id = c.report_id
        WHERE NOT EXISTS (
            SELECT 1 FROM monthly_capacity_summary s
            WHERE s.report_id = c.report_id AND s.demand_id = c.demand_id AND s.forecast_month_index = c.month_index
              AND s.frozen_at IS NOT NULL)
    ), configured AS (
        SELECT month_year, month_number, work_type, count(*) AS weeks FROM week_configuration GROUP BY 1, 2, 3
    ), active AS (
        SELECT a.report_id, a.demand_id, a.forecast_month_index AS month_index, a.resource_id, a.tier_id,
               p.resource_type = 'PLACEHOLDER' AS is_placeholder, a.year * 100 + a.week AS week,
               a.production_percentage::numeric AS percentage, a.weekly_capacity::numeric AS capacity
        FROM cell
        JOIN assignment a ON a.report_id = cell.report_id AND a.demand_id = cell.demand_id
                         AND a.forecast_month_index = cell.month_index AND a.is_active
        JOIN resource p ON p.id = a.resource_id
    ), person AS (
        SELECT DISTINCT ON (report_id, demand_id, month_index, resource_id)
               report_id, demand_id, month_index, resource_id, is_placeholder, tier_id, week
        FROM active ORDER BY report_id, demand_id, month_index, resource_id, week DESC
    ), people AS (
        SELECT report_id, demand_id, month_index,
               count(*) AS total, count(*) FILTER (WHERE is_placeholder) AS placeholder,
               array_agg(resource_id ORDER BY resource_id) AS ids,
               array_agg(is_placeholder ORDER BY resource_id) AS is_placeholder,
               array_agg(tier_id ORDER BY resource_id) AS tier_ids,
               array_agg(week ORDER BY resource_id) AS last_weeks
        FROM person GROUP BY 1, 2, 3
    ), output AS (
        SELECT report_id, demand_id, month_index,
               sum(percentage) AS fte_weeks, coalesce(sum(percentage) FILTER (WHERE is_placeholder), 0) AS planned_weeks,
               sum(capacity) AS capacity, coalesce(sum(capacity) FILTER (WHERE is_placeholder), 0) AS planned_capacity
        FROM active GROUP BY 1, 2, 3
    ), tier_people AS (
        SELECT report_id, demand_id, month_index, tier_id,
               count(*) AS total, count(*) FILTER (WHERE is_placeholder) AS placeholder
        FROM person GROUP BY 1, 2, 3, 4
    ), tier_output AS (
        SELECT report_id, demand_id, month_index, tier_id, sum(capacity) AS capacity FROM active GROUP BY 1, 2, 3, 4
    ), tiers AS (
        SELECT cell.report_id, cell.demand_id, cell.month_index, json_agg(json_build_object(
                   'tier_name', t.name, 'percentage', t.percentage,
                   'actual', coalesce(p.total - p.placeholder, 0), 'placeholder', coalesce(p.placeholder, 0),
                   'total', coalesce(p.total, 0), 'capacity', coalesce(o.capacity, 0)::float8
               ) ORDER BY t.display_order, t.id) AS tiers
        FROM cell
        CROSS JOIN capacity_tier t
        LEFT JOIN tier_people p ON (p.report_id, p.demand_id, p.month_index, p.tier_id)
                                 = (cell.report_id, cell.demand_id, cell.month_index, t.id)
        LEFT JOIN tier_output o ON (o.report_id, o.demand_id, o.month_index, o.tier_id)
                                 = (cell.report_id, cell.demand_id, cell.month_index, t.id)
        WHERE t.is_active OR o.tier_id IS NOT NULL
        GROUP BY 1, 2, 3
    ), figure AS (
        SELECT cell.report_id, cell.demand_id, cell.month_index, cell.forecast, cell.fte_req, tiers.tiers,
               coalesce(people.total, 0)::int AS total, coalesce(people.placeholder, 0)::int AS placeholder,
               coalesce(output.fte_weeks, 0) AS fte_weeks,
               coalesce(output.fte_weeks / configured.weeks, 0) AS fte,
               coalesce(output.planned_weeks / configured.weeks, 0) AS placeholder_fte,
               coalesce(output.capacity, 0) AS capacity, coalesce(output.planned_capacity, 0) AS placeholder_capacity,
               people.ids, people.is_placeholder, people.tier_ids, people.last_weeks
        FROM cell
        LEFT JOIN people USING (report_id, demand_id, month_index)
        LEFT JOIN output USING (report_id, demand_id, month_index)
        LEFT JOIN tiers USING (report_id, demand_id, month_index)
        LEFT JOIN configured ON configured.work_type = cell.locality
             AND configured.month_year = extract(year FROM cell.month_start)
             AND configured.month_number = extract(month FROM cell.month_start)
    )
    SELECT report_id, demand_id, month_index AS forecast_month_index, forecast AS total_forecast,
           total AS total_headcount, total - placeholder AS actual_headcount, placeholder AS placeholder_headcount,
           fte::float8 AS total_fte_equivalent, (fte - placeholder_fte)::float8 AS actual_fte_equivalent,
           placeholder_fte::float8 AS placeholder_fte_equivalent, fte_weeks::float8 AS fte_weeks,
           capacity::float8 AS total_capacity, (capacity - placeholder_capacity)::float8 AS actual_capacity,
           placeholder_capacity::float8 AS placeholder_capacity, fte_req AS fte_required,
           (capacity - forecast)::float8 AS capacity_gap,
           json_build_object('tiers', coalesce(tiers, '[]'), 'totals', json_build_object(
               'actual_headcount', total - placeholder, 'placeholder_headcount', placeholder, 'total_headcount', total,
               'actual_fte_equivalent', (fte - placeholder_fte)::float8,
               'placeholder_fte_equivalent', placeholder_fte::float8, 'total_fte_equivalent', fte::float8,
               'total_capacity', capacity::float8)) AS tier_breakdown,
           coalesce(ids, '{{}}') AS person_ids, coalesce(is_placeholder, '{{}}') AS person_is_placeholder,
           coalesce(tier_ids, '{{}}') AS person_tier_ids, coalesce(last_weeks, '{{}}') AS person_last_weeks
    FROM figure"""

_FIGURES = (
    "total_forecast", "total_headcount", "actual_headcount", "placeholder_headcount",
    "total_fte_equivalent", "actual_fte_equivalent", "placeholder_fte_equivalent", "fte_weeks",
    "total_capacity", "actual_capacity", "placeholder_capacity", "fte_required", "capacity_gap", "tier_breakdown",
    "person_ids", "person_is_placeholder", "person_tier_ids", "person_last_weeks",
)  # fmt: skip
_COLUMNS = ", ".join(("report_id", "demand_id", "forecast_month_index", *_FIGURES))

_ASKED = f"""JOIN {_KEYS}
    ON (c.report_id, c.demand_id, c.month_index) = (asked.report_id, asked.demand_id, asked.month_index)"""

_SUMMARISE = text(f"""
    INSERT INTO monthly_capacity_summary (tenant_id, {_COLUMNS})
    SELECT :tenant, {_COLUMNS} FROM ({_TRUTH.format(asked=_ASKED)}) AS truth
    ON CONFLICT (tenant_id, report_id, demand_id, forecast_month_index) DO UPDATE SET computed_at = now(),
        {", ".join(f"{figure} = excluded.{figure}" for figure in _FIGURES)}""")

_STALE_CAPACITIES = text(f"""
    SELECT stored.id, stored.year, stored.week, stored.weekly_capacity AS stored, truth.weekly_capacity AS recomputed
    FROM assignment stored LEFT JOIN ({_TRUE_CAPACITY}) AS truth USING (id)
    WHERE stored.is_active AND stored.weekly_capacity IS DISTINCT FROM truth.weekly_capacity ORDER BY stored.id""")

_compared = " OR ".join(
    f"stored.{figure}{cast} IS DISTINCT FROM truth.{figure}{cast}"
    for figure in _FIGURES
    for cast in ["::text" if figure == "tier_breakdown" else ""]
)
_STALE_SUMMARIES = text(f"""
    SELECT truth.report_id, truth.demand_id, truth.forecast_month_index,
           stored.total_headcount AS stored_headcount, truth.total_headcount AS recomputed_headcount,
           stored.total_capacity AS stored_capacity, truth.total_capacity AS recomputed_capacity
    FROM ({_TRUTH.format(asked="")}) AS truth
    LEFT JOIN monthly_capacity_summary stored USING (report_id, demand_id, forecast_month_index)
    WHERE stored.report_id IS NULL OR {_compared} ORDER BY 1, 2, 3""")


async def recalculate_by_resources(session: WriteSession, resource_ids: Collection[int]) -> set[Cell]:
    """Bring weekly capacities of some people's active assignments up to date; returns the cells that changed."""
    return await _recalculate(session, "a.resource_id = ANY(:ids)", {"ids": list(resource_ids)})


async def recalculate_by_weeks(session: WriteSession, weeks: Collection[tuple[int, int]], work_type: str) -> set[Cell]:
    """The same for everybody of one work type in some (year, week)s, after their configuration changed."""
    values = {"weeks": [year * 100 + week for year, week in weeks], "work_type": work_type}
    return await _recalculate(session, "a.year * 100 + a.week = ANY(:weeks) AND p.location = :work_type", values)


async def recalculate_by_report(session: WriteSession, report_id: int) -> set[Cell]:
    """The same for one report, after target CPHs changed or assignments came over."""
    return await _recalculate(session, "a.report_id = :report_id", {"report_id": report_id})


async def summarise(session: WriteSession, cells: Collection[Cell]) -> int:
    """Recompute the summaries of some cells; frozen ones stay as they stood. Returns how many were written.

    The rows are locked before they are computed: of two transactions on one cell the later sees what the earlier did.
    """
    if not cells:
        return 0
    report_ids, demand_ids, month_indexes = (list(column) for column in zip(*sorted(cells), strict=True))
    keys = {"report_ids": report_ids, "demand_ids": demand_ids, "month_indexes": month_indexes}
    await session.run(_LOCK, keys)
    return await session.run(_SUMMARISE, {**keys, "tenant": session.tenant_id})


async def stale_capacities(session: ReadSession) -> Sequence[Row[Any]]:
    """Active assignments whose weekly capacity is not what the formula gives, or whose week is not configured."""
    return await session.rows(_STALE_CAPACITIES)


async def stale_summaries(session: ReadSession) -> Sequence[Row[Any]]:
    """Summaries that differ from what a recomputation gives, missing ones included, frozen ones not."""
    return await session.rows(_STALE_SUMMARIES)


async def _recalculate(session: WriteSession, which: str, values: dict[str, Any]) -> set[Cell]:
    statement: TextClause = text(_RECALCULATE.format(which=which))
    return {(row[0], row[1], row[2]) for row in await session.rows(statement, values)}
