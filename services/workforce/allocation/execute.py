"""Executing a previewed allocation: assignments, cells, summaries and the execution itself, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from db.engine import WriteSession
from db.forecast.enums import ChangeType, ExecutionKind
from db.forecast.executions import insert_execution
from db.workforce.enums import AssignmentType
from db.workforce.placements import adopt, deallocate, place_weeks
from db.workforce.rows import AssignmentRow
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry
from services.forecast.editing.proposal import counted
from services.forecast.find_report import report_by_id
from services.shared.commit_once import CommitKind, Committing
from services.shared.errors import PreviewSuperseded
from services.shared.kept_lists import unpacked
from services.shared.previews import PATH, Outcome
from services.workforce.allocation.record_execution import record_execution
from services.workforce.allocation.snapshot import AllocationSnapshot, MayMove, PersonWeek

CHANGE_TYPE = ChangeType.FORECAST_REALLOCATION


class CurrentAllocation(NamedTuple):
    """An allocation that still holds: the tenant as it stands, who goes where, and the user's notes."""

    snapshot: AllocationSnapshot
    placements: Mapping[PersonWeek, int]
    user_notes: str | None


@dataclass(frozen=True)
class AllocationKind(CommitKind[CurrentAllocation]):
    """A kind of allocation, what the history log calls it, and whom it may move."""

    name: str
    title: str
    may_move: MayMove
    committed_by = "executeAllocation"

    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> CurrentAllocation:
        """Read the tenant again.

        Raises InvalidInput for long notes, and PreviewSuperseded when anything the preview was computed from has
        changed.
        """
        notes = checked_notes(CHANGE_TYPE, committing.user_notes, is_optional=True)
        kept, (placed,) = unpacked(content)
        snapshot = await AllocationSnapshot.load(session, await report_by_id(session, kept["report"]), self.may_move)
        if snapshot.digest() != kept["digest"]:
            raise PreviewSuperseded("the plan has changed since the preview; preview it again", PATH)
        placements = {PersonWeek(person, week): demand for person, week, demand in placed}
        return CurrentAllocation(snapshot, placements, notes)

    async def apply(self, session: WriteSession, current: CurrentAllocation, committing: Committing) -> Outcome:
        """Write assignments, cells, summaries, the execution and the history.

        Assignments of earlier executions are replaced, those that stay belong to this one.
        """
        snapshot, placements, notes = current
        report_id, execution_id = snapshot.report.id, committing.execution_id
        await insert_execution(session, id=execution_id, report_id=report_id, kind=ExecutionKind.PRIMARY)
        changed = await _rewrite(session, snapshot, placements, execution_id)
        changes = snapshot.changes(placements)
        done = f"{counted(len(changed), 'assignment')} written or ended; {counted(len(changes), 'record')} updated"
        return await record_execution(
            session,
            snapshot,
            execution_id=execution_id,
            changes=changes,
            assigned=changed,
            entry=Entry(committing.history_log_id, CHANGE_TYPE, f"{self.title}: {done}", notes),
            message=done,
        )


ALLOCATION = AllocationKind("ALLOCATION", "Primary allocation", MayMove.ALLOCATED)
REBALANCE = AllocationKind("REBALANCE", "Rebalance", MayMove.EVERYBODY)


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
