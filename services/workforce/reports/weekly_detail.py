"""The weekly detail: one row per demand and week, people and capacity split by tier."""

from collections.abc import Sequence

from db.engine import ReadSession
from db.shared.keyed_pages import Span
from db.workforce.report_rows import Asked
from db.workforce.week_table import week_table
from services.shared.report import Relation
from services.shared.table import MARKS, Column, ColumnType
from services.workforce.reports.tier_columns import tier_columns, tier_keys, tier_sources

T = ColumnType
_LEADING = [
    Column("main_lob", T.TEXT),
    Column("case_type", T.TEXT),
    Column("state", T.TEXT),
    Column("year", T.INTEGER),
    Column("week", T.INTEGER),
    Column("month", T.TEXT),
    Column("forecast", T.NUMBER),
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
    Column("week_start", T.DATE),
    Column("updated_at", T.DATETIME),
    Column("fte_gap", T.NUMBER),
    *MARKS,
    Column("report", T.TEXT),
]
WEEKLY_DETAIL_PLACE = (int, str, str, str, int, int)
"""The report's id, main LOB, state, case type, year and week."""


async def weekly_detail_columns(session: ReadSession) -> list[Column]:
    """What is told of a demand in a week."""
    return [*_LEADING, *await tier_columns(session), *_TRAILING]


def weekly_detail(asked: Asked, span: Span, columns: Sequence[Column]) -> Relation:
    """The weekly detail of reports, by demand key and week; figures are rounded to two decimals.

    A week's forecast is its month's, spread evenly over the month's configured weeks.
    """
    return Relation(week_table(asked, span, tier_keys(columns)), tier_sources(columns))
