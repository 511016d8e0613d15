"""The monthly summary as a table: a demand in a month of a report a row, people counted by tier.

People are counted of those cells alone that are wanted, one by one, so that a page costs what it holds.
"""

from collections.abc import Sequence

from db.shared.keyed_pages import Span, Written
from db.shared.rounding import shown
from db.workforce.report_rows import TIERS_CHANGED, Asked, TierKey, all_of, counted_by_tier, tier_names
from db.workforce.reported_cells import CELL_PLACE, cells

# The columns follow from the tiers: where those change, every row does.
_CHANGED_AT = f"greatest(s.computed_at, {TIERS_CHANGED})"
_FIGURES = """s.total_forecast, s.total_headcount, s.actual_headcount, s.placeholder_headcount, s.total_fte_equivalent,
    s.actual_fte_equivalent, s.placeholder_fte_equivalent, s.total_capacity, s.capacity_gap, s.fte_weeks, s.fte_gap,
    s.person_tier_ids, s.person_is_placeholder"""
_AFTER = """(cell.report_id, cell.main_lob, cell.state, cell.case_type, cell.month_start) > (
    CAST(:after_report AS bigint), CAST(:after_lob AS text), CAST(:after_state AS text), CAST(:after_type AS text),
    CAST(:after_month AS date))"""


def summary_table(asked: Asked, span: Span, tiers: Sequence[TierKey]) -> Written:
    """By report, demand key and month; tier_0, tier_1 … count the people of the tiers asked for."""
    found = cells(asked, span, changed_at=_CHANGED_AT, columns=_FIGURES)
    after = () if span.after is None else (_AFTER,)
    names = ("after_report", "after_lob", "after_state", "after_type", "after_month")
    values = {**asked.values(), **span.moments(), **dict(zip(names, span.after or (), strict=False))}
    return Written(f"{_shown(found, tiers)} {all_of(*after)}", CELL_PLACE, values)


def _shown(found: str, tiers: Sequence[TierKey]) -> str:
    return f"""
    SELECT cell.report_id, cell.report, cell.main_lob, cell.case_type, cell.state,
           to_char(cell.month_start, 'Mon-YY') AS month, cell.total_forecast AS forecast,
           cell.total_headcount AS fte_count, cell.actual_headcount AS actual_count,
           cell.placeholder_headcount AS placeholder_count,
           {shown("cell.total_fte_equivalent")} AS fte_equivalent,
           {shown("cell.actual_fte_equivalent")} AS actual_equivalent,
           {shown("cell.placeholder_fte_equivalent")} AS placeholder_equivalent,
           {shown("cell.total_capacity")} AS capacity, {shown("cell.capacity_gap")} AS gap, cell.month_start,
           cell.updated_at, {shown("cell.fte_weeks")} AS fte_weeks, {shown("cell.fte_gap")} AS fte_gap,
           cell.is_active, cell.deallocated_at{tier_names(tiers, "at_tier")}
    FROM ({found}) AS cell
    LEFT JOIN LATERAL (
        SELECT count(*) AS everybody{counted_by_tier(tiers, "person")}
        FROM unnest(cell.person_tier_ids, cell.person_is_placeholder) AS person (tier_id, is_placeholder)
    ) AS at_tier ON true"""
