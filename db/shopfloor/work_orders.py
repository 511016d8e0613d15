"""Work orders: read by key with what was made of them, held by who writes what belongs to them, created and changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, insert, select, update
from sqlalchemy import cast as sql_cast

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ReadingByKeys
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.models import DailyProduction, WorkOrder
from db.shopfloor.rows import WorkOrderMadeRow, WorkOrderRow
from db.supply.models import Product


def _sum_of(column: Any) -> Any:
    """A column of a work order's entries, summed; each is read only where it is asked for."""
    entries = and_(DailyProduction.tenant_id == WorkOrder.tenant_id, DailyProduction.work_order_id == WorkOrder.id)
    total = func.coalesce(func.sum(column), sql_cast(0, column.type))
    return select(total).where(entries).correlate(WorkOrder).scalar_subquery()


CUMULATIVE_QTY = _sum_of(DailyProduction.quantity)
SCRAP_QTY = _sum_of(DailyProduction.scrap_quantity)
MADE_COLUMNS = (
    *WorkOrder.__table__.columns,
    CUMULATIVE_QTY.label("cumulative_qty"),
    SCRAP_QTY.label("scrap_qty"),
    Product.decimals,
)
"""A work order with what was made of it, beside its product."""

AT_PRODUCT = and_(Product.tenant_id == WorkOrder.tenant_id, Product.id == WorkOrder.product_id)

_orders: Select[*tuple[Any, ...]] = select(*MADE_COLUMNS).join(Product, AT_PRODUCT)

WORK_ORDERS_BY_IDS = ReadingByKeys(_orders, WorkOrder.id)

WORK_ORDERS_BY_NUMBER_KEYS = ReadingByKeys(_orders, WorkOrder.number_key)

WORK_ORDERS_BY_PLAN_IDS = ReadingByKeys(_orders.order_by(WorkOrder.number_sort), WorkOrder.plan_id)


async def work_orders_by_number_keys(session: ReadSession, keys: Collection[str]) -> Sequence[WorkOrderMadeRow]:
    """Work orders by the keys of their numbers."""
    return await session.rows(_orders.where(WorkOrder.number_key == func.any(sorted(keys)))) if keys else []


async def numbers_in_work(session: ReadSession, day: date, *, most: int) -> Sequence[str]:
    """The numbers of work orders that have begun by a day and are not done, so many at most."""
    open_ = WorkOrder.status.in_((WorkOrderStatus.NOT_STARTED, WorkOrderStatus.IN_PROGRESS))
    chosen = select(WorkOrder.number).where(open_, WorkOrder.planned_start <= day).order_by(WorkOrder.number_sort)
    return [row.number for row in await session.rows(chosen.limit(most))]


async def locked_work_orders(session: WriteSession, ids: Collection[int]) -> Sequence[WorkOrderMadeRow]:
    """Work orders held alone until the transaction ends, in the order of their ids, with what was made by then.

    The rows are locked first, and their sums read after that: what others entered until then is in them.
    """
    held = select(WorkOrder.id).where(WorkOrder.id == func.any(sorted(set(ids)))).order_by(WorkOrder.id)
    await session.rows(held.with_for_update(key_share=True))
    return await session.rows(_orders.where(WorkOrder.id == func.any(sorted(set(ids)))).order_by(WorkOrder.id))


async def locked_work_order(session: WriteSession, id: int) -> WorkOrderMadeRow | None:
    """A work order held alone until the transaction ends."""
    return next(iter(await locked_work_orders(session, [id])), None)


async def insert_work_order(session: WriteSession, values: Mapping[str, Any]) -> WorkOrderRow:
    """Create a work order; of `number` and `number_key` nothing else may be there."""
    new = insert(WorkOrder).values(tenant_id=session.tenant_id, created_by=session.subject, **values)
    (row,) = await session.rows(new.returning(*WorkOrder.__table__.columns))
    return row


async def update_work_order(session: WriteSession, id: int, values: Mapping[str, Any]) -> WorkOrderRow | None:
    """Change columns of a work order that is held."""
    changed = update(WorkOrder).where(WorkOrder.id == id).values(**values)
    return await session.row(changed.returning(*WorkOrder.__table__.columns))
