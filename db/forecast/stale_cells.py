"""Cells that do not follow the hours configured now: found by comparing what is stored with the formulas, in sets."""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession
from db.forecast.lines import CellKey
from db.forecast.rows import DifferingCellRow, StaleReportRow

# The hours of a month are those of its month configuration, else the sum of its weeks'. Through text, because a float
# cast to numeric loses its last digits.
_HOURS = """
    hours AS MATERIALIZED (
        SELECT year * 12 + month AS month, work_type, productive_hours::text::numeric AS hours FROM month_configuration
        UNION ALL
        SELECT w.month_year * 12 + w.month_number, w.work_type,
               sum(w.productive_hours::text::numeric * w.occupancy::text::numeric)
        FROM week_configuration w
        WHERE NOT EXISTS (
            SELECT 1 FROM month_configuration m
            WHERE (m.year, m.month, m.work_type) = (w.month_year, w.month_number, w.work_type))
        GROUP BY 1, 2)"""

# Whole people required are the quotient rounded, said without dividing, so that nothing is rounded twice. Where hours
# are configured and there are none of them, nobody is required.
_FOLLOWS = """
    CASE WHEN c.forecast = 0 OR h.hours = 0 THEN c.fte_req = 0
         ELSE 2::numeric * c.forecast >= (2::numeric * c.fte_req - 1) * line.target_cph * coalesce(h.hours, 0)
              AND 2::numeric * c.forecast < (2::numeric * c.fte_req + 1) * line.target_cph * coalesce(h.hours, 0) END
    AND c.capacity = round(c.fte_avail * line.target_cph * coalesce(h.hours, 0))"""

_CELLS = f"""
    FROM report r
    JOIN forecast_cell c ON c.report_id = r.id
    JOIN report_demand line ON line.report_id = c.report_id AND line.demand_id = c.demand_id
    JOIN demand d ON d.id = c.demand_id
    LEFT JOIN hours h ON h.work_type = d.locality
         AND h.month = extract(year FROM r.first_month)::int * 12 + extract(month FROM r.first_month)::int
                       + c.month_index - 1
    WHERE NOT ({_FOLLOWS})"""

# What was computed with the hours of now need not be computed again.
_STALE = f"{_CELLS} AND c.productive_hours IS DISTINCT FROM h.hours"

_STALE_REPORTS = f"""
    WITH {_HOURS}, stale AS (
        SELECT r.id, array_agg(DISTINCT c.month_index ORDER BY c.month_index) AS month_indexes,
               count(DISTINCT c.demand_id)::int AS records
        {_STALE} {{which}} GROUP BY r.id)
    SELECT r.*, stale.month_indexes, stale.records FROM stale JOIN report r ON r.id = stale.id
    ORDER BY r.year DESC, r.month DESC"""

_ALL_STALE_REPORTS = text(_STALE_REPORTS.format(which=""))

_STALE_AMONG_REPORTS = text(_STALE_REPORTS.format(which="AND r.id = ANY(:ids)"))

_STALE_CELLS = text(f"WITH {_HOURS} SELECT c.report_id, c.demand_id, c.month_index {_STALE} AND r.id = ANY(:ids)")

_DIFFERING_CELLS = text(f"""
    WITH {_HOURS}
    SELECT r.year, r.month, r.first_month, d.main_lob, d.state, d.case_type, c.month_index, line.target_cph, c.forecast,
           c.fte_req, c.fte_avail, c.capacity, c.productive_hours AS hours_then, h.hours AS hours_now
    {_CELLS} ORDER BY r.year, r.month, d.main_lob, d.state, d.case_type, c.month_index""")


async def stale_reports(session: ReadSession) -> Sequence[StaleReportRow]:
    """Every report with cells that no longer follow the configured hours, newest first."""
    return await session.rows(_ALL_STALE_REPORTS)


async def stale_reports_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[StaleReportRow]:
    """Those among some reports."""
    return await session.rows(_STALE_AMONG_REPORTS, {"ids": list(ids)})


async def stale_cells(session: ReadSession, report_ids: Collection[int]) -> set[CellKey]:
    """The cells of some reports that no longer follow the configured hours."""
    rows = await session.rows(_STALE_CELLS, {"ids": list(report_ids)})
    return {(row.report_id, row.demand_id, row.month_index) for row in rows}


async def differing_cells(session: ReadSession) -> Sequence[DifferingCellRow]:
    """Every cell that is not what the formulas give with the hours of now, whatever it was computed with."""
    return await session.rows(_DIFFERING_CELLS)
