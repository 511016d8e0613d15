"""What lies ahead of plans as a table: one row for each week of a plan."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.shared.keyed_pages import Rows, Written
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows, Wants, everything
from services.shared.table import COUNTS, MARKS, Batch, Column, ColumnType
from services.supply.plans.weeks import PlanWeek, weeks_ahead

T = ColumnType
PLAN_WEEK_COLUMNS = [
    Column("number", T.TEXT),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("start", T.DATE),
    Column("end", T.DATE),
    Column("demand", T.DECIMAL),
    Column("capacity", T.DECIMAL),
    Column("scheduled", T.DECIMAL),
    Column("produced", T.DECIMAL),
    Column("projected_stock", T.DECIMAL),
    Column("short", T.DECIMAL),
    Column("below_safety_stock", T.DECIMAL),
    Column("utilisation", T.NUMBER),
    Column("is_overloaded", T.BOOLEAN),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
PLAN_WEEK_PLACE = (int, date)
"""The order in which plans were numbered, and the first day of the week in the plan."""
FIGURES = [column.name for column in PLAN_WEEK_COLUMNS[4:-3]]
"""What is computed of a week: all but its key and marks."""


class PlanWeekTold(NamedTuple):
    """A week as the table is made of it; one that does not count has the key alone, if its plan has it no more."""

    plan_id: int
    number: str
    sku: str
    location: str
    start: date
    changed_at: datetime
    counts: bool


async def plan_week_rows(
    session: ReadSession, *, table: Written, page: Page, today: date, wants: Wants = everything
) -> ReportRows:
    """Weeks by plan; since a moment, those too that a plan has no more. Figures are computed where any is wanted."""
    span = span_of(page)
    rows = table.rows(session, PlanWeekTold._fields, span)
    return ReportRows(_batches(session, rows, today, wants(*FIGURES)), partial(table.end, session, span))


async def _batches(session: ReadSession, rows: Rows, today: date, figures: bool) -> AsyncIterator[Batch]:
    async for batch in rows:
        told = [PlanWeekTold(*row) for row in batch]
        ahead = await weeks_ahead(session, {one.plan_id for one in told}, today=today) if figures else {}
        found = {(plan_id, week.start): week for plan_id, one in ahead.items() for week in one.weeks}
        yield [_row(one, found.get((one.plan_id, one.start))) for one in told]


def _row(told: PlanWeekTold, week: PlanWeek | None) -> list[Any]:
    _, *figures = week or (told.start, *[None] * len(FIGURES))
    marks = COUNTS if told.counts else (False, told.changed_at)
    return [told.number, told.sku, told.location, told.start, *figures, told.changed_at, *marks]
