"""The weekly detail as a table: a demand in a configured week of a report a row, people counted by tier.

A week's forecast is its month's, spread evenly over the month's configured weeks. People are looked up for those weeks
alone that are wanted, one by one over the index of cells, so that a page costs what it holds.
"""

from collections.abc import Sequence

from db.shared.keyed_pages import Span, Written
from db.shared.rounding import shown_exact
from db.workforce.report_rows import TIERS_CHANGED, Asked, TierKey, all_of, counted_by_tier, tier_names
from db.workforce.reported_cells import DEMAND_PLACE, cells

WEEK_PLACE = (*DEMAND_PLACE, "year", "week")

_CHANGED_AT = f"greatest(s.computed_at, s.frozen_at, {TIERS_CHANGED})"
# The target CPH is the report's own; of a demand that former ones alone have, theirs.
_FIGURES = "s.report_id AS cell_of, s.demand_id, s.forecast_month_index, s.total_forecast, d.locality, d.target_cph"
_AFTER = """(cell.report_id, cell.main_lob, cell.state, cell.case_type, w.year, w.week) > (
    CAST(:after_report AS bigint), CAST(:after_lob AS text), CAST(:after_state AS text), CAST(:after_type AS text),
    CAST(:after_year AS bigint), CAST(:after_week AS bigint))"""

_WEEKS = """
    SELECT c.year, c.week, c.start_date AS week_start, c.productive_hours::text::numeric AS hours,
           count(*) OVER () AS weeks_of_month
    FROM week_configuration c
    WHERE c.month_year = extract(year FROM cell.month_start)::int
      AND c.month_number = extract(month FROM cell.month_start)::int AND c.work_type = cell.locality OFFSET 0"""

_PEOPLE = """
    SELECT a.tier_id, a.production_percentage::numeric AS fte, a.weekly_capacity::numeric AS capacity,
           a.resource_id IN (SELECT id FROM resource WHERE resource_type = 'PLACEHOLDER') AS is_placeholder
    FROM assignment a
    WHERE a.report_id = cell.report_id AND a.demand_id = cell.demand_id
      AND a.forecast_month_index = cell.forecast_month_index AND a.year = w.year AND a.week = w.week
      AND a.report_id = cell.cell_of AND a.is_active OFFSET 0"""

_GAP = "(people.capacity * w.weeks_of_month - cell.total_forecast)"


def week_table(asked: Asked, span: Span, tiers: Sequence[TierKey]) -> Written:
    """By report, demand key and week; tier_0, tier_1 … count the people of the tiers asked for."""
    found = cells(asked, span, changed_at=_CHANGED_AT, columns=_FIGURES)
    after = () if span.after is None else (_AFTER,)
    names = ("after_report", "after_lob", "after_state", "after_type", "after_year", "after_week")
    values = {**asked.values(), **span.moments(), **dict(zip(names, span.after or (), strict=False))}
    return Written(f"{_shown(found, tiers)} {all_of(*after)}", WEEK_PLACE, values)


def _shown(found: str, tiers: Sequence[TierKey]) -> str:
    return f"""
    SELECT cell.report_id, cell.report, cell.main_lob, cell.case_type, cell.state, w.year, w.week,
           to_char(cell.month_start, 'Mon-YY') AS month,
           {shown_exact("cell.total_forecast::numeric / w.weeks_of_month")} AS forecast,
           people.everybody AS fte_count, people.everybody - people.placeholders AS actual_count,
           people.placeholders AS placeholder_count, {shown_exact("people.fte")} AS fte_equivalent,
           {shown_exact("people.fte - people.placeholder_fte")} AS actual_equivalent,
           {shown_exact("people.placeholder_fte")} AS placeholder_equivalent,
           {shown_exact("people.capacity")} AS capacity, {shown_exact(f"{_GAP} / w.weeks_of_month")} AS gap,
           w.week_start, cell.month_start, cell.updated_at,
           CASE WHEN w.hours <> 0 THEN
               {shown_exact(f"{_GAP} / (w.weeks_of_month * w.hours * cell.target_cph)")} END AS fte_gap,
           cell.is_active, cell.deallocated_at{tier_names(tiers, "people")}
    FROM ({found}) AS cell
    CROSS JOIN LATERAL ({_WEEKS}) AS w
    LEFT JOIN LATERAL (
        SELECT count(*)::int AS everybody, (count(*) FILTER (WHERE one.is_placeholder))::int AS placeholders,
               coalesce(sum(one.fte), 0) AS fte, coalesce(sum(one.capacity), 0) AS capacity,
               coalesce(sum(one.fte) FILTER (WHERE one.is_placeholder), 0) AS placeholder_fte
               {counted_by_tier(tiers, "one")}
        FROM ({_PEOPLE}) AS one
    ) AS people ON true"""
