"""What every executed allocation leaves once people are placed: cells, an entry in the history, an answer."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from db.engine import WriteSession
from db.forecast.executions import enter_execution
from db.workforce.rows import AssignmentRow
from services.forecast.editing.changes import Change
from services.forecast.editing.commit import Entry, commit_changes
from services.shared.previews import Outcome
from services.workforce.allocation.snapshot import AllocationSnapshot
from services.workforce.refresh_capacity import cells_of


async def record_execution(
    session: WriteSession,
    snapshot: AllocationSnapshot,
    *,
    execution_id: UUID,
    changes: Sequence[Change],
    assigned: Iterable[AssignmentRow],
    entry: Entry,
    message: str,
) -> Outcome:
    """Write the changed records and what follows from them and from the assignments; returns what the commit answers.

    Nothing enters the history where no record changed: the people are placed all the same.
    """
    await commit_changes(
        session,
        report_id=snapshot.report.id,
        months=snapshot.months,
        hours=snapshot.hours,
        changes=changes,
        entry=entry,
        assigned=cells_of(assigned),
    )
    if changes:
        await enter_execution(session, id=execution_id, history_log_id=entry.id)
    return {
        "message": message,
        "records_updated": len(changes),
        "history_log_id": str(entry.id) if changes else None,
        "execution_id": str(execution_id),
    }
