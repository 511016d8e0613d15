"""The resource assignments: one row per active assignment with its resource, tier and demand."""

from collections.abc import Sequence

from db.shared.keyed_pages import Span
from db.workforce.assignment_table import assignment_table
from db.workforce.report_rows import Asked
from services.shared.report import Relation
from services.shared.table import MARKS, Column, ColumnType

T = ColumnType
RESOURCE_ASSIGNMENT_COLUMNS = [
    Column("cn", T.TEXT),
    Column("display_name", T.TEXT),
    Column("resource_type", T.TEXT),
    Column("platform", T.TEXT),
    Column("location", T.TEXT),
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("year", T.INTEGER),
    Column("week", T.INTEGER),
    Column("month", T.TEXT),
    Column("tier", T.TEXT),
    Column("tier_label", T.TEXT),
    Column("production_percentage", T.NUMBER),
    Column("weekly_capacity", T.NUMBER),
    Column("assignment_type", T.TEXT),
    Column("is_forced", T.BOOLEAN),
    Column("assigned_by", T.TEXT),
    Column("assigned_at", T.DATETIME),
    Column("week_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("hire_date", T.DATE),
    Column("last_day", T.DATE),
    Column("days_present", T.INTEGER),
    Column("working_days", T.INTEGER),
    *MARKS,
    Column("report", T.TEXT),
]
RESOURCE_ASSIGNMENT_PLACE = (int, int, int, str)
"""The report's id, year, week, and what whoever is assigned sorts by."""


def resource_assignments(asked: Asked, span: Span, columns: Sequence[Column]) -> Relation:
    """The active assignments of reports, by week and cn; since a moment, those that have gone too.

    Percentages are fractions, capacities have two decimals; days are empty where the whole week counts.
    """
    return Relation(assignment_table(asked, span), {})
