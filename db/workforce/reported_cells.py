"""The cells of reports – a demand in a month – that tables tell something of, each with when that changed last.

Since a moment, those too that have gone: what a report that was shown before has and this one lacks.

Demands are put in order first; their cells are looked up one demand after another, over the primary key, so that a page
costs what it holds, whatever statistics there are.
"""

from db.forecast.reports_table import REPORT_VALUE
from db.shared.keyed_pages import Span
from db.workforce.report_rows import Asked, all_of

CELL_PLACE = ("report_id", "main_lob", "state", "case_type", "month_start")
DEMAND_PLACE = CELL_PLACE[:4]

_MONTH = "(r.first_month + make_interval(months => s.forecast_month_index - 1))::date"
_AFTER = """(r.id, d.main_lob, d.state, d.case_type) >= (
    CAST(:after_report AS bigint), CAST(:after_lob AS text), CAST(:after_state AS text), CAST(:after_type AS text))"""

# Neither the report asked for has the demand in this month, nor a newer one of those shown before it.
_LACKED = """s.report_id = ANY(CAST(:former AS bigint[])) AND NOT EXISTS (
    SELECT 1 FROM monthly_capacity_summary n JOIN report nr ON nr.id = n.report_id
    WHERE n.demand_id = s.demand_id
      AND nr.first_month + make_interval(months => n.forecast_month_index)
        = r.first_month + make_interval(months => s.forecast_month_index)
      AND (n.report_id = own.id OR array_position(CAST(:former AS bigint[]), n.report_id)
                                 < array_position(CAST(:former AS bigint[]), s.report_id)))"""


def cells(asked: Asked, span: Span, *, changed_at: str, columns: str) -> str:
    """SQL of the cells, in no order: what places them, the moments, and columns of a summary `s` and its line `d`."""
    since = [] if span.updated_since is None else [f"{changed_at} >= CAST(:since AS timestamptz)"]
    after = [] if span.after is None else [_AFTER]
    month = _MONTH.replace("r.", "d.")
    own = f"""
        SELECT {asked.report_id_of("d.report_id")} AS report_id, d.report, d.main_lob, d.state, d.case_type,
               {month} AS month_start, {changed_at} AS updated_at, true AS is_active,
               CAST(NULL AS timestamptz) AS deallocated_at, {columns}
        FROM (
            SELECT r.id AS report_id, {REPORT_VALUE} AS report, r.first_month, d.id, d.main_lob, d.state, d.case_type,
                   d.locality, line.target_cph
            FROM report_demand line JOIN report r ON r.id = line.report_id JOIN demand d ON d.id = line.demand_id
            {all_of(*asked.of_report("line.report_id"), *asked.of_demand(), *after)}
            ORDER BY {", ".join(DEMAND_PLACE)}
        ) AS d
        CROSS JOIN LATERAL (
            SELECT * FROM monthly_capacity_summary WHERE report_id = d.report_id AND demand_id = d.id OFFSET 0
        ) AS s {all_of(*asked.of_month(month), *since)}"""
    if not asked.former:
        return own
    gone_at = f"greatest({changed_at}, own.created_at)"
    gone = f"""
        SELECT own.id, {REPORT_VALUE.replace("r.", "own.")}, d.main_lob, d.state, d.case_type, {_MONTH}, {gone_at},
               false, {gone_at}, {columns}
        FROM monthly_capacity_summary s
        JOIN report r ON r.id = s.report_id
        JOIN report own ON own.id = CAST(:report_id AS bigint)
        CROSS JOIN LATERAL (
            SELECT demand.*, line.target_cph FROM demand JOIN report_demand line ON line.demand_id = demand.id
            WHERE demand.id = s.demand_id AND line.report_id IN (own.id, s.report_id)
            ORDER BY line.report_id = own.id DESC LIMIT 1
        ) AS d {all_of(_LACKED, *asked.of_demand(), *asked.of_month(_MONTH))}"""
    return f"{own} UNION ALL {gone}"
