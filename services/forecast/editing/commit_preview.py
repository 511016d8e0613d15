"""Committing a previewed change of a report: whole, once, and only on what it was computed from."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from db.engine import ReadSession, WriteSession
from db.forecast import reports
from db.forecast.enums import ChangeType
from db.forecast.rows import ReportRow
from db.shared.enums import PreviewKind
from db.shared.previews import preview_row
from services.forecast.editing.changes import Change
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.proposal import PROPOSE, KeptChange, Proposal, counted, opened, proposed
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import conflict, is_stale
from services.shared.errors import PreviewSuperseded, Refusal, refuse_all
from services.shared.locks import PLAN
from services.shared.previews import PATH, close, open_to_commit

AGAIN = (PreviewKind.CPH_UPDATE, PreviewKind.FORECAST_REALLOCATION, PreviewKind.MANUAL_UPDATE)
"""Kinds whose request means the same on another state of the report."""


class Committing(NamedTuple):
    """Who commits a preview, and under which entry of the history log."""

    preview_id: UUID
    user_notes: str | None
    history_log_id: UUID


async def commit_preview(session: WriteSession, committing: Committing) -> dict[str, Any]:
    """Apply a preview whole; a second time it answers what the first one did.

    Raises PreviewUnknown, PreviewExpired, InvalidInput for missing or long notes, Refusals of Conflict naming every
    record that changed since, and PreviewSuperseded when the same request would give other figures by now.
    """
    await session.lock(PLAN)
    found = await open_to_commit(session, committing.preview_id, kinds=PROPOSE)
    if found.outcome is not None:
        return found.outcome
    kept = opened(found.content)
    notes = checked_notes(kept.change_type, committing.user_notes, is_optional=kept.reverts is not None)
    snapshot = await Snapshot.load(session, await _report(session, kept.report_id))
    refuse_stale(snapshot, kept.changes)
    proposal = proposed(
        snapshot, kind=found.kind, change_type=kept.change_type, request=kept.request, reverts=kept.reverts
    )
    if not is_same(proposal.changes, kept.changes):
        raise PreviewSuperseded("the same request gives other figures by now; preview it again", PATH)
    entry = Entry(committing.history_log_id, kept.change_type, described(proposal), notes, kept.reverts)
    await commit_changes(
        session, report_id=kept.report_id, labels=snapshot.labels, changes=proposal.changes, entry=entry
    )
    outcome = outcome_of(proposal, entry)
    await close(session, committing.preview_id, outcome)
    return outcome


async def previewed_again(session: ReadSession, preview_id: UUID) -> Proposal | None:
    """What a stale preview's request would change now; None where that is nothing, or not to be asked again."""
    row = await preview_row(session, preview_id)
    if row is None or row.content is None or row.kind not in AGAIN:
        return None
    kept = opened(row.content)
    snapshot = await Snapshot.load(session, await _report(session, kept.report_id))
    proposal = proposed(snapshot, kind=row.kind, change_type=kept.change_type, request=kept.request)
    return proposal if proposal.changes else None


def refuse_stale(snapshot: Snapshot, kept: Sequence[KeptChange]) -> None:
    """Raise Refusals of Conflict naming every record whose old values are no longer what is stored."""
    lines = {line.demand_id: line for line in snapshot.lines}
    refusals: list[Refusal] = []
    for change in kept:
        actual = lines[change.demand_id]
        expected = actual._replace(target_cph=change.cph_before, cells=change.cells_before)
        if is_stale(expected, actual):
            refusals.append(conflict(expected=expected, actual=actual, labels=snapshot.labels, path=PATH))
    refuse_all(refusals)


def is_same(found: Sequence[Change], kept: Sequence[KeptChange]) -> bool:
    """Whether changes give the values that a preview showed."""
    values = {change.after.demand_id: (change.after.target_cph, change.after.cells) for change in found}
    return values == {change.demand_id: (change.cph_after, change.cells_after) for change in kept}


def described(proposal: Proposal) -> str:
    """A sentence for the history log."""
    records = counted(len(proposal.changes), "record")
    if proposal.reverts is not None:
        return f"Reverts a {proposal.change_type}: {records}"
    return f"{proposal.change_type}: {records}"


def outcome_of(proposal: Proposal, entry: Entry) -> dict[str, Any]:
    """What a commit answers."""
    records = len(proposal.changes)
    outcome: dict[str, Any] = {
        "message": f"{described(proposal)} updated",
        "records_updated": records,
        "history_log_id": str(entry.id) if records else None,
    }
    if proposal.change_type is ChangeType.CPH_UPDATE:
        rows = {(change.after.main_lob, change.after.case_type) for change in proposal.changes}
        outcome |= {"cph_changes_applied": len(rows), "forecast_rows_affected": records}
    return outcome


async def _report(session: ReadSession, report_id: int) -> ReportRow:
    (report,) = await reports.reports_by_ids(session, [report_id])
    return report
