"""Assignments as a table: who counts in which week, and since a moment who has ceased to.

The rows are read in their order, over an index of a report's weeks; people and tiers are looked up for those alone that
are wanted, one by one, so that a page costs what it holds, whatever statistics there are.
"""

from db.forecast.reports_table import REPORT_VALUE
from db.shared.keyed_pages import Span, Written
from db.shared.rounding import shown
from db.workforce.report_rows import Asked, all_of

# Nobody sorts like another or counts twice in a week, so this is the key of its rows too.
ASSIGNMENT_PLACE = ("report_id", "year", "week", "holder_sort")

# The fourth of January lies in the first week, and the first day of all was a Monday.
_FOURTH = "make_date(a.year, 1, 4)"
_MONDAY = f"({_FOURTH} - ({_FOURTH} - DATE '0001-01-01') % 7 + 7 * (a.week - 1))"
_MONTH = f"date_trunc('month', {_MONDAY} + 3)::date"  # that of its Thursday
_DEMAND = "d.main_lob, d.case_type, d.state"
_FIELDS = """a.year, a.week, a.tier_id, a.production_percentage, a.weekly_capacity, a.assignment_type, a.is_forced,
    a.assigned_by, a.assigned_at, a.days_present, a.working_days"""
# One by one for a page, and as the planner likes for a table that is read to its end.
_LOOKED_UP = """
    CROSS JOIN LATERAL (SELECT * FROM resource WHERE id = a.holder_id OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT * FROM capacity_tier WHERE id = a.tier_id OFFSET 0) AS t"""
_JOINED = """
    JOIN resource p ON p.id = a.holder_id
    JOIN capacity_tier t ON t.id = a.tier_id"""
_AFTER = """(a.year, a.week, a.holder_sort) > (
    CAST(:after_year AS bigint), CAST(:after_week AS bigint), CAST(:after_sort AS text))"""
_AFTER_OF_ALL = """(a.report_id, a.year, a.week, a.holder_sort) > (
    CAST(:after_report AS bigint), CAST(:after_year AS bigint), CAST(:after_week AS bigint),
    CAST(:after_sort AS text))"""

_CHANGED = """(a.updated_at >= CAST(:since AS timestamptz)
    OR a.resource_id IN (SELECT id FROM resource WHERE updated_at >= CAST(:since AS timestamptz))
    OR a.tier_id IN (SELECT id FROM capacity_tier WHERE updated_at >= CAST(:since AS timestamptz)))"""

# Who may count no more in a week of a report: what they had was ended, given to somebody else by a conversion, or taken
# over by a newer report; or it is of a report that was shown before.
_MAYBE_GONE = f"""
    SELECT a.report_id AS own_id, a.id FROM assignment a
    WHERE a.updated_at >= CAST(:since AS timestamptz) {{of_report}}
    UNION ALL
    SELECT r.id, a.id FROM assignment a
    JOIN report n ON n.id = a.report_id
    JOIN report r ON (r.year, r.month) < (n.year, n.month)
     AND {_MONTH} BETWEEN r.first_month AND r.first_month + make_interval(months => 5)
    WHERE a.taken_over_at >= CAST(:since AS timestamptz) {{of_own}}
      AND EXISTS (SELECT 1 FROM report_demand line WHERE line.report_id = r.id AND line.demand_id = a.demand_id)"""
_OF_FORMER = """
    UNION ALL
    SELECT CAST(:report_id AS bigint), a.id FROM assignment a
    WHERE a.report_id = ANY(CAST(:former AS bigint[]))
      AND (a.is_active OR a.updated_at >= CAST(:since AS timestamptz))"""


def assignment_table(asked: Asked, span: Span) -> Written:
    """By report, week and whom the holder sorts by, numbers in a cn as numbers."""
    found = _counting(asked, span)
    if span.updated_since is not None and not span.counting:
        found = f"({found}) UNION ALL ({_gone(asked)})"
    after = () if span.after is None else (_AFTER_OF_ALL if asked.report_id is None else _AFTER,)
    names = ("after_report", "after_year", "after_week", "after_sort")
    values = {**asked.values(), **span.moments(), **dict(zip(names, span.after or (), strict=False))}
    people = _JOINED if span.to_its_end else _LOOKED_UP
    return Written(f"{_shown(found)} {people} {all_of(*after)}", ASSIGNMENT_PLACE, values)


def _counting(asked: Asked, span: Span) -> str:
    since = () if span.updated_since is None else (_CHANGED,)
    wanted = (*asked.of_report("a.report_id"), *asked.of_demand(), *asked.of_weeks("a"), *since)
    return f"""
        SELECT {asked.report_id_of("a.report_id")} AS report_id, {REPORT_VALUE} AS report, {_DEMAND}, {_FIELDS},
               a.resource_id AS holder_id, a.cn_sort AS holder_sort, a.updated_at AS changed_at, a.is_active,
               a.deallocated_at
        FROM assignment a JOIN report r ON r.id = a.report_id JOIN demand d ON d.id = a.demand_id
        {all_of("a.is_active", *wanted)}"""


def _gone(asked: Asked) -> str:
    """A week that counts again, whoever wrote it, is told as that."""
    maybe = _MAYBE_GONE.format(of_report=_and(asked.of_report("a.report_id")), of_own=_and(asked.of_report("r.id"))) + (
        _OF_FORMER if asked.former else ""
    )
    changed_at = "greatest(a.updated_at, r.created_at)"
    return f"""
        SELECT DISTINCT ON (r.id, a.year, a.week, p.id) r.id, {REPORT_VALUE}, {_DEMAND}, {_FIELDS}, p.id, p.cn_sort,
               {changed_at}, false, coalesce(a.deallocated_at, {changed_at})
        FROM ({maybe}) AS maybe
        JOIN assignment a ON a.id = maybe.id
        JOIN report r ON r.id = maybe.own_id
        JOIN demand d ON d.id = a.demand_id
        CROSS JOIN LATERAL (VALUES (a.resource_id), (a.moved_from_id)) AS holder (id)
        JOIN resource p ON p.id = holder.id
        {all_of(*asked.of_demand(), *asked.of_weeks("a"), _counts_no_more(asked))}
        ORDER BY r.id, a.year, a.week, p.id, a.id DESC"""


def _counts_no_more(asked: Asked) -> str:
    of_demand = asked.of_demand()
    demand = "JOIN demand d ON d.id = counting.demand_id" if of_demand else ""
    return f"""NOT EXISTS (
        SELECT 1 FROM assignment counting {demand}
        WHERE counting.resource_id = p.id AND counting.year = a.year AND counting.week = a.week
          AND counting.is_active AND counting.report_id = r.id {_and(of_demand)})"""


def _and(conditions: list[str]) -> str:
    return "".join(f" AND {condition}" for condition in conditions)


def _shown(found: str) -> str:
    return f"""
    SELECT a.report_id, a.report, a.holder_sort, p.cn, p.display_name, p.resource_type, p.platform,
           initcap(p.location) AS location, a.main_lob, a.case_type, a.state, a.year, a.week,
           to_char({_MONDAY} + 3, 'Mon-YY') AS month, t.name AS tier,
           trim_scale(round(a.production_percentage::text::numeric * 100, 4)) || '%' AS tier_label,
           a.production_percentage, {shown("a.weekly_capacity")} AS weekly_capacity, a.assignment_type, a.is_forced,
           a.assigned_by, a.assigned_at, {_MONDAY} AS week_start,
           greatest(a.changed_at, p.updated_at, t.updated_at) AS updated_at, p.hire_date, p.last_day, a.days_present,
           a.working_days, a.is_active, a.deallocated_at
    FROM ({found}) AS a"""
