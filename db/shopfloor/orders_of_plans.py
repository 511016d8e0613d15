"""Work orders of production plans: what of them goes into stock, and those that stand in the way of giving one up."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Protocol

from sqlalchemy import func, select, text

from db.engine import ReadSession, WriteSession
from db.shopfloor.enums import WorkOrderStatus
from db.shopfloor.models import WorkOrder
from db.shopfloor.rows import WorkOrderMadeRow
from db.shopfloor.work_orders import locked_work_orders
from db.supply.models import ProductionPlan


async def target_into_stock(session: ReadSession, plan_id: int, *, but: int | None = None) -> Decimal:
    """What the work orders of a plan that produce stock are to make together; `but` one, and without cancelled ones."""
    counting = [WorkOrder.plan_id == plan_id, WorkOrder.produces_stock, WorkOrder.status != WorkOrderStatus.CANCELLED]
    if but is not None:
        counting.append(WorkOrder.id != but)
    total = await session.scalar(select(func.coalesce(func.sum(WorkOrder.target_qty), 0)).where(*counting))
    return Decimal(total)


class PlanTargetRow(Protocol):
    """A plan, and what its work orders that produce stock are to make together."""

    @property
    def id(self) -> int: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def target(self) -> Decimal: ...


_TARGETS = text("""
    SELECT p.id, p.quantity, coalesce(sum(o.target_qty), 0) AS target
    FROM production_plan p
    LEFT JOIN work_order o ON o.plan_id = p.id AND o.produces_stock AND o.status <> 'CANCELLED'
    WHERE p.id = ANY(CAST(:ids AS bigint[]))
    GROUP BY p.tenant_id, p.id""")


async def targets_into_stock(session: ReadSession, plan_ids: Collection[int]) -> Sequence[PlanTargetRow]:
    """The same of several plans."""
    return await session.rows(_TARGETS, {"ids": sorted(plan_ids)}) if plan_ids else []


async def hold_plans(session: WriteSession, ids: Collection[int]) -> None:
    """Hold plans alone until the transaction ends, in the order of their ids."""
    if ids:
        chosen = select(ProductionPlan.id).where(ProductionPlan.id == func.any(sorted(ids)))
        await session.rows(chosen.order_by(ProductionPlan.id).with_for_update(key_share=True))


async def locked_orders_of_plan(session: WriteSession, plan_id: int) -> Sequence[WorkOrderMadeRow]:
    """Every work order of a plan, held alone until the transaction ends."""
    rows = await session.rows(select(WorkOrder.id).where(WorkOrder.plan_id == plan_id))
    return await locked_work_orders(session, [row.id for row in rows]) if rows else []
