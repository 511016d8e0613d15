"""Keeping monthly summaries equal to what they are computed from, in sets."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession, WriteSession
from db.forecast.lines import CellKey
from db.workforce.capacity_versions import note_capacity_changes
from db.workforce.figure_rows import StaleCapacityRow, StalePercentageRow, StaleSummaryRow
from db.workforce.places import of_cell
from db.workforce.weekly_capacity import TRUE_CAPACITY

# Asked cell by asked cell over the primary key, whatever the planner takes their number for: a statement that stays
# prepared is planned once for all numbers, and a join of the lists would compare every cell with every other.
_ASKED = """unnest(CAST(:report_ids AS bigint[]), CAST(:demand_ids AS bigint[]), CAST(:month_indexes AS int[]))
    AS asked (report_id, demand_id, month_index)
    CROSS JOIN LATERAL ({found})"""

# In the order of the lists, which `summarise` sorts, so that two transactions never wait for each other.
_LOCK = text(
    "SELECT 1 FROM "
    + _ASKED.format(
        found="""
        SELECT 1 FROM monthly_capacity_summary s
        WHERE s.report_id = asked.report_id AND s.demand_id = asked.demand_id
          AND s.forecast_month_index = asked.month_index
        FOR UPDATE OF s"""
    )
    + " AS locked"
)

_CELL = """
    SELECT c.report_id, c.demand_id, c.month_index, c.forecast, c.fte_req, d.locality, rd.target_cph,
           (r.first_month + make_interval(months => c.month_index - 1))::date AS month_start
    FROM forecast_cell c
    JOIN demand d ON d.id = c.demand_id
    JOIN report r ON r.id = c.report_id
    JOIN report_demand rd ON rd.report_id = c.report_id AND rd.demand_id = c.demand_id
    WHERE NOT EXISTS (
        SELECT 1 FROM monthly_capacity_summary s
        WHERE s.report_id = c.report_id AND s.demand_id = c.demand_id AND s.forecast_month_index = c.month_index
          AND s.frozen_at IS NOT NULL)"""

_IN_CELL = f"""
    SELECT resource_id, tier_id, year, week, production_percentage, weekly_capacity FROM assignment
    WHERE {of_cell("cell.report_id", "cell.demand_id", "cell.month_index")}"""

# What the summaries of some cells should be: cell by cell, which costs as much as the cells asked for.
# Sums run in numeric, so that they do not depend on the order of rows.
# The gap in full-time people = gap ÷ (target CPH × productive hours of the month's configured weeks of the demand's
# locality), divided as doubles: the stored gap, divided again, gives the very same bits.
_TRUTH = """
    SELECT cell.report_id, cell.demand_id, cell.month_index AS forecast_month_index, cell.forecast AS total_forecast,
           people.total AS total_headcount, people.total - people.placeholder AS actual_headcount,
           people.placeholder AS placeholder_headcount, fte.total::float8 AS total_fte_equivalent,
           (fte.total - fte.placeholder)::float8 AS actual_fte_equivalent,
           fte.placeholder::float8 AS placeholder_fte_equivalent, people.fte_weeks::float8 AS fte_weeks,
           people.capacity::float8 AS total_capacity,
           (people.capacity - people.placeholder_capacity)::float8 AS actual_capacity,
           people.placeholder_capacity::float8 AS placeholder_capacity, cell.fte_req AS fte_required,
           (people.capacity - cell.forecast)::float8 AS capacity_gap,
           (people.capacity - cell.forecast)::float8 / nullif(cell.target_cph * configured.hours, 0)::float8 AS fte_gap,
           json_build_object('tiers', tiers.counts, 'totals', json_build_object(
               'actual_headcount', people.total - people.placeholder, 'placeholder_headcount', people.placeholder,
               'total_headcount', people.total, 'actual_fte_equivalent', (fte.total - fte.placeholder)::float8,
               'placeholder_fte_equivalent', fte.placeholder::float8, 'total_fte_equivalent', fte.total::float8,
               'total_capacity', people.capacity::float8)) AS tier_breakdown,
           people.ids AS person_ids, people.is_placeholder AS person_is_placeholder,
           people.tier_ids AS person_tier_ids, people.last_weeks AS person_last_weeks,
           tiers.ids AS tier_ids, tiers.capacities AS tier_capacities
    FROM {cells} AS cell
    CROSS JOIN LATERAL (
        SELECT count(*) AS weeks, sum(w.productive_hours::numeric) AS hours FROM week_configuration w
        WHERE w.work_type = cell.locality AND w.month_year = extract(year FROM cell.month_start)::int
          AND w.month_number = extract(month FROM cell.month_start)::int
    ) AS configured
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS total, (count(*) FILTER (WHERE is_placeholder))::int AS placeholder,
               coalesce(sum(fte_weeks), 0) AS fte_weeks,
               coalesce(sum(fte_weeks) FILTER (WHERE is_placeholder), 0) AS placeholder_fte_weeks,
               coalesce(sum(capacity), 0) AS capacity,
               coalesce(sum(capacity) FILTER (WHERE is_placeholder), 0) AS placeholder_capacity,
               coalesce(array_agg(resource_id ORDER BY resource_id), '{{}}') AS ids,
               coalesce(array_agg(is_placeholder ORDER BY resource_id), '{{}}') AS is_placeholder,
               coalesce(array_agg(tier_id ORDER BY resource_id), '{{}}') AS tier_ids,
               coalesce(array_agg(last_week ORDER BY resource_id), '{{}}') AS last_weeks
        FROM (
            SELECT a.resource_id, bool_or(p.resource_type = 'PLACEHOLDER') AS is_placeholder,
                   (array_agg(a.tier_id ORDER BY a.year DESC, a.week DESC))[1] AS tier_id,
                   max(a.year * 100 + a.week) AS last_week,
                   sum(a.production_percentage::numeric) AS fte_weeks, sum(a.weekly_capacity::numeric) AS capacity
            FROM ({in_cell}) AS a
            CROSS JOIN LATERAL (SELECT resource_type FROM resource WHERE id = a.resource_id OFFSET 0) AS p
            GROUP BY a.resource_id
        ) AS person
    ) AS people
    CROSS JOIN LATERAL (
        SELECT coalesce(people.fte_weeks / nullif(configured.weeks, 0), 0) AS total,
               coalesce(people.placeholder_fte_weeks / nullif(configured.weeks, 0), 0) AS placeholder
    ) AS fte
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object(
                   'tier_name', t.name, 'percentage', t.percentage,
                   'actual', coalesce(member.actual, 0), 'placeholder', coalesce(member.placeholder, 0),
                   'total', coalesce(member.actual + member.placeholder, 0),
                   'capacity', coalesce(output.capacity, 0)::float8
               ) ORDER BY t.display_order, t.id) FILTER (WHERE t.is_active OR output.capacity IS NOT NULL),
               '[]') AS counts,
               coalesce(array_agg(t.id ORDER BY t.id) FILTER (WHERE output.capacity IS NOT NULL), '{{}}') AS ids,
               coalesce(array_agg(output.capacity::float8 ORDER BY t.id) FILTER (WHERE output.capacity IS NOT NULL),
                        '{{}}') AS capacities
        FROM capacity_tier t
        LEFT JOIN (
            SELECT tier_id, count(*) FILTER (WHERE NOT is_placeholder) AS actual,
                   count(*) FILTER (WHERE is_placeholder) AS placeholder
            FROM unnest(people.tier_ids, people.is_placeholder) AS person (tier_id, is_placeholder) GROUP BY tier_id
        ) AS member ON member.tier_id = t.id
        LEFT JOIN (
            SELECT a.tier_id, sum(a.weekly_capacity::numeric) AS capacity FROM ({in_cell}) AS a
            GROUP BY a.tier_id
        ) AS output ON output.tier_id = t.id
    ) AS tiers"""

_FIGURES = (
    "total_forecast", "total_headcount", "actual_headcount", "placeholder_headcount",
    "total_fte_equivalent", "actual_fte_equivalent", "placeholder_fte_equivalent", "fte_weeks",
    "total_capacity", "actual_capacity", "placeholder_capacity", "fte_required", "capacity_gap", "fte_gap",
    "tier_breakdown", "person_ids", "person_is_placeholder", "person_tier_ids", "person_last_weeks",
    "tier_ids", "tier_capacities",
)  # fmt: skip
_COLUMNS = ", ".join(("report_id", "demand_id", "forecast_month_index", *_FIGURES))

_ASKED_CELLS = _ASKED.format(
    found=f"""{_CELL}
      AND (c.report_id, c.demand_id, c.month_index) = (asked.report_id, asked.demand_id, asked.month_index) OFFSET 0"""
)


def _differs(stored: str, computed: str) -> str:
    """Whether any figure of two rows differs; JSON, which has no equality, is compared as text."""
    casts = {"tier_breakdown": "::text"}
    return " OR ".join(
        f"{stored}.{figure}{casts.get(figure, '')} IS DISTINCT FROM {computed}.{figure}{casts.get(figure, '')}"
        for figure in _FIGURES
    )


# What already says the same is not written: nobody is told of a change that is none.
_SUMMARISE = text(f"""
    WITH written AS (
        INSERT INTO monthly_capacity_summary AS stored (tenant_id, {_COLUMNS})
        SELECT :tenant, {_COLUMNS} FROM ({_TRUTH.format(in_cell=_IN_CELL, cells=_ASKED_CELLS)}) AS truth
        ON CONFLICT (tenant_id, report_id, demand_id, forecast_month_index) DO UPDATE SET
            computed_at = statement_timestamp(),
            {", ".join(f"{figure} = excluded.{figure}" for figure in _FIGURES)}
        WHERE {_differs("stored", "excluded")}
        RETURNING stored.report_id, stored.forecast_month_index
    )
    SELECT report_id, forecast_month_index AS month_index, count(*) AS written FROM written GROUP BY 1, 2""")

# A week's gap in people goes by the hours of the week, which are in no summary: tables that are fetched by what has
# changed tell of the cell all the same. What this transaction has written says so already.
_TOUCH = text("""
    UPDATE monthly_capacity_summary s SET computed_at = statement_timestamp()
    FROM unnest(CAST(:report_ids AS bigint[]), CAST(:demand_ids AS bigint[]), CAST(:month_indexes AS int[]))
         AS asked (report_id, demand_id, month_index)
    WHERE (s.report_id, s.demand_id, s.forecast_month_index) = (asked.report_id, asked.demand_id, asked.month_index)
      AND s.computed_at < now()""")

_STALE_CAPACITIES = text(f"""
    SELECT stored.id, stored.year, stored.week, stored.weekly_capacity AS stored, truth.weekly_capacity AS recomputed
    FROM assignment stored LEFT JOIN ({TRUE_CAPACITY}) AS truth USING (id)
    WHERE stored.is_active AND stored.weekly_capacity IS DISTINCT FROM truth.weekly_capacity ORDER BY stored.id""")

_STALE_PERCENTAGES = text(f"""
    SELECT stored.id, stored.year, stored.week, stored.production_percentage AS stored,
           truth.production_percentage AS recomputed, truth.days_present, truth.working_days
    FROM assignment stored JOIN ({TRUE_CAPACITY}) AS truth USING (id)
    WHERE (stored.production_percentage, stored.days_present, stored.working_days)
          IS DISTINCT FROM (truth.production_percentage, truth.days_present, truth.working_days)
    ORDER BY stored.id""")

_STALE_SUMMARIES = text(f"""
    SELECT truth.report_id, truth.demand_id, truth.forecast_month_index,
           stored.total_headcount AS stored_headcount, truth.total_headcount AS recomputed_headcount,
           stored.total_capacity AS stored_capacity, truth.total_capacity AS recomputed_capacity,
           stored.fte_gap AS stored_fte_gap, truth.fte_gap AS recomputed_fte_gap
    FROM ({_TRUTH.format(in_cell=_IN_CELL, cells=f"({_CELL})")}) AS truth
    LEFT JOIN monthly_capacity_summary stored USING (report_id, demand_id, forecast_month_index)
    WHERE stored.report_id IS NULL OR {_differs("stored", "truth")} ORDER BY 1, 2, 3""")


async def summarise(session: WriteSession, cells: Collection[CellKey], *, replanned: Collection[CellKey] = ()) -> int:
    """Recompute the summaries of some cells; frozen ones stay as they stood. Returns how many were written.

    Those whose figures stay the same are not. The rows are locked before they are computed: of two transactions on one
    cell the later sees what the earlier did. Whoever listens is told of the months of what was written, and of cells
    that were `replanned`: hours, target CPH, planned people and planned capacity are in no summary. Those count as
    computed anew, too.
    """
    if not cells:
        return 0
    keys = _keys(cells)
    await session.run(_LOCK, keys)
    rows = await session.rows(_SUMMARISE, {**keys, "tenant": session.tenant_id})
    if replanned:
        await session.run(_TOUCH, _keys(replanned))
    months = {(report_id, month_index) for report_id, _, month_index in replanned}
    await note_capacity_changes(session, months | {(row.report_id, row.month_index) for row in rows})
    return sum(row.written for row in rows)


def _keys(cells: Collection[CellKey]) -> dict[str, list[int]]:
    """The cells in order, as columns; demands first: one sort of all would keep the interpreter from everybody else."""
    months: dict[tuple[int, int], set[int]] = defaultdict(set)
    for report_id, demand_id, month_index in cells:
        months[report_id, demand_id].add(month_index)
    ordered = [(*demand, month_index) for demand in sorted(months) for month_index in sorted(months[demand])]
    report_ids, demand_ids, month_indexes = ([cell[place] for cell in ordered] for place in range(3))
    return {"report_ids": report_ids, "demand_ids": demand_ids, "month_indexes": month_indexes}


async def stale_capacities(session: ReadSession) -> Sequence[StaleCapacityRow]:
    """Active assignments whose weekly capacity is not what the formula gives, or whose week is not configured."""
    return await session.rows(_STALE_CAPACITIES)


async def stale_percentages(session: ReadSession) -> Sequence[StalePercentageRow]:
    """Active assignments whose percentage is not what their person's days in the week make of it."""
    return await session.rows(_STALE_PERCENTAGES)


async def stale_summaries(session: ReadSession) -> Sequence[StaleSummaryRow]:
    """Summaries that differ from what a recomputation gives, missing ones included, frozen ones not."""
    return await session.rows(_STALE_SUMMARIES)
