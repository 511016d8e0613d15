"""Importing a grid of week assignments that came back edited: people are put on demands, moved and taken off by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import ReadSession, WriteSession
from db.freeing import FreedInPieces, free
from db.shared.enums import Permission
from db.workforce.people import people_by_ids
from services.shared.calendar import Week
from services.shared.commit_once import Committing
from services.shared.errors import InvalidInput
from services.shared.import_kinds import ImportCommand, ImportKind
from services.shared.imports import ENDED, ImportOutcome, Record, reject_repeats
from services.shared.progress import Progress, silent
from services.shared.returned_workbooks import ReturnedRecords, nothing_returned, refuse_unreadable, tell_returned
from services.workforce.assigning.assign import MOST_PLACEMENTS
from services.workforce.assigning.change_weeks import WeekChanges, change_weeks
from services.workforce.assigning.placement_context import PlacementContext
from services.workforce.week_grid.columns import KEY
from services.workforce.week_grid.planning import demands_asked, gathered, planned
from services.workforce.week_grid.reading import COLUMNS, GridReader, ReturnedWeeks
from services.workforce.week_grid.row_keys import RowKey, row_key
from services.workforce.week_grid.words import WeekWords
from services.workforce.week_grid.workbook import held_weeks, week_words
from sheets.columns import Headings
from sheets.sheet import Sheet

NOTHING_CHANGED = "nothing was changed: every week is as it was when the workbook was made"


@dataclass
class WeekAssignmentsImport(FreedInPieces):
    """The edits of a grid, checked and ready to be written."""

    outcome: ImportOutcome
    changes: WeekChanges

    @property
    def plan(self) -> object:
        """Everything a commit would write."""
        return self.changes

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Write what changes; raises ConcurrentChange."""
        progress("Writing assignments", 0, 1)
        await change_weeks(session, self.changes)
        progress("Writing assignments", 1, 1)


async def preview_week_assignments(
    session: ReadSession, sheet: Sheet, *, progress: Progress = silent
) -> WeekAssignmentsImport:
    """Check a grid against what people are assigned to now; a week that changed since is rejected where it is edited.

    Raises InvalidInput for missing columns, no readable key, and more edits than one call may make.
    """
    records = ReturnedRecords.matched(sheet, wanted=COLUMNS, required=set(COLUMNS))
    refuse_unreadable(sheet)
    if not (rows := list(records)):
        return WeekAssignmentsImport(nothing_returned(records, NOTHING_CHANGED), WeekChanges())
    keys = [key for record in rows if (key := record.peek("key", row_key)) is not None]
    weeks = _weeks(keys)
    ids = sorted({key.resource_id for key in keys})
    people = {person.id: person for person in await people_by_ids(session, ids)}
    words = await week_words(session)
    reader = GridReader(
        weeks,
        sheet.headers,
        people=people,
        held=await held_weeks(session, ids, weeks),
        words=words,
        formulas=set(sheet.reading.formula_cells),
    )
    read = _read(reader, rows, sheet, progress)
    reject_repeats(
        [(one.record, one.key.resource_id if one.key is not None else None) for one in read],
        lambda id: people[id].cn if id in people else "the row",
        name="key",
    )
    _refuse_too_many(read)
    changes = await _changes(session, read, words, weeks)
    outcome = ImportOutcome(ignored_columns=[name for name in records.ignored if name not in reader.columns])
    records.describe(outcome)
    _tell(outcome, read, keys)
    if changes.ends:
        outcome.details[ENDED] = len(changes.ends)
    if not outcome.updated and not outcome.rejected:
        outcome.warnings.append(NOTHING_CHANGED)
    free(rows, keys, read)
    return WeekAssignmentsImport(outcome, changes)


class WeekAssignmentsImportKind(ImportKind[WeekAssignmentsImport]):
    """A grid of people and weeks, edited and sent back."""

    name = "WEEK_ASSIGNMENTS_IMPORT"
    committed_by = "commitImport"
    permissions = (Permission.WORKFORCE_EDIT,)
    label = "week-assignments"
    headings = Headings(COLUMNS, frozenset(COLUMNS))
    command = ImportCommand(5, "People's weeks, edited in the workbook that week-assignments.xlsx gives.")
    workbook = "/week-assignments.xlsx"

    async def preview(
        self, session: ReadSession, *, sheet: Sheet, subject: str, committing: Committing
    ) -> WeekAssignmentsImport:
        """Check a grid; raises what `preview_week_assignments` raises."""
        return await preview_week_assignments(session, sheet, progress=committing.progress)


WEEK_ASSIGNMENTS_IMPORT = WeekAssignmentsImportKind()


def _weeks(keys: Sequence[RowKey]) -> list[Week]:
    """The weeks that the first readable key is of; raises InvalidInput."""
    if not keys:
        accepted = f"rows with the column {KEY} as the workbook had it"
        raise InvalidInput("no row has the key of a person's row", ("file",), accepted=accepted)
    return keys[0].weeks


def _read(reader: GridReader, rows: Sequence[Record], sheet: Sheet, progress: Progress) -> list[ReturnedWeeks]:
    read = []
    for place, (record, row) in enumerate(zip(rows, sheet.rows, strict=True), start=1):
        if place % 1000 == 0 or place == len(rows):
            progress("Checking people", place, len(rows))
        read.append(reader.read(record, row))
    return read


def _refuse_too_many(read: Sequence[ReturnedWeeks]) -> None:
    if (edits := sum(len(one.edits) for one in read)) > MOST_PLACEMENTS:
        accepted = f"at most {MOST_PLACEMENTS:,} in one file"
        raise InvalidInput(f"{edits:,} weeks are edited", ("file",), accepted=accepted)


async def _changes(
    session: ReadSession, read: Sequence[ReturnedWeeks], words: WeekWords, weeks: Sequence[Week]
) -> WeekChanges:
    """What the good rows would write; rows that the checks refuse are good no more."""
    edited = [one for one in read if one.edits]
    if not edited:
        return WeekChanges()
    people = list({one.person.id: one.person for one in edited if one.person is not None}.values())
    demands = demands_asked(edited, words)
    context = await PlacementContext.around(session, people, demands=demands, weeks=weeks)
    by_row = [(one, planned(context, words, one)) for one in edited]
    return gathered([changes for one, changes in by_row if one.record.is_good])


def _tell(outcome: ImportOutcome, read: Sequence[ReturnedWeeks], keys: Sequence[RowKey]) -> None:
    """Count the rows, and say which cells change and which rows are gone."""
    outcome.rejected = [one.record.rejection() for one in read if not one.record.is_good]
    good = [one for one in read if one.record.is_good and one.edits]
    outcome.updated = len(good)
    outcome.unchanged = len(read) - len(good) - len(outcome.rejected)
    tell_returned(
        outcome,
        [edit.change for one in good for edit in one.edits],
        made_with=max((key.rows for key in keys), default=0),
        keys=len({key.resource_id for key in keys}),
        others=[],
    )
