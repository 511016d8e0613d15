"""Reading a workbook of records that came back: what was edited in each row, and what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.forecast.editing.changes import FIELDS, Line
from services.forecast.editing.edits import NO_EDIT, LineEdit
from services.forecast.editing.snapshot import Snapshot
from services.forecast.editing.stale import is_stale
from services.forecast.record_columns import CPH, CPH_BOUND, FIGURES, KEY, NAMES, heading
from services.forecast.record_keys import RecordKey, record_key
from services.shared.bounds import decimal_cell, whole_cell
from services.shared.calendar import Month
from services.shared.file_cells import CellKinds
from services.shared.imports import CellChange, Record, Records, plain_text, text_of
from services.shared.quantities import plain
from services.shared.returned_workbooks import ReturnedRecords, change_of, note_formulas
from services.shared.text import key as match_key
from sheets.cells import whole_number
from sheets.columns import letters
from sheets.sheet import CellValue, Sheet, SheetRow

COLUMNS = {**{name: (title,) for name, title in NAMES.items()}, "target_cph": (CPH,), "key": (KEY,)}
CELLS = CellKinds(decimal={"target_cph"}, identifiers={"case_id"}, may_say_none={"case_id"})
PARSERS: Mapping[str, Callable[[CellValue], int]] = {
    name: whole_number if figure.bound is None else whole_cell(figure.bound) for name, figure in FIGURES.items()
}
UNKNOWN = "is of no record that the report has; a workbook made anew has those that there are"


class MonthCell(NamedTuple):
    """A column of a month: where it stands (from 0), which month it is of (0 to 5), and which figure it holds."""

    place: int
    month: int
    name: str


class ReturnedRow(NamedTuple):
    """A row of a workbook: the key it has, and what was edited in it, cell by cell; None where it is not read."""

    record: Record
    key: RecordKey | None
    edit: LineEdit | None
    changes: Sequence[CellChange] = ()


def records_in(sheet: Sheet, labels: Sequence[str]) -> Records:
    """The rows of a workbook of a report with some months, whose figures are whole numbers in the file's notation.

    Raises InvalidInput naming columns that are missing, or there twice.
    """
    titles = [heading(label, name) for label in labels for name in FIELDS]
    figures = {title: (title,) for title in titles}
    wanted = {**COLUMNS, **figures}
    kinds = CELLS._replace(whole=figures.keys())
    return ReturnedRecords.matched(sheet, wanted=wanted, required={*wanted}, kinds=kinds)


class RowReader:
    """Reads rows about the records of a report."""

    def __init__(self, snapshot: Snapshot, sheet: Sheet, places: Mapping[str, int]) -> None:
        self._report = Month.named(snapshot.report).value
        self._lines = {line.demand_id: line for line in snapshot.lines}
        self._headers = sheet.headers
        self._formulas = set(sheet.reading.formula_cells)
        self._columns = [
            MonthCell(places[heading(label, name)], month, name)
            for month, label in enumerate(snapshot.labels)
            for name in FIELDS
        ]

    def read(self, record: Record, row: SheetRow) -> ReturnedRow:
        """A row; what is wrong with it is noted."""
        note_formulas(record, row, self._headers, formulas=self._formulas)
        key = record.read("key", record_key)
        if key is None or (line := self._line(record, key)) is None:
            return ReturnedRow(record, key, None)
        before = key.before(line)
        self._check_names(record, before)
        changes: list[CellChange] = []
        edit = self._edit(record, row, before, changes)
        if not edit.sets_anything_new(line):  # what somebody else, or the same file, has set meanwhile
            edit = NO_EDIT
        elif edit.sets_anything_new(before) and is_stale(before, line):
            told = "; ".join(self._differences(record, before, line))
            record.fault(f"has changed since the workbook was made: {told}; one made anew is accepted")
        return ReturnedRow(record, key, edit if record.is_good else None, changes)

    def _differences(self, record: Record, before: Line, line: Line) -> Iterator[str]:
        """What differs of a record as it was and as it is, by heading and cell."""
        named = [(record.place(name), getattr(before, name), getattr(line, name)) for name in ("case_id", "target_cph")]
        figures = [
            (column.place, *(getattr(one.cells[column.month], column.name) for one in (before, line)))
            for column in self._columns
        ]
        for place, was, now in [*named, *figures]:
            if was != now:
                at = f"{self._headers[place]} in {letters(place)}{record.number}"
                yield f"{at} was {_told(was)} and is {_told(now)}"

    def _line(self, record: Record, key: RecordKey) -> Line | None:
        if key.report != self._report:
            told = f"is of the report {key.report}, and the rows before are of {self._report}; one report is accepted"
            record.fault(told, name="key")
            return None
        if (line := self._lines.get(key.demand_id)) is None:
            record.fault(UNKNOWN, name="key")
        return line

    def _check_names(self, record: Record, before: Line) -> None:
        for name in NAMES:
            stored, text = getattr(before, name), record.read_optional(name, plain_text) or ""
            if match_key(text) != match_key(stored):
                record.fault(f"is not the record's, which stays as it is: {stored or 'empty'} is accepted", name=name)

    def _edit(self, record: Record, row: SheetRow, before: Line, changes: list[CellChange]) -> LineEdit:
        cph = record.read("target_cph", decimal_cell(CPH_BOUND))
        new_cph = cph if cph != before.target_cph else None
        if new_cph is not None:
            changes.append(change_of(self._headers, row, record.place("target_cph"), before.target_cph, new_cph))
        edited: dict[str, dict[int, int]] = {name: {} for name in FIELDS}
        for column in self._columns:
            was = getattr(before.cells[column.month], column.name)
            value = self._value(record, row, column, was)
            if value is not None and value != was:
                edited[column.name][column.month] = value
                changes.append(change_of(self._headers, row, column.place, was, value))
        return LineEdit(new_cph, edited["forecast"], edited["fte_avail"])

    def _value(self, record: Record, row: SheetRow, column: MonthCell, was: int) -> int | None:
        """The value of a cell; one that is no number, or other than it was and not to be edited, is noted."""
        cell, header = row.cells[column.place], str(self._headers[column.place])
        at = f"{letters(column.place)}{row.number}"
        if text_of(cell) is None:
            record.fault_in(header, cell, f"is missing in {at}; {was} is what it was")
            return None
        try:
            value = PARSERS[column.name](record.at(column.place))
        except ValueError as error:
            record.fault_in(header, cell, f"{error} in {at}")
            return None
        if value != was and FIGURES[column.name].bound is None:
            told = f"in {at} follows from target CPH, forecast and people; {was}, as it was, is accepted"
            record.fault_in(header, cell, told)
        return value


def _told(value: str | int | Decimal) -> str:
    return plain(value) if isinstance(value, Decimal) else str(value) or "nothing"
