"""Edits of a report's forecast, whose proposal is a pure function of the report and the request: six kinds."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from db.engine import ReadSession, WriteSession
from db.forecast.enums import ChangeType
from db.forecast.rows import ReportRow
from services.forecast.editing import cph_update, line_edits, recalculation
from services.forecast.editing.changes import Change, Line
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.line_edits import part_named
from services.forecast.editing.proposal import (
    KeptChange,
    KeptProposal,
    Proposal,
    Request,
    counted,
    keep_proposal,
    opened,
    proposal_of,
)
from services.forecast.editing.report_change import ReportChange, refuse_stale
from services.forecast.editing.returned_records import (
    ReturnedRecords,
    read_records,
    refuse_what_does_not_follow,
    request_of_records,
)
from services.forecast.editing.snapshot import Snapshot
from services.forecast.find_report import report_by_id, report_to_edit
from services.shared.commit_once import Committing, Transactions, commit_once
from services.shared.errors import PreviewSuperseded
from services.shared.previews import PATH, Outcome

Reaches = Callable[[ReadSession, int, Request], Awaitable[Collection[int]]]


class CurrentEdit(NamedTuple):
    """An edit as it is computed by now, and the user's notes on it."""

    proposal: Proposal
    user_notes: str | None


@dataclass(frozen=True)
class ForecastEdit(ReportChange[CurrentEdit]):
    """A kind of edit.

    `propose` makes changed lines, by demand, of a report and a request. `is_repeatable`: whether a request means the
    same on another state of the report. `reaches` tells the demands that a request can change, by the report's id: a
    commit looks at no others. Without it at all of them.
    """

    name: str
    propose: Callable[[Snapshot, Request], Mapping[int, Line]]
    change_type: ChangeType | None
    is_repeatable: bool
    reaches: Reaches | None = None

    def proposed(
        self,
        snapshot: Snapshot,
        request: Request,
        *,
        change_type: ChangeType | None = None,
        reverts: UUID | None = None,
    ) -> Proposal:
        """What a request would change; raises InvalidInput for figures too large to answer.

        A revert is a change of the type that it takes back, which only the caller knows; a recalculation is a Forecast
        Update whose records come back as those of any other.
        """
        change_type = change_type or self.change_type
        assert change_type is not None
        after = self.propose(snapshot, request)
        return proposal_of(snapshot, after, kind=self.name, change_type=change_type, request=request, reverts=reverts)

    async def compare(self, session: WriteSession, content: bytes, committing: Committing) -> CurrentEdit:
        """Propose the request again.

        Raises InvalidInput for missing or long notes, Refusals of Conflict naming every record that changed since,
        and PreviewSuperseded when the same request would give other figures by now.
        """
        kept = opened(content)
        notes = checked_notes(kept.change_type, committing.user_notes, is_optional=kept.reverts is not None)
        snapshot = await self._reached(session, kept)
        refuse_stale(snapshot, kept.changes)
        proposal = self.proposed(snapshot, kept.request, change_type=kept.change_type, reverts=kept.reverts)
        if not is_same(proposal.changes, kept.changes):
            raise PreviewSuperseded("the same request gives other figures by now; preview it again", PATH)
        return CurrentEdit(proposal, notes)

    async def _reached(self, session: ReadSession, kept: KeptProposal) -> Snapshot:
        report = await report_by_id(session, kept.report_id)
        if self.reaches is None:
            return await Snapshot.load(session, report)
        reached = {*await self.reaches(session, report.id, kept.request), *(one.demand_id for one in kept.changes)}
        return await Snapshot.load_part(session, report, reached)

    async def apply(self, session: WriteSession, current: CurrentEdit, committing: Committing) -> Outcome:
        """Write the cells, with what depends on them and an entry of the history log."""
        proposal, snapshot = current.proposal, current.proposal.snapshot
        entry = Entry(
            committing.history_log_id,
            proposal.change_type,
            described(proposal),
            current.user_notes,
            proposal.reverts,
        )
        await commit_changes(
            session,
            report_id=snapshot.report.id,
            months=snapshot.months,
            hours=snapshot.hours,
            changes=proposal.changes,
            entry=entry,
        )
        return outcome_of(proposal, entry)

    async def previewed_again(self, session: ReadSession, content: bytes) -> Proposal | None:
        """What the same request would change now, unless that is nothing."""
        if not self.is_repeatable:
            return None
        kept = opened(content)
        proposal = self.proposed(await self._reached(session, kept), kept.request, change_type=kept.change_type)
        return proposal if proposal.changes else None

    async def commit_records(
        self, transactions: Transactions, returned: ReturnedRecords, committing: Committing
    ) -> Outcome:
        """Propose what the records ask, keep it and commit it, all in one transaction."""
        async with transactions.write() as session:
            report = await report_to_edit(session, month=returned.month, year=returned.year)
            await keep_proposal(session, await self._returned(session, report, returned), id=committing.preview_id)
            return await commit_once(session, committing, kinds={self.name: self})

    async def _returned(self, session: ReadSession, report: ReportRow, returned: ReturnedRecords) -> Proposal:
        """The proposal that records came from, of the lines that they name and those that it reaches beside them.

        Raises Refusals: InvalidInput for a wrong months mapping, incomplete records and values that do not follow
        from an edit this kind of change allows; NotFound for demands the report lacks; Conflict for stale records.
        """
        snapshot = await part_named(session, report, returned.records)
        records = read_records(snapshot, returned)
        request = request_of_records(returned.change_type, records)
        reached = set(await self.reaches(session, report.id, request)) if self.reaches else set()
        named = {line.demand_id for line in snapshot.lines}
        if not reached <= named:
            snapshot = await Snapshot.load_part(session, report, reached | named)
        proposal = self.proposed(snapshot, request)
        refuse_what_does_not_follow(snapshot, proposal.changes, records)
        return proposal


CPH_UPDATE = ForecastEdit(
    "CPH_UPDATE", cph_update.propose, ChangeType.CPH_UPDATE, is_repeatable=True, reaches=cph_update.reaches
)
FORECAST_REALLOCATION = ForecastEdit(
    "FORECAST_REALLOCATION",
    line_edits.propose,
    ChangeType.FORECAST_REALLOCATION,
    is_repeatable=True,
    reaches=line_edits.reaches,
)
MANUAL_UPDATE = ForecastEdit(
    "MANUAL_UPDATE", line_edits.propose, ChangeType.MANUAL_UPDATE, is_repeatable=True, reaches=line_edits.reaches
)
FORECAST_UPDATE = ForecastEdit(
    "FORECAST_UPDATE", line_edits.propose, ChangeType.FORECAST_UPDATE, is_repeatable=False, reaches=line_edits.reaches
)
REVERT = ForecastEdit("REVERT", line_edits.propose, change_type=None, is_repeatable=False, reaches=line_edits.reaches)
RECALCULATION = ForecastEdit("RECALCULATION", recalculation.propose, change_type=None, is_repeatable=True)


def is_same(changes: Sequence[Change], kept: Sequence[KeptChange]) -> bool:
    """Whether changes give the values that a preview showed."""
    values = {one.after.demand_id: (one.after.case_id, one.after.target_cph, one.after.cells) for one in changes}
    return values == {one.demand_id: (one.case_id_after, one.cph_after, one.cells_after) for one in kept}


def described(proposal: Proposal) -> str:
    """A sentence for the history log."""
    if proposal.kind == RECALCULATION.name:
        return recalculation.DESCRIPTION
    records = counted(len(proposal.changes), "record")
    if proposal.reverts is not None:
        return f"Reverts a {proposal.change_type}: {records}"
    return f"{proposal.change_type}: {records}"


def outcome_of(proposal: Proposal, entry: Entry) -> Outcome:
    """What a commit answers."""
    records = len(proposal.changes)
    outcome: Outcome = {
        "message": _message(proposal),
        "records_updated": records,
        "history_log_id": str(entry.id) if records else None,
    }
    if proposal.change_type is ChangeType.CPH_UPDATE:
        rows = {(change.after.main_lob, change.after.case_type) for change in proposal.changes}
        outcome |= {"cph_changes_applied": len(rows), "forecast_rows_affected": records}
    return outcome


def _message(proposal: Proposal) -> str:
    if proposal.kind == RECALCULATION.name:
        return f"{recalculation.DESCRIPTION}: {counted(len(proposal.changes), 'record')} updated"
    return f"{described(proposal)} updated"
