"""Changes of work orders: read by key and page, asked for, and decided by who holds their rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.pages import Ordering, Window, page
from db.shopfloor.change_rows import WorkOrderChangeRow
from db.shopfloor.enums import ApprovalStatus, WorkOrderChangeOrder, WorkOrderField
from db.shopfloor.given_approvals import given_approvals
from db.shopfloor.models import WorkOrderChange

SUBJECT_KIND = "WORK_ORDER_CHANGE"
"""What decisions on changes are kept under."""

_changes: Select[*tuple[Any, ...]] = select(*WorkOrderChange.__table__.columns)
_IS_WAITING = WorkOrderChange.status == ApprovalStatus.PENDING

CHANGES_BY_IDS = ReadingByKeys(_changes, WorkOrderChange.id)

CHANGES_BY_WORK_ORDER_IDS = ReadingByKeys(_changes.order_by(WorkOrderChange.id), WorkOrderChange.work_order_id)

APPROVALS_BY_CHANGE_IDS = given_approvals(SUBJECT_KIND)


CHANGE_ORDERINGS = {
    WorkOrderChangeOrder.REQUESTED: Ordering(WorkOrderChange.requested_at, WorkOrderChange.id),
    WorkOrderChangeOrder.WORK_ORDER: Ordering(WorkOrderChange.work_order_id, WorkOrderChange.id),
}


async def waiting_page(session: ReadSession, window: Window) -> ColumnRows:
    """Changes that wait, in an order, those in a window."""
    return await session.table(page(_changes.where(_IS_WAITING), window))


async def waiting_count(session: ReadSession) -> int:
    """How many changes wait."""
    return int(await session.scalar(select(func.count()).select_from(WorkOrderChange).where(_IS_WAITING)))


async def change_by_id(session: ReadSession, id: int) -> WorkOrderChangeRow | None:
    """A change as it is now."""
    return await session.row(_changes.where(WorkOrderChange.id == id))


async def locked_change(session: WriteSession, id: int) -> WorkOrderChangeRow | None:
    """A change held alone until the transaction ends; asked by who holds its work order."""
    return await session.row(_changes.where(WorkOrderChange.id == id).with_for_update(key_share=True))


async def waiting_change(session: ReadSession, work_order_id: int, field: WorkOrderField) -> int | None:
    """The id of the change of a work order's field that waits, if one does."""
    chosen = WorkOrderChange.work_order_id == work_order_id, WorkOrderChange.field == field, _IS_WAITING
    found: int | None = await session.scalar(select(WorkOrderChange.id).where(*chosen))
    return found


async def insert_change(session: WriteSession, values: Mapping[str, Any]) -> int:
    """Ask for a change as the caller; returns its id."""
    own = {"tenant_id": session.tenant_id, "requested_by": session.subject, "status": ApprovalStatus.PENDING}
    new = insert(WorkOrderChange).values(**own, **values).returning(WorkOrderChange.id)
    return int(await session.scalar(new))


async def decide_change(
    session: WriteSession, id: int, status: ApprovalStatus, *, note: str | None, is_applied: bool = False
) -> None:
    """Keep how a change that is held was decided, by the caller, now."""
    decided = {"decided_by": session.subject, "decided_at": func.statement_timestamp(), "decision_note": note}
    changed = update(WorkOrderChange).where(WorkOrderChange.id == id)
    await session.run(changed.values(status=status, is_applied=is_applied, **decided))


async def note_approval(session: WriteSession, id: int) -> None:
    """Say that a change that is held was approved by one of those who must: answers about it are others now."""
    changed = update(WorkOrderChange).where(WorkOrderChange.id == id)
    await session.run(changed.values(updated_at=func.statement_timestamp()))
