"""Executing a previewed allocation: assignments, cells, summaries and the execution itself, in one transaction."""

import zlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from db.engine import WriteSession
from db.forecast import reports
from db.forecast.enums import ChangeType, ExecutionKind
from db.forecast.executions import insert_execution
from db.shared.enums import PreviewKind
from db.workforce.enums import AssignmentType
from db.workforce.placements import adopt, deallocate, place_weeks
from db.workforce.rows import AssignmentRow
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.commit_preview import Committing
from services.forecast.editing.proposal import counted
from services.shared.errors import PreviewSuperseded
from services.shared.locks import PLAN
from services.shared.previews import PATH, close, open_to_commit
from services.workforce.allocation.snapshot import AllocationSnapshot, PersonWeek
from services.workforce.refresh_capacity import cells_of

NAMES = {PreviewKind.ALLOCATION: "Primary allocation", PreviewKind.REBALANCE: "Rebalance"}
KINDS = tuple(NAMES)
CHANGE_TYPE = ChangeType.FORECAST_REALLOCATION


async def execute_allocation(session: WriteSession, *, execution_id: UUID, committing: Committing) -> dict[str, Any]:
    """Apply a preview whole; a second time it answers what the first one did.

    Assignments of earlier executions are replaced, those that stay belong to this one. Raises PreviewUnknown,
    PreviewExpired, InvalidInput for long notes, and PreviewSuperseded when anything it was computed from has changed.
    """
    await session.lock(PLAN)
    opened = await open_to_commit(session, committing.preview_id, kinds=KINDS)
    if opened.outcome is not None:
        return opened.outcome
    notes = checked_notes(CHANGE_TYPE, committing.user_notes, is_optional=True)
    kept = orjson.loads(zlib.decompress(opened.content))
    (report,) = await reports.reports_by_ids(session, [kept["report"]])
    snapshot = await AllocationSnapshot.load(session, report, opened.kind)
    if snapshot.digest() != kept["digest"]:
        raise PreviewSuperseded("the plan has changed since the preview; preview it again", PATH)
    placements = {PersonWeek(person, week): demand for person, week, demand in kept["placements"]}
    await insert_execution(session, id=execution_id, report_id=report.id, kind=ExecutionKind.PRIMARY)
    changed = await _rewrite(session, snapshot, placements, execution_id)
    changes = snapshot.changes(placements)
    done = f"{counted(len(changed), 'assignment')} written or ended; {counted(len(changes), 'record')} updated"
    entry = Entry(committing.history_log_id, CHANGE_TYPE, f"{NAMES[opened.kind]}: {done}", notes)
    await commit_changes(
        session,
        report_id=report.id,
        labels=[month.label for month in snapshot.months],
        changes=changes,
        entry=entry,
        assigned=cells_of(changed),
    )
    outcome = {
        "message": done,
        "records_updated": len(changes),
        "history_log_id": str(entry.id) if changes else None,
        "execution_id": str(execution_id),
    }
    await close(session, committing.preview_id, outcome)
    return outcome


async def _rewrite(
    session: WriteSession, snapshot: AllocationSnapshot, placements: Mapping[PersonWeek, int], execution_id: UUID
) -> list[AssignmentRow]:
    """End what moves, write what is new, adopt what stays; returns the rows ended and written."""
    stays = {place for place, row in snapshot.standing.items() if placements.get(place) == row.demand_id}
    ended = await deallocate(session, [row.id for place, row in snapshot.standing.items() if place not in stays])
    new = [snapshot.placement(place, demand) for place, demand in placements.items() if place not in stays]
    written = await place_weeks(session, new, assignment_type=AssignmentType.PRIMARY, execution_id=execution_id)
    await adopt(
        session,
        [snapshot.standing[place].id for place in stays],
        execution_id=execution_id,
        assignment_type=AssignmentType.PRIMARY,
    )
    return [*ended, *written]
