"""The daily summary as a table: one row for each work order and day with a target or an entry."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.shared.keyed_pages import Rows
from db.shopfloor.day_table import DaysAsked, day_table
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows
from services.shared.table import COUNTS, MARKS, Batch, Column, ColumnType
from services.shopfloor.dashboard.daily_summary import DayFigures

T = ColumnType
DAILY_SUMMARY_COLUMNS = [
    Column("date", T.DATE),
    Column("number", T.TEXT),
    Column("department", T.TEXT),
    Column("stage", T.TEXT),
    Column("target", T.DECIMAL),
    Column("actual", T.DECIMAL),
    Column("scrap", T.DECIMAL),
    Column("variance", T.DECIMAL),
    Column("variance_pct", T.DECIMAL),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
DAILY_SUMMARY_PLACE = (date, str)
"""The day, and what the number sorts by."""


class DayTold(NamedTuple):
    """An order's day as the table is made of it; one that does not count has the key alone."""

    day: date
    number: str
    department: str
    stage: str
    target: Decimal
    actual: Decimal
    scrap: Decimal
    counts: bool
    changed_at: datetime


async def daily_summary_rows(session: ReadSession, *, asked: DaysAsked, page: Page, today: date) -> ReportRows:
    """Days of orders; since a moment, those too that an order, or the question, has no more."""
    span = span_of(page)
    table = day_table(asked, span, today=today)
    return ReportRows(_batches(table.rows(session, DayTold._fields, span)), partial(table.end, session, span))


async def _batches(rows: Rows) -> AsyncIterator[Batch]:
    async for batch in rows:
        yield [_row(DayTold(*row)) for row in batch]


def _row(told: DayTold) -> list[Any]:
    head = [told.day, told.number, told.department, told.stage]
    if not told.counts:
        return [*head, *[None] * 5, told.changed_at, False, told.changed_at]
    figures = DayFigures(target=told.target, actual=told.actual, scrap=told.scrap)
    made = [figures.target, figures.actual, figures.scrap, figures.variance, figures.variance_pct]
    return [*head, *made, told.changed_at, *COUNTS]
