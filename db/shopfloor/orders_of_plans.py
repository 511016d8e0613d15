"""Work orders of production plans: what of them goes into stock, and those that stand in the way of giving one up."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select

from db.engine import ReadSession, WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.models import WorkOrder
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_orders


async def target_into_stock(session: ReadSession, plan_id: int, *, but: int | None = None) -> Decimal:
    """What the work orders of a plan that produce stock are to make together; `but` one, and without cancelled ones."""
    counting = [WorkOrder.plan_id == plan_id, WorkOrder.produces_stock, WorkOrder.status != WorkOrderStatus.CANCELLED]
    if but is not None:
        counting.append(WorkOrder.id != but)
    total = await session.scalar(select(func.coalesce(func.sum(WorkOrder.target_qty), 0)).where(*counting))
    return Decimal(total)


async def locked_orders_of_plan(session: WriteSession, plan_id: int) -> Sequence[WorkOrderMadeRow]:
    """Every work order of a plan, held alone until the transaction ends."""
    rows = await session.rows(select(WorkOrder.id).where(WorkOrder.plan_id == plan_id))
    return await locked_work_orders(session, [row.id for row in rows]) if rows else []
