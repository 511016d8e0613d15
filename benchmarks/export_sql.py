"""The tables of reports by one plain statement each: joins, one group, and the columns of the export in their order."""

from collections.abc import Sequence

Tier = tuple[int, bool]
"""A tier's id, and whether its placeholders are counted."""

REPORT_VALUE = "to_char(make_date(r.year, r.month, 1), 'YYYY-MM') AS report"

ASSIGNMENTS = f"""
    SELECT p.cn, p.display_name, p.resource_type, p.platform, initcap(p.location) AS location, d.main_lob, d.case_type,
           d.state, a.year, a.week,
           to_char(r.first_month + make_interval(months => a.forecast_month_index - 1), 'Mon-YY') AS month,
           t.name AS tier, round(a.production_percentage * 100) || '%' AS tier_label, a.production_percentage,
           round(a.weekly_capacity::numeric, 2)::float8 AS weekly_capacity, a.assignment_type, a.is_forced,
           a.assigned_by, a.assigned_at, w.start_date AS week_start,
           greatest(a.updated_at, p.updated_at, t.updated_at) AS updated_at, p.hire_date, p.last_day, a.days_present,
           a.working_days, a.is_active, a.deallocated_at, {REPORT_VALUE}
    FROM assignment a
    JOIN resource p ON p.id = a.resource_id
    JOIN demand d ON d.id = a.demand_id
    JOIN capacity_tier t ON t.id = a.tier_id
    JOIN report r ON r.id = a.report_id
    JOIN week_configuration w ON (w.year, w.week, w.work_type) = (a.year, a.week, p.location)
    WHERE a.is_active ORDER BY a.year, a.week, a.cn_sort"""

_CELLS = """
    monthly_capacity_summary s
    JOIN report r ON r.id = s.report_id
    JOIN demand d ON d.id = s.demand_id
    JOIN report_demand line ON (line.report_id, line.demand_id) = (s.report_id, s.demand_id)
    CROSS JOIN LATERAL (
        SELECT (r.first_month + make_interval(months => s.forecast_month_index - 1))::date AS start) AS month
    CROSS JOIN (SELECT max(updated_at) AS changed_at FROM capacity_tier) AS tiers"""


def summary(tiers: Sequence[Tier]) -> str:
    """The monthly summary."""
    figures = ("total_fte_equivalent", "actual_fte_equivalent", "placeholder_fte_equivalent", "total_capacity",
               "capacity_gap")  # fmt: skip
    return f"""
        SELECT d.main_lob, d.case_type, d.state, to_char(month.start, 'Mon-YY') AS month, s.total_forecast,
               s.total_headcount, s.actual_headcount, s.placeholder_headcount,
               {", ".join(_shown(f"s.{name}") for name in figures)}{_names(tiers)},
               month.start AS month_start, greatest(s.computed_at, tiers.changed_at) AS updated_at,
               {_shown("s.fte_weeks")}, {_shown("s.fte_gap")}, true AS is_active,
               NULL::timestamptz AS deallocated_at, {REPORT_VALUE}
        FROM {_CELLS}
        CROSS JOIN LATERAL (
            SELECT 1 AS one{_counts(tiers, "person.tier_id", "person.is_placeholder")}
            FROM unnest(s.person_tier_ids, s.person_is_placeholder) AS person (tier_id, is_placeholder)) AS people
        ORDER BY d.main_lob, d.state, d.case_type, month.start"""


def weeks(tiers: Sequence[Tier]) -> str:
    """The weekly detail, of one month of the report."""
    return f"""
        WITH people AS (
            SELECT a.demand_id, a.year, a.week, count(*)::int AS everybody,
                   (count(*) FILTER (WHERE p.resource_type = 'PLACEHOLDER'))::int AS placeholders,
                   sum(a.production_percentage::numeric) AS fte, sum(a.weekly_capacity::numeric) AS capacity,
                   coalesce(sum(a.production_percentage::numeric)
                            FILTER (WHERE p.resource_type = 'PLACEHOLDER'), 0) AS placeholder_fte
                   {_counts(tiers, "a.tier_id", "(p.resource_type = 'PLACEHOLDER')")}
            FROM assignment a JOIN resource p ON p.id = a.resource_id
            WHERE a.is_active AND a.forecast_month_index = 1 GROUP BY a.demand_id, a.year, a.week
        )
        SELECT d.main_lob, d.case_type, d.state, w.year, w.week, to_char(month.start, 'Mon-YY') AS month,
               round(s.total_forecast::numeric / w.count, 2)::float8 AS forecast, coalesce(one.everybody, 0),
               coalesce(one.everybody - one.placeholders, 0), coalesce(one.placeholders, 0),
               round(coalesce(one.fte, 0), 2)::float8, round(coalesce(one.fte - one.placeholder_fte, 0), 2)::float8,
               round(coalesce(one.placeholder_fte, 0), 2)::float8, round(coalesce(one.capacity, 0), 2)::float8,
               round((coalesce(one.capacity, 0) * w.count - s.total_forecast) / w.count, 2)::float8 AS gap
               {"".join(f", coalesce(one.tier_{place}, 0)" for place in range(len(tiers)))},
               w.start_date AS week_start, greatest(s.computed_at, s.frozen_at, tiers.changed_at) AS updated_at,
               round((coalesce(one.capacity, 0) * w.count - s.total_forecast)
                     / (w.count * w.productive_hours::text::numeric * line.target_cph), 2)::float8 AS fte_gap,
               true AS is_active, NULL::timestamptz AS deallocated_at, {REPORT_VALUE}
        FROM {_CELLS}
        JOIN (SELECT c.*, count(*) OVER (PARTITION BY month_year, month_number, work_type) AS count
              FROM week_configuration c) AS w
          ON (w.month_year, w.month_number, w.work_type)
           = (extract(year FROM month.start), extract(month FROM month.start), d.locality)
        LEFT JOIN people one ON (one.demand_id, one.year, one.week) = (s.demand_id, w.year, w.week)
        WHERE s.forecast_month_index = 1
        ORDER BY d.main_lob, d.state, d.case_type, w.year, w.week"""


def _shown(figure: str) -> str:
    return f"round({figure}::text::numeric, 2)::float8"


def _names(tiers: Sequence[Tier]) -> str:
    return "".join(f", people.tier_{place}" for place in range(len(tiers)))


def _counts(tiers: Sequence[Tier], tier_id: str, is_placeholder: str) -> str:
    return "".join(
        f", (count(*) FILTER (WHERE {tier_id} = {id} AND {'' if of else 'NOT '}{is_placeholder}))::int AS tier_{place}"
        for place, (id, of) in enumerate(tiers)
    )
