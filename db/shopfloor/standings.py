"""How work orders are getting on, read: of some, of all that count, and how many stand where."""

from datetime import date
from typing import Any, Protocol

from sqlalchemy import func, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from db.engine import ReadSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from db.shopfloor.health import standing, sums_until
from db.shopfloor.models import WorkOrder
from db.shopfloor.thresholds import HealthThresholds
from db.shopfloor.work_orders import AT_PRODUCT, MADE_COLUMNS
from db.supply.models import Product

OFF_TRACK = (WorkOrderHealth.OFF_TRACK, WorkOrderHealth.DELAYED)
_COUNTED = (WorkOrderHealth.ON_TRACK, WorkOrderHealth.AT_RISK, *OFF_TRACK)

_SUMS = sums_until()
SO_FAR_BY_IDS = ReadingByKeys(
    select(
        WorkOrder.id,
        WorkOrder.status,
        WorkOrder.planned_start,
        WorkOrder.deadline,
        WorkOrder.target_qty,
        *_SUMS.c,
    ).join(_SUMS, true()),
    WorkOrder.id,
)
"""What the health of work orders follows from, as of the parameter `as_of`."""


def beside(found: LateralFromClause) -> list[Any]:
    """The columns of a work order, what was made of it from what stands beside it: the entries are read once."""
    return [*(column for column in MADE_COLUMNS if column.key not in found.c), *found.c]


async def orders_standing(session: ReadSession, as_of: date, thresholds: HealthThresholds) -> ColumnRows:
    """All work orders but cancelled ones with what they stand at: those off track first, the farthest behind first."""
    found = standing(as_of, thresholds)
    is_off_track = found.c.health.in_(OFF_TRACK)
    orders = select(*beside(found)).join(Product, AT_PRODUCT).join(found, true())
    counting = orders.where(WorkOrder.status != WorkOrderStatus.CANCELLED)
    return await session.table(
        counting.order_by(is_off_track.desc(), found.c.points_behind.desc(), WorkOrder.number_sort)
    )


class StandingCountsRow(Protocol):
    """How many work orders have each status and health; those that are cancelled count as cancelled alone."""

    @property
    def not_started(self) -> int: ...
    @property
    def in_progress(self) -> int: ...
    @property
    def completed(self) -> int: ...
    @property
    def cancelled(self) -> int: ...
    @property
    def on_track(self) -> int: ...
    @property
    def at_risk(self) -> int: ...
    @property
    def off_track(self) -> int: ...
    @property
    def delayed(self) -> int: ...


async def standing_counts(session: ReadSession, as_of: date, thresholds: HealthThresholds) -> StandingCountsRow:
    """How many work orders stand where as of a date."""
    found = standing(as_of, thresholds)
    counts = [
        *(func.count().filter(found.c.status_then == one).label(one.lower()) for one in WorkOrderStatus),
        *(func.count().filter(found.c.health == one).label(one.lower()) for one in _COUNTED),
    ]
    (row,) = await session.rows(select(*counts).select_from(WorkOrder).join(found, true()))
    return row
