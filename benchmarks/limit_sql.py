"""The statements of the bare routes: no column too many, no sorting beyond what an index gives or the answer needs."""

SET_CALLER = "SELECT set_config('app.tenant', $1, true), set_config('app.subject', $2, true)"

REPORT = "SELECT id, first_month FROM report WHERE year = $1 AND month = $2"

DEMANDS = """
    SELECT d.id, d.platform, d.locality, d.state, d.case_type
    FROM report_demand rd JOIN demand d ON d.id = rd.demand_id WHERE rd.report_id = $1"""

SUMMARIES = """
    SELECT s.demand_id, s.total_forecast, s.total_capacity, s.total_headcount, s.actual_headcount,
           s.placeholder_headcount, s.total_fte_equivalent, s.fte_required, c.fte_avail, c.capacity,
           s.person_ids, s.person_is_placeholder
    FROM monthly_capacity_summary s
    JOIN forecast_cell c ON (c.report_id, c.demand_id, c.month_index)
                          = (s.report_id, s.demand_id, s.forecast_month_index)
    WHERE s.report_id = $1 ORDER BY s.demand_id, s.forecast_month_index"""

PEOPLE = "SELECT id, cn FROM resource ORDER BY cn_sort LIMIT $1"

TIERS = "SELECT id, name, percentage FROM capacity_tier"

ASSIGNMENTS = """
    SELECT resource_id, year, week, production_percentage, weekly_capacity, tier_id, demand_id
    FROM assignment WHERE resource_id = ANY($1) AND is_active ORDER BY resource_id, year, week"""

DEMANDS_BY_IDS = "SELECT id, main_lob, state, case_type FROM demand WHERE id = ANY($1)"

PERSON = """
    SELECT p.cn, p.display_name, p.platform, p.location, a.year, a.week, a.production_percentage, a.weekly_capacity
    FROM resource p JOIN assignment a ON a.resource_id = p.id AND a.is_active
    WHERE p.cn_key = $1 AND a.year = $2 AND a.week BETWEEN $3 AND $4 ORDER BY a.year, a.week"""

PEOPLE_OF_CELLS = """
    SELECT report_id, demand_id, forecast_month_index, count(DISTINCT resource_id), sum(production_percentage),
           sum(weekly_capacity), array_agg(DISTINCT resource_id)
    FROM assignment WHERE is_active GROUP BY report_id, demand_id, forecast_month_index"""
