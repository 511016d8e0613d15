"""Importing a workbook of records that came back edited: a manual update of the rows in which something differs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from db.engine import ReadSession, WriteSession
from db.forecast.enums import ChangeType
from db.freeing import FreedInPieces
from db.shared.enums import Permission
from services.forecast.editing.changes import Change
from services.forecast.editing.checks import checked_notes
from services.forecast.editing.commit import Entry, commit_changes
from services.forecast.editing.forecast_edit import MANUAL_UPDATE, described
from services.forecast.editing.frozen_months import frozen_warnings
from services.forecast.editing.line_edits import request_of
from services.forecast.editing.proposal import Proposal
from services.forecast.editing.snapshot import Snapshot
from services.forecast.find_report import find_report
from services.forecast.imports.forecast import LogAs
from services.forecast.imports.records_file import COLUMNS, ReturnedRow, RowReader, records_in
from services.forecast.record_columns import ABOVE, KEY
from services.forecast.record_keys import RecordKey, record_key
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ImportOutcome, Record, Records, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.returned_workbooks import nothing_returned, refuse_unreadable, tell_returned
from sheets.columns import Headings
from sheets.sheet import Sheet

NOTHING_CHANGED = "nothing was changed: every record is as it was when the workbook was made"


@dataclass
class RecordsImport(FreedInPieces):
    """The edits of a report's records, computed and ready to be written."""

    outcome: ImportOutcome
    proposal: Proposal | None
    log_as: LogAs

    @property
    def plan(self) -> object:
        """Everything a commit would write, and over what."""
        return self.proposal and (self.proposal.snapshot.report.id, self.proposal.changes)

    @property
    def changed_records(self) -> tuple[Sequence[Change], Sequence[str]]:
        """The records that change, and the labels of the report's months."""
        return (self.proposal.changes, self.proposal.snapshot.labels) if self.proposal else ((), ())

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Write the cells, and log it; raises InvalidInput for missing notes."""
        if self.proposal is None or not self.proposal.changes:
            return
        snapshot, changes = self.proposal.snapshot, self.proposal.changes
        notes = checked_notes(ChangeType.MANUAL_UPDATE, self.log_as.user_notes)
        progress("Writing forecast cells", 0, len(changes))
        entry = Entry(
            self.log_as.id,
            ChangeType.MANUAL_UPDATE,
            described(self.proposal),
            notes,
            source_file=self.log_as.filename,
        )
        await commit_changes(
            session,
            report_id=snapshot.report.id,
            months=snapshot.months,
            hours=snapshot.hours,
            changes=changes,
            entry=entry,
        )
        self.outcome.history_log_id = entry.id
        progress("Writing forecast cells", len(changes), len(changes))


async def preview_records(
    session: ReadSession, sheet: Sheet, *, log_as: LogAs, progress: Progress = silent
) -> RecordsImport:
    """Check a workbook of records; one that somebody else changed since it was made is rejected where it is edited.

    Raises InvalidInput for missing columns, no readable key, and figures too large to answer.
    """
    about = Records.matched(sheet, wanted=COLUMNS, required=set(COLUMNS))
    refuse_unreadable(sheet)
    if not sheet.rows:
        return RecordsImport(nothing_returned(about, NOTHING_CHANGED), None, log_as)
    snapshot = await _snapshot(session, list(about))
    records = records_in(sheet, snapshot.labels)
    reader, rows, read = RowReader(snapshot, sheet, records.places), list(records), []
    for place, (record, row) in enumerate(zip(rows, sheet.rows, strict=True), start=1):
        if place % 1000 == 0 or place == len(rows):
            progress("Checking records", place, len(rows))
        read.append(reader.read(record, row))
    lines = {line.demand_id: line for line in snapshot.lines}
    reject_repeats(
        [(one.record, one.key.demand_id if one.key is not None else None) for one in read],
        lambda id: lines[id].named if id in lines else "the record",
        name="key",
    )
    proposal = _proposal(snapshot, read)
    outcome = ImportOutcome(ignored_columns=records.ignored, updated=len(proposal.changes))
    outcome.rejected = [one.record.rejection() for one in read if not one.record.is_good]
    outcome.unchanged = len(read) - outcome.updated - len(outcome.rejected)
    records.describe(outcome)
    _tell(outcome, snapshot, read, {change.after.demand_id for change in proposal.changes})
    if not proposal.changes and not outcome.rejected:
        outcome.warnings.append(NOTHING_CHANGED)
    outcome.warnings += await frozen_warnings(
        session, report_id=snapshot.report.id, changes=proposal.changes, labels=snapshot.labels
    )
    return RecordsImport(outcome, proposal, log_as)


class RecordsImportKind(ImportKind[RecordsImport]):
    """A workbook of a report's records, edited and sent back; its keys say of which report it is."""

    name = "RECORDS_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.FORECAST_EDIT,)
    label = "records"
    headings = Headings(COLUMNS, frozenset(COLUMNS))
    command = ImportCommand(4, "A report's records, edited in the workbook that records.xlsx gives.")
    notes_help = "Why, for the history log; needed where something is changed."
    workbook = "/records.xlsx"

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> RecordsImport:
        """Check a workbook; raises what `preview_records` raises."""
        log_as = LogAs(committing.user_notes, committing.history_log_id, committing.filename)
        return await preview_records(session, sheet, log_as=log_as, progress=committing.progress)


RECORDS_IMPORT = RecordsImportKind()


async def _snapshot(session: ReadSession, rows: Sequence[Record]) -> Snapshot:
    """The report that the first readable key is of; raises InvalidInput."""
    key = next((key for record in rows if (key := record.peek("key", record_key)) is not None), None)
    report = await find_report(session, key.report) if key is not None else None
    if report is None:
        told = "no row has the key of a record" if key is None else f"there is no report {key.report[:40]!r}"
        raise InvalidInput(told, ("file",), accepted=f"rows with the column {KEY} as the workbook had it")
    return await Snapshot.load(session, report)


def _proposal(snapshot: Snapshot, read: Sequence[ReturnedRow]) -> Proposal:
    """What the good rows change that say something else than their record; raises InvalidInput for large figures."""
    lines = {line.demand_id: line for line in snapshot.lines}
    edits = {
        one.key.demand_id: one.edit
        for one in read
        if one.key is not None
        and one.edit is not None
        and one.record.is_good
        and one.edit.sets_anything_new(one.key.before(lines[one.key.demand_id]))
    }
    return MANUAL_UPDATE.proposed(snapshot, request_of(edits))


def _tell(outcome: ImportOutcome, snapshot: Snapshot, read: Sequence[ReturnedRow], changed: Collection[int]) -> None:
    """Say which cells change, of the records that do, and of which rows the workbook was made with and lacks now."""
    keys = {one.key.demand_id: one.key for one in read if one.key is not None}
    good = [one for one in read if one.record.is_good and one.key is not None and one.key.demand_id in changed]
    made_with = max((key.rows for key in keys.values()), default=0)
    tell_returned(
        outcome,
        [change for one in good for change in one.changes],
        made_with=made_with,
        keys=len(keys),
        gone=_rows_gone(keys.values(), made_with),
        others=[line.named for line in snapshot.lines if line.demand_id not in keys],
    )


def _rows_gone(keys: Collection[RecordKey], made_with: int) -> list[str]:
    """The numbers of rows when the workbook was made, where its keys tell."""
    there = {key.row for key in keys}
    return [] if 0 in there else [str(row) for row in range(ABOVE + 1, ABOVE + 1 + made_with) if row not in there]
