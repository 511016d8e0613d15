"""The monthly summary: one row per demand and month, people and capacity split by tier."""

from collections.abc import Sequence
from datetime import date

from db.engine import ReadSession
from db.shared.keyed_pages import Span
from db.workforce.report_rows import Asked
from db.workforce.summary_table import summary_table
from services.shared.report import Relation
from services.shared.table import MARKS, Column, ColumnType
from services.workforce.reports.tier_columns import tier_columns, tier_keys, tier_sources

T = ColumnType

_LEADING = [
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("month", T.TEXT),
    Column("forecast", T.INTEGER),
    Column("fte_count", T.INTEGER),
    Column("actual_count", T.INTEGER),
    Column("placeholder_count", T.INTEGER),
    Column("fte_equivalent", T.NUMBER),
    Column("actual_equivalent", T.NUMBER),
    Column("placeholder_equivalent", T.NUMBER),
    Column("capacity", T.NUMBER),
    Column("gap", T.NUMBER),
]
# A table only grows at its end: programs may go by the places of columns.
_TRAILING = [
    Column("month_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("fte_weeks", T.NUMBER),
    Column("fte_gap", T.NUMBER),
    *MARKS,
    Column("report", T.TEXT),
]
MONTHLY_SUMMARY_PLACE = (int, str, str, str, date)
"""The report's id, main LOB, state, case type, and the month."""


async def monthly_summary_columns(session: ReadSession) -> list[Column]:
    """`fte_count` is the headcount, as the field's dashboards call it."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


def monthly_summary(asked: Asked, span: Span, columns: Sequence[Column]) -> Relation:
    """The monthly summary of reports, by demand key and month; figures are rounded to two decimals."""
    return Relation(summary_table(asked, span, tier_keys(columns)), tier_sources(columns))
