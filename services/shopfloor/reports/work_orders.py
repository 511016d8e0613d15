"""Work orders as a table: what was made of each, and how it is getting on today."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.shared.keyed_pages import Rows
from db.shopfloor.asked import FloorAsked
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.thresholds import HealthThresholds
from db.shopfloor.work_order_table import work_order_table
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows
from services.shared.table import MARKS, Batch, Column, ColumnType
from services.shopfloor.health.health import OrderSoFar, health

T = ColumnType
WORK_ORDER_COLUMNS = [
    Column("number", T.TEXT),
    Column("sku", T.TEXT),
    Column("product", T.TEXT),
    Column("department", T.TEXT),
    Column("stage", T.TEXT),
    Column("location", T.TEXT),
    Column("target_qty", T.DECIMAL),
    Column("planned_start", T.DATE),
    Column("deadline", T.DATE),
    Column("status", T.TEXT),
    Column("cumulative_qty", T.DECIMAL),
    Column("remaining_qty", T.DECIMAL),
    Column("scrap_qty", T.DECIMAL),
    Column("progress_pct", T.DECIMAL),
    Column("health", T.TEXT),
    Column("expected_pct", T.DECIMAL),
    Column("points_behind", T.DECIMAL),
    Column("projected_completion", T.DATE),
    Column("plan_number", T.TEXT),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
WORK_ORDER_PLACE = (str,)
"""What the number sorts by."""


class WorkOrderTold(NamedTuple):
    """A work order as the table is made of it; of its last five entries the sum, and how many there are."""

    number: str
    sku: str
    product: str
    department: str
    stage: str
    location: str
    target_qty: Decimal
    planned_start: date
    deadline: date
    status: str
    cumulative_qty: Decimal
    scrap_qty: Decimal
    recent_sum: Decimal
    recent_entries: int
    plan_number: str | None
    changed_at: datetime
    counts: bool
    deallocated_at: datetime | None

    @property
    def so_far(self) -> OrderSoFar:
        """What its health follows from."""
        return OrderSoFar(
            planned_start=self.planned_start,
            deadline=self.deadline,
            target=self.target_qty,
            made=self.cumulative_qty,
            recent_sum=self.recent_sum,
            recent_entries=self.recent_entries,
        )


async def work_order_rows(
    session: ReadSession, *, asked: FloorAsked, page: Page, today: date, thresholds: HealthThresholds
) -> ReportRows:
    """Work orders by number, with their health of today; cancelled ones have none."""
    table = work_order_table(asked, span := span_of(page), today=today)
    rows = table.rows(session, WorkOrderTold._fields, span)
    return ReportRows(_batches(rows, today, thresholds), partial(table.end, session, span))


async def _batches(rows: Rows, today: date, thresholds: HealthThresholds) -> AsyncIterator[Batch]:
    async for batch in rows:
        yield [_row(WorkOrderTold(*row), today, thresholds) for row in batch]


def _row(order: WorkOrderTold, today: date, thresholds: HealthThresholds) -> Sequence[Any]:
    now = health(order.so_far, as_of=today, thresholds=thresholds)
    is_cancelled = order.status == WorkOrderStatus.CANCELLED
    judged = (now.health.value, now.expected_percent, now.points_behind, now.projected_completion)
    return [
        *order[:11],
        order.so_far.remaining,
        order.scrap_qty,
        now.progress_percent,
        *((None,) * len(judged) if is_cancelled else judged),
        order.plan_number,
        order.changed_at,
        order.counts,
        order.deallocated_at,
    ]
