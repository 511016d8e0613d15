"""Rules between tables that no constraint can hold, each as a statement that finds its violations."""

from typing import NamedTuple

from sqlalchemy import TextClause, text

from db.workforce.presence import DAYS_PRESENT


class Rule(NamedTuple):
    """A rule by name, and a statement whose rows each name a violation."""

    name: str
    violations: TextClause


RULES = (
    Rule(
        "an active assignment belongs to the newest report that has its demand and month",
        text("""
            SELECT 'assignment ' || a.id || ' is with report ' || mine.year || '-' || mine.month
            FROM assignment a
            JOIN report mine ON mine.id = a.report_id
            JOIN report newer ON (newer.year, newer.month) > (mine.year, mine.month)
            JOIN report_demand rd ON rd.report_id = newer.id AND rd.demand_id = a.demand_id
            WHERE a.is_active
              AND mine.first_month + make_interval(months => a.forecast_month_index - 1)
                  BETWEEN newer.first_month AND newer.first_month + make_interval(months => 5)"""),
    ),
    Rule(
        "an assignment's forecast month is the month of its week's Thursday",
        text("""
            SELECT 'assignment ' || a.id
            FROM assignment a JOIN report r ON r.id = a.report_id
            WHERE r.first_month + make_interval(months => a.forecast_month_index - 1)
                  <> date_trunc('month', to_date(a.year || '-' || a.week || '-4', 'IYYY-IW-ID')::timestamp)"""),
    ),
    Rule(
        "a week's dates and month follow from its ISO year and number",
        text("""
            SELECT year || '-W' || week || ' ' || work_type FROM week_configuration
            WHERE start_date <> to_date(year || '-' || week || '-1', 'IYYY-IW-ID')
               OR end_date <> start_date + 6
               OR month_year <> extract(year FROM start_date + 3)
               OR month_number <> extract(month FROM start_date + 3)"""),
    ),
    Rule(
        "a report's demand has six cells and six summaries",
        text("""
            SELECT 'report ' || rd.report_id || ', demand ' || rd.demand_id
            FROM report_demand rd
            LEFT JOIN forecast_cell c ON c.report_id = rd.report_id AND c.demand_id = rd.demand_id
            LEFT JOIN monthly_capacity_summary s ON s.report_id = c.report_id AND s.demand_id = c.demand_id
                                                AND s.forecast_month_index = c.month_index
            GROUP BY rd.report_id, rd.demand_id HAVING count(c.month_index) <> 6 OR count(s.demand_id) <> 6"""),
    ),
    Rule(
        "a word has one spelling, the one that its vocabulary shows",
        text("""
            SELECT 'demand ' || d.id FROM demand d
            WHERE NOT EXISTS (SELECT 1 FROM term t WHERE t.kind = 'MAIN_LOB' AND t.spelling = d.main_lob)
               OR NOT EXISTS (SELECT 1 FROM term t WHERE t.kind = 'CASE_TYPE' AND t.spelling = d.case_type)
               OR NOT EXISTS (SELECT 1 FROM term t WHERE t.kind = 'PLATFORM' AND t.spelling = d.platform)"""),
    ),
    Rule(
        "an active assignment lies within its person's first and last day, or was forced",
        text(f"""
            SELECT 'assignment ' || a.id || ', ' || p.cn || ' in ' || a.year || '-W' || lpad(a.week::text, 2, '0')
            FROM assignment a
            JOIN resource p ON p.id = a.resource_id
            JOIN week_configuration w ON w.year = a.year AND w.week = a.week AND w.work_type = p.location
            WHERE a.is_active AND NOT a.is_forced AND {DAYS_PRESENT} = 0 ORDER BY a.id"""),
    ),
    Rule(
        "a placeholder that was converted is inactive",
        text("SELECT cn FROM resource WHERE replaced_by_id IS NOT NULL AND is_active"),
    ),
    Rule(
        "whoever is inactive has no active assignment in weeks to come (deallocateAssignments ends them)",
        text("""
            SELECT p.cn || ', ' || a.year || '-W' || lpad(a.week::text, 2, '0') || ', assignment ' || a.id
            FROM assignment a
            JOIN resource p ON p.id = a.resource_id
            CROSS JOIN LATERAL (SELECT coalesce(p.replaced_at, now()) AT TIME ZONE 'UTC') AS out (since)
            WHERE a.is_active AND NOT p.is_active
              AND (a.year, a.week) >= (extract(isoyear FROM since), extract(week FROM since))
            ORDER BY p.cn_sort, a.year, a.week"""),
    ),
    Rule(
        "an assignment sorts where its person does",
        text("""
            SELECT 'assignment ' || a.id || ' of ' || p.cn
            FROM assignment a JOIN resource p ON p.id = a.resource_id WHERE a.cn_sort <> p.cn_sort"""),
    ),
)
