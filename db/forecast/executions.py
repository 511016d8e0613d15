"""Allocations carried out on reports."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.forecast.enums import ExecutionKind
from db.forecast.models import AllocationExecution
from db.forecast.rows import ExecutionRow


async def executions_by_report_ids(session: ReadSession, ids: Collection[int]) -> Sequence[ExecutionRow]:
    """Allocations carried out on some reports, newest first."""
    query = select(*AllocationExecution.__table__.columns).where(AllocationExecution.report_id == func.any(list(ids)))
    return await session.rows(query.order_by(AllocationExecution.completed_at.desc(), AllocationExecution.id))


# A new primary allocation replaces everything, a new bench allocation only the one before it.
_SUPERSEDE = text("""
    UPDATE allocation_execution SET superseded_at = now()
    WHERE report_id = :report_id AND superseded_at IS NULL AND (:kind = 'PRIMARY' OR kind = :kind)""")


async def insert_execution(session: WriteSession, *, id: UUID, report_id: int, kind: ExecutionKind) -> datetime:
    """Record an allocation that was carried out; those it replaces are superseded. Returns when."""
    await session.run(_SUPERSEDE, {"report_id": report_id, "kind": kind.value})
    values = {"tenant_id": session.tenant_id, "id": id, "report_id": report_id, "kind": kind}
    new = insert(AllocationExecution).values(**values, completed_by=session.subject)
    done: datetime = await session.scalar(new.returning(AllocationExecution.completed_at))
    return done


async def execution_of_entry(session: ReadSession, history_log_id: UUID) -> ExecutionRow | None:
    """The allocation that an entry of the history log is about; None for any other entry."""
    columns = select(*AllocationExecution.__table__.columns)
    return await session.row(columns.where(AllocationExecution.history_log_id == history_log_id))


async def enter_execution(session: WriteSession, *, id: UUID, history_log_id: UUID) -> None:
    """Note which entry of the history log an allocation has."""
    changed = update(AllocationExecution).where(AllocationExecution.id == id)
    await session.run(changed.values(history_log_id=history_log_id))
