"""What the lines of a report come to by case type: its target CPHs, and what filters can choose from."""

from collections.abc import Collection, Sequence

from sqlalchemy import text

from db.engine import ReadSession
from db.forecast.rows import CaseTypeCphRow, NamesOfReportRow

# Of several values the most frequent, of equals the smallest.
_CPHS = text("""
    WITH counted AS (
        SELECT l.report_id, d.main_lob, d.case_type, l.target_cph, count(*) AS lines, min(l.id) AS first_line
        FROM report_demand l JOIN demand d ON d.id = l.demand_id
        WHERE l.report_id = ANY(:report_ids)
        GROUP BY l.report_id, d.main_lob, d.case_type, l.target_cph)
    SELECT DISTINCT ON (report_id, main_lob, case_type) report_id, main_lob, case_type, target_cph,
           min(first_line) OVER together AS first_line, count(*) OVER together > 1 AS is_mixed
    FROM counted
    WINDOW together AS (PARTITION BY report_id, main_lob, case_type)
    ORDER BY report_id, main_lob, case_type, lines DESC, target_cph""")

_NAMES = text("""
    SELECT l.report_id, array_agg(DISTINCT d.main_lob) AS main_lobs, array_agg(DISTINCT d.state) AS states,
           array_agg(DISTINCT d.case_type) AS case_types
    FROM report_demand l JOIN demand d ON d.id = l.demand_id
    WHERE l.report_id = ANY(:report_ids)
    GROUP BY l.report_id""")


async def case_type_cphs(session: ReadSession, report_ids: Collection[int]) -> Sequence[CaseTypeCphRow]:
    """The target CPH that most lines of each main LOB and case type have, report by report."""
    return await session.rows(_CPHS, {"report_ids": list(report_ids)})


async def names_of_reports(session: ReadSession, report_ids: Collection[int]) -> Sequence[NamesOfReportRow]:
    """The distinct main LOBs, states and case types of each report's lines; nothing of a report without lines."""
    return await session.rows(_NAMES, {"report_ids": list(report_ids)})
