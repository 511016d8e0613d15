"""JSON Schemas of the nested forms, by name; a test holds real answers against them."""

from services.shared.json_schema import NUMBER, TEXT, WHOLE, Schema, by_key, exactly, listed, named
from services.workforce.reports.comparison_table import FIGURES, SIDES

_TRENDS = ("forecast_trend", "capacity_trend", "actual_capacity_trend", "placeholder_capacity_trend")
_KNOWN_OR_NULL: Schema = {"type": ["number", "null"]}
_METRICS = (
    "forecast", "capacity", "gap", "fte_count", "actual_count", "placeholder_count", "fte_equivalent",
    "actual_equivalent", "placeholder_equivalent", "fte_weeks",
)  # fmt: skip
_PEOPLE = {"actual": WHOLE, "placeholder": WHOLE, "total": WHOLE}
_DEMAND = dict.fromkeys(("main_lob", "case_type", "state", "month"), TEXT)
_DIFFERENCE = exactly(**dict.fromkeys(SIDES, _KNOWN_OR_NULL))
_REPORT: Schema = {"type": ["string", "null"], "description": "a report by its month, such as 2025-04"}
_CHART_SERIES = {
    "ChartSeries": exactly(**{trend: listed(NUMBER) for trend in _TRENDS}, fte_gap_trend=listed(_KNOWN_OR_NULL))
}

HIERARCHY = _CHART_SERIES | {
    "Category": exactly(
        id=TEXT,
        name=TEXT,
        metrics=exactly(**dict.fromkeys(_METRICS, NUMBER), fte_gap=_KNOWN_OR_NULL),
        tier_breakdown=by_key(exactly(**_PEOPLE)),
        children=listed(named("Category")),
    ),
    "Hierarchy": exactly(
        categories=listed(named("Category")), months=listed(TEXT), chart_series=named("ChartSeries")
    ),
}  # fmt: skip
CHARTS = _CHART_SERIES | {
    "Charts": exactly(
        months=listed(TEXT),
        chart_series=named("ChartSeries"),
        categories=listed(exactly(id=TEXT, name=TEXT, chart_series=named("ChartSeries"))),
    ),
}
TIERS = {
    "TierBreakdown": by_key(exactly(**_PEOPLE, capacity=NUMBER)),
    "Tiers": exactly(
        tier_breakdown=named("TierBreakdown"),
        months=listed(exactly(month=TEXT, tier_breakdown=named("TierBreakdown"))),
    ),
}
COMPARISON = {
    "Comparison": exactly(
        current=_REPORT,
        prior=_REPORT,
        rows=listed(
            exactly(
                **_DEMAND, presence={"enum": ["both", "added", "removed"]}, **dict.fromkeys(FIGURES, _DIFFERENCE)
            )
        ),
    ),
}  # fmt: skip
