// The statements of Mercurius: those of limit_sql.py, a level each where loaders ask for it.

export const REPORT = "SELECT id, first_month FROM report WHERE year = $1 AND month = $2"

export const DEMANDS = `
  SELECT d.id, d.platform, d.locality, d.state, d.case_type
  FROM report_demand rd JOIN demand d ON d.id = rd.demand_id WHERE rd.report_id = $1`

export const SUMMARIES = `
  SELECT s.demand_id, s.total_forecast, s.total_capacity, s.total_headcount, s.actual_headcount,
         s.placeholder_headcount, s.total_fte_equivalent, s.fte_required, c.fte_avail, c.capacity,
         s.person_ids, s.person_is_placeholder
  FROM monthly_capacity_summary s
  JOIN forecast_cell c ON (c.report_id, c.demand_id, c.month_index)
                        = (s.report_id, s.demand_id, s.forecast_month_index)
  WHERE s.report_id = $1 ORDER BY s.demand_id, s.forecast_month_index`

export const PEOPLE = "SELECT id, cn FROM resource ORDER BY cn_sort LIMIT $1"

export const PERSON = `
  SELECT id, cn, display_name AS "displayName", platform, location FROM resource WHERE cn_key = $1`

const ASSIGNED = `
  SELECT resource_id, year, week, production_percentage AS "productionPercentage",
         weekly_capacity AS "weeklyCapacity", tier_id, demand_id
  FROM assignment WHERE resource_id = ANY($1::bigint[]) AND is_active`

export const ASSIGNMENTS = `${ASSIGNED} ORDER BY resource_id, year, week`

export const ASSIGNMENTS_IN_WEEKS = `
  ${ASSIGNED} AND (year, week) >= ($2, $3) AND (year, week) <= ($4, $5) ORDER BY resource_id, year, week`

export const TIERS = "SELECT id, name, percentage FROM capacity_tier WHERE id = ANY($1::bigint[])"

export const DEMANDS_BY_IDS = `
  SELECT id, main_lob AS "mainLob", state, case_type AS "caseType" FROM demand WHERE id = ANY($1::bigint[])`
