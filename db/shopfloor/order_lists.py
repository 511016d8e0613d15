"""Work orders in lists: pages in an order, how many there are, and those that a listener heard of."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Numeric, Select, Text, cast, func, literal, or_, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.enums import OrderDirection
from db.shared.pages import Ordering, Window, page
from db.shopfloor.enums import WorkOrderOrder
from db.shopfloor.filters import WorkOrderFilter
from db.shopfloor.health import standing
from db.shopfloor.models import DailyProduction, WorkOrder
from db.shopfloor.thresholds import HealthThresholds
from db.shopfloor.work_orders import AT_PRODUCT, CUMULATIVE_QTY, MADE_COLUMNS
from db.supply.models import Product

_ORDERED_BY: dict[WorkOrderOrder, Any] = {
    WorkOrderOrder.DEADLINE: WorkOrder.deadline,
    WorkOrderOrder.NUMBER: WorkOrder.number_sort,
    WorkOrderOrder.PROGRESS: CUMULATIVE_QTY / WorkOrder.target_qty,
}


class Seen(NamedTuple):
    """From which day work orders are looked at, with what health goes by; with `is_past` what was made is as of it."""

    as_of: date
    thresholds: HealthThresholds
    is_past: bool = False


class WorkOrderList(NamedTuple):
    """Work orders that a filter keeps, and what they are listed by."""

    statement: Select[*tuple[Any, ...]]
    ordering: Ordering

    async def read(self, session: ReadSession, window: Window) -> ColumnRows:
        """Those in a window."""
        return await session.table(page(self.statement, window))


def work_order_list(
    chosen: WorkOrderFilter, *, order: WorkOrderOrder, direction: OrderDirection, seen: Seen
) -> WorkOrderList:
    """Work orders in an order. By points behind those that have none come last."""
    by_points = order is WorkOrderOrder.POINTS_BEHIND
    found = _standing(chosen, seen, needed=by_points or (seen.is_past and order is WorkOrderOrder.PROGRESS))
    orders = select(*MADE_COLUMNS, *([found.c.points_behind] if found is not None and by_points else []))
    kept = _kept(orders.join(Product, AT_PRODUCT), chosen, found)
    return WorkOrderList(kept, Ordering(_ordered_by(order, direction, seen, found), WorkOrder.id))


async def work_order_count(session: ReadSession, chosen: WorkOrderFilter, *, seen: Seen) -> int:
    """How many work orders a filter keeps."""
    counted = select(func.count()).select_from(WorkOrder).join(Product, AT_PRODUCT)
    return int(await session.scalar(_kept(counted, chosen, _standing(chosen, seen, needed=False))))


async def work_orders_heard(
    session: ReadSession, chosen: WorkOrderFilter, *, ids: Collection[int] | None, since: datetime, most: int
) -> ColumnRows:
    """Work orders by their ids, or without ids those that changed after a moment, or of which something was made."""
    made = select(DailyProduction.work_order_id).where(DailyProduction.updated_at > since)
    changed = or_(WorkOrder.updated_at > since, WorkOrder.id.in_(made))
    heard = changed if ids is None else WorkOrder.id == func.any(sorted(set(ids)))
    kept = select(*MADE_COLUMNS).join(Product, AT_PRODUCT).where(heard, *chosen.conditions())
    return await session.table(kept.order_by(WorkOrder.updated_at, WorkOrder.id).limit(most))


def _ordered_by(order: WorkOrderOrder, direction: OrderDirection, seen: Seen, found: LateralFromClause | None) -> Any:
    if found is not None and order is WorkOrderOrder.POINTS_BEHIND:
        return _points(found, direction)
    if found is not None and order is WorkOrderOrder.PROGRESS and seen.is_past:
        return found.c.made / WorkOrder.target_qty
    return _ORDERED_BY[order]


def _points(found: LateralFromClause, direction: OrderDirection) -> Any:
    """Points behind, worked out once for each order; those of none come last in both directions."""
    last = "Infinity" if direction is OrderDirection.ASC else "-Infinity"
    return func.coalesce(found.c.points_behind, cast(literal(last, Text), Numeric), type_=Numeric)


def _standing(chosen: WorkOrderFilter, seen: Seen, *, needed: bool) -> LateralFromClause | None:
    """What orders stand at, where anything asks for it."""
    parts = list(chosen.parts())
    by_status = seen.is_past and any(part.statuses is not None for part in parts)
    asked = needed or by_status or any(part.healths is not None for part in parts)
    return standing(seen.as_of, seen.thresholds) if asked else None


def _kept(
    statement: Select[*tuple[Any, ...]], chosen: WorkOrderFilter, found: LateralFromClause | None
) -> Select[*tuple[Any, ...]]:
    joined = statement if found is None else statement.join(found, true())
    return joined.where(*chosen.conditions(found))
