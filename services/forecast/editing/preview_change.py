"""Previewing changes of a report: by its target CPH grid, by records, by the hours of now, and by taking one back."""

from collections.abc import Sequence
from uuid import UUID

from db.engine import ReadSession
from db.forecast.enums import ChangeType
from db.forecast.executions import execution_of_entry
from db.workforce.assignments import standing_of_execution
from services.forecast.editing import cph_update, line_edits, recalculation, revert_change
from services.forecast.editing.forecast_edit import CPH_UPDATE, RECALCULATION, REVERT, ForecastEdit
from services.forecast.editing.proposal import Proposal, counted
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.target_cph import target_cph_grids
from services.forecast.find_report import report_to_edit
from services.shared.calendar import Week
from services.shared.errors import NoChanges


async def preview_cph_update(
    session: ReadSession, *, month: str, year: int, rows: Sequence[cph_update.GivenRow]
) -> Proposal:
    """What new target CPHs make of people required and capacity, in every state.

    Raises InvalidInput, NotFound, NoChanges, and Refusals naming every row that is not accepted.
    """
    report = await report_to_edit(session, month=month, year=year)
    grid = (await target_cph_grids(session, [report.id])).get(report.id, [])
    request = cph_update.read_rows(report, grid, rows)
    # Cells are read of the demands that the rows reach, as the commit does: they cost what is changed.
    reached = await cph_update.reaches(session, report.id, request)
    return CPH_UPDATE.proposed(await Snapshot.load_part(session, report, reached), request)


async def preview_edits(
    session: ReadSession, *, kind: ForecastEdit, month: str, year: int, edits: Sequence[line_edits.GivenEdit]
) -> Proposal:
    """What edits of records make of them; `kind` is a forecast reallocation or a manual update.

    Raises InvalidInput, NotFound, NoChanges, and Refusals naming every record and value that is not accepted.
    """
    snapshot = await line_edits.part_named(session, await report_to_edit(session, month=month, year=year), edits)
    request = line_edits.read_edits(snapshot, edits)
    proposal = kind.proposed(snapshot, request)
    if not proposal.changes:
        raise NoChanges("No changes detected. All values match those of the report.", ("edits",))
    return proposal


async def preview_recalculation(session: ReadSession, *, month: str, year: int) -> Proposal:
    """People required and capacity of every record by the hours of now.

    Raises InvalidInput, also for months without working time, NotFound, and NoChanges where every record follows.
    """
    snapshot = await Snapshot.load(session, await report_to_edit(session, month=month, year=year))
    proposal = RECALCULATION.proposed(snapshot, {}, change_type=ChangeType.FORECAST_UPDATE)
    if not proposal.changes:
        raise NoChanges(recalculation.NOTHING)
    return proposal


async def preview_revert(session: ReadSession, *, history_log_id: UUID) -> Proposal:
    """The inverse of a committed change, computed with the hours of now; assignments stay, and it warns of them.

    Raises NotFound, NotAllowedInState for the entry that created the report, NoChanges, and Refusals of Conflict naming
    every record that was changed again since.
    """
    entry, snapshot, request = await revert_change.read_entry(session, history_log_id)
    proposal = REVERT.proposed(snapshot, request, change_type=entry.change_type, reverts=history_log_id)
    if not proposal.changes:
        raise NoChanges(
            "There is nothing to take back: with the hours of now the records are as they would be without the entry.",
            revert_change.PATH,
        )
    return proposal._replace(warnings=await _weeks_that_stay(session, history_log_id))


async def _weeks_that_stay(session: ReadSession, history_log_id: UUID) -> list[str]:
    """What an allocation left to people beside the cells, and the call that ends it."""
    execution = await execution_of_entry(session, history_log_id)
    if execution is None:
        return []
    standing = await standing_of_execution(session, execution.id)
    if standing.first_week is None or standing.last_week is None:
        return []
    first, last = (Week(*divmod(week, 100)).value for week in (standing.first_week, standing.last_week))
    return [
        f"a revert changes cells alone: {counted(standing.assignments, 'assignment')} of this allocation stay,"
        f' {first} to {last}; deallocateAssignments(filter: {{executionId: "{execution.id}"}}) ends them'
    ]
