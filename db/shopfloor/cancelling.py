"""Giving work orders up, and with them the changes of them that wait."""

from collections.abc import Collection

from sqlalchemy import func, update

from db.engine import WriteSession
from db.shopfloor.enums import ApprovalStatus, WorkOrderStatus
from db.shopfloor.models import WorkOrder, WorkOrderChange


async def cancel_orders(session: WriteSession, ids: Collection[int], *, reason: str) -> None:
    """Keep that work orders that are held are cancelled: by the caller, now, and why."""
    taken = {"cancelled_by": session.subject, "cancelled_at": func.statement_timestamp(), "cancellation_reason": reason}
    chosen = update(WorkOrder).where(WorkOrder.id == func.any(sorted(ids)))
    await session.run(chosen.values(status=WorkOrderStatus.CANCELLED, **taken))


async def reject_waiting_changes(session: WriteSession, order_ids: Collection[int], *, reason: str) -> None:
    """Reject every change that waits of work orders that are held: by the caller, now, and why."""
    waiting = update(WorkOrderChange).where(
        WorkOrderChange.work_order_id == func.any(sorted(order_ids)), WorkOrderChange.status == ApprovalStatus.PENDING
    )
    decided = {"decided_by": session.subject, "decided_at": func.statement_timestamp(), "decision_note": reason}
    await session.run(waiting.values(status=ApprovalStatus.REJECTED, **decided))
