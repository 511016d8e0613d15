"""What every file import shares: rows read through matched columns, rejections, and the outcome."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Protocol, Self, TypeVar
from uuid import UUID

from db.engine import WriteSession
from services.shared.errors import InvalidInput, Refusal, Refusals
from services.shared.file_cells import CellKinds, FileCells
from services.shared.files import refusing_unreadable
from services.shared.progress import Progress, silent
from services.shared.reading_warnings import column_warnings, reading_warnings
from services.shared.states import parse_state
from services.shared.text import LONGEST_TEXT, some
from sheets.cells import label, text
from sheets.columns import ColumnMatch, Headings, match_columns
from sheets.sheet import CellValue, Reading, Sheet, SheetRow

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
ALL_TEXT = CellKinds()
MOST_REPEATS = 5  # rows that are named


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is not applied; `row` is its number as a spreadsheet program shows it."""

    row: int
    column: str | None
    value: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of a workbook that came back edited: where it stands, and what it says of the values before and after.

    None is nothing.
    """

    row: int
    column: str
    cell: str
    before: str | None
    after: str | None


ENDED = "deallocated assignments"
"""The count, among an outcome's details, of assignments that an import ends."""


@dataclass(slots=True)
class ImportOutcome:
    """What an import did, or would do: rows by what became of them, and further counts by name.

    `reading` says how the file was read, None where there was none; `changed_cells` what was edited in a workbook that
    was made here.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    details: dict[str, int] = field(default_factory=dict)
    history_log_id: UUID | None = None
    reading: Reading | None = None
    changed_cells: list[CellChange] = field(default_factory=list)


class Import(Protocol):
    """A previewed import: its outcome is known, `commit` applies it in the transaction it is given."""

    outcome: ImportOutcome

    @property
    def plan(self) -> object:
        """Everything a commit would write: of two equal ones the repr is the same."""

    async def commit(self, session: WriteSession, *, progress: Progress = silent) -> None:
        """Apply the good rows."""


class Record:
    """One row of an import; reading a bad cell notes why and goes on, so that a row is rejected with all reasons."""

    # An import holds a hundred thousand of them.
    __slots__ = ("_cells", "_faults", "_headers", "_index", "_row", "number")

    def __init__(self, row: SheetRow, index: Mapping[str, int], headers: Mapping[str, str], cells: FileCells) -> None:
        self.number = row.number
        self._row = row
        self._cells = cells
        self._index = index
        self._headers = headers
        self._faults: tuple[tuple[str | None, str | None, str], ...] = ()

    @property
    def is_good(self) -> bool:
        """Nothing in the row was found wanting."""
        return not self._faults

    def has(self, name: str) -> bool:
        """Whether the file has such a column."""
        return name in self._headers

    def read(self, name: str, parse: Callable[[CellValue], T]) -> T | None:
        """A required cell, parsed; a missing or bad one is noted."""
        if text_of(self._cell(name)) is None:
            self.fault(missing(parse), name=name)
            return None
        return self._parsed(name, parse)

    def read_optional(self, name: str, parse: Callable[[CellValue], T]) -> T | None:
        """A cell that may be empty, parsed; a bad one is noted."""
        return None if text_of(self._cell(name)) is None else self._parsed(name, parse)

    def peek(self, name: str, parse: Callable[[CellValue], T]) -> T | None:
        """A cell, parsed; nothing is noted of a missing or bad one."""
        try:
            return parse(self._readable(name))
        except ValueError:
            return None

    def at(self, place: int) -> CellValue:
        """The cell of a column (from 0) that has no name of its own, as its parser takes it; raises ValueError."""
        return self._cells.cell(self._row, place)

    def place(self, name: str) -> int:
        """The column (from 0) of a name that the file has."""
        return self._index[name]

    def header(self, name: str) -> str:
        """What the file calls a column."""
        return self._headers.get(name, name)

    def fault(self, reason: str, *, name: str | None = None) -> None:
        """Note what is wrong with the row, or with one of its columns."""
        header = self._headers.get(name) if name else None
        self._faults += ((header, text_of(self._cell(name)) if name else None, reason),)

    def fault_in(self, header: str, cell: CellValue, reason: str) -> None:
        """Note what is wrong with a column that has no name of its own."""
        self._faults += ((header, text_of(cell), reason),)

    def rejection(self) -> Rejection:
        """The row's rejection: the first fault by column and value, further ones with theirs in the reason."""
        (column, value, reason), *others = self._faults
        reasons = [reason]
        for header, bad, more in others:
            named = header or "row"
            reasons.append(f"{named}: {more}" if bad is None else f"{named} {bad!r}: {more}")
        return Rejection(self.number, column, value, "; ".join(reasons))

    def _cell(self, name: str) -> CellValue:
        return self._row.cells[self._index[name]] if name in self._index else None

    def _readable(self, name: str) -> CellValue:
        return self._cells.cell(self._row, self._index[name]) if name in self._index else None

    def _parsed(self, name: str, parse: Callable[[CellValue], T]) -> T | None:
        try:
            return parse(self._readable(name))
        except ValueError as error:
            self.fault(str(error), name=name)
            return None


class Records:
    """A sheet read through its matched columns."""

    record: ClassVar = Record
    """What each row is."""

    def __init__(self, sheet: Sheet, match: ColumnMatch, kinds: CellKinds, headings: Headings) -> None:
        self._sheet = sheet
        self._headings = headings
        self._index = match.index
        self.headers = {name: str(sheet.headers[place]) for name, place in match.index.items()}
        self._cells = FileCells(sheet, match.index, kinds)
        self.ignored = match.ignored

    @property
    def names(self) -> set[str]:
        """The columns that the file has."""
        return set(self._index)

    @property
    def places(self) -> Mapping[str, int]:
        """Where they stand, from 0."""
        return self._index

    @classmethod
    def matched(
        cls, sheet: Sheet, *, wanted: Mapping[str, Sequence[str]], required: set[str], kinds: CellKinds = ALL_TEXT
    ) -> Self:
        """Match the sheet's headers, and settle how it writes numbers.

        Raises InvalidInput where a required column is missing or one stands twice, or numbers have two decimal marks.
        """
        with refusing_unreadable():
            place = sheet.reading.place if sheet.reading.format else ""
            match = match_columns(sheet.headers, wanted=wanted, required=required, place=place)
            return cls(sheet, match, kinds, Headings(wanted, required))

    def describe(self, outcome: ImportOutcome) -> None:
        """Say in an outcome how the file was read, once its rows are; what a planner should look at comes first."""
        notation = self._cells.notation
        outcome.reading = replace(
            self._sheet.reading, decimal_mark=notation.mark, decimal_mark_told_by=notation.told_by
        )
        bare = [] if self._sheet.rows else [f"there are no rows below the headings in {outcome.reading.place}"]
        outcome.warnings[:0] = [
            *bare,
            *reading_warnings(outcome.reading),
            *column_warnings(self._headings, matched=self._index, ignored=outcome.ignored_columns),
            *self._cells.notices.warnings(),
        ]

    def __len__(self) -> int:
        return len(self._sheet.rows)

    def __iter__(self) -> Iterator[Record]:
        for row in self._sheet.rows:
            record = self.record(row, self._index, self.headers, self._cells)
            if fault := self._cells.fault_of(row):
                record.fault(fault)
            yield record


def missing(parse: Callable[[CellValue], object]) -> str:
    """That a cell is missing, and what would be accepted: what its parser says of none."""
    try:
        parse(None)
    except ValueError as error:
        _, _, accepted = str(error).partition("; ")
        return f"is missing; {accepted}" if accepted else "is missing"
    return "is missing"


def text_of(cell: CellValue) -> str | None:
    """A cell as text, for messages and for asking whether it is empty; never raises."""
    shown = "" if cell is None else str(cell).strip()
    return shown[:LONGEST_TEXT] or None


def plain_text(cell: CellValue) -> str:
    """A text of at most 200 characters; raises ValueError."""
    plain = label(cell)
    if plain is None:
        raise ValueError("is missing")
    if len(plain) > LONGEST_TEXT:
        raise ValueError(f"has {len(plain)} characters; at most {LONGEST_TEXT} are accepted")
    return plain


def state_in(cell: CellValue) -> str:
    """A state's code; raises ValueError."""
    return parse_state(label(cell) or "")


def text_list(cell: CellValue, *, separators: str) -> list[str]:
    """The parts of a text, each of at most 200 characters, empty ones left out; raises ValueError if none is left."""
    parts = re.split(f"[{re.escape(separators)}]", label(cell) or "")
    texts = [plain_text(part) for part in parts if text(part)]
    if not texts:
        raise ValueError("is missing")
    return texts


def reject_repeats(
    records: Sequence[tuple[Record, K | None]], what: Callable[[K], str], *, name: str | None = None
) -> None:
    """Note on every row whose key another row has too that both are rejected; `name` is the column of the key."""
    times = Counter(key for _, key in records if key is not None)
    rows_of: dict[K, list[int]] = {}
    for record, key in records:
        if key is not None and times[key] > 1:
            rows_of.setdefault(key, []).append(record.number)
    for record, key in records:
        if key is not None and key in rows_of:
            others = [str(number) for number in rows_of[key] if number != record.number]
            rows = f"row{'s' * (len(others) > 1)} {some(others, most=MOST_REPEATS)}"
            record.fault(f"{what(key)} stands in {rows} too; only one row may have it", name=name)


def refuse_if_strict(outcome: ImportOutcome, *, strict: bool) -> None:
    """With `strict`, raise Refusals naming the rejected rows; nothing is applied then."""
    if strict and outcome.rejected:
        refusals: list[Refusal] = [
            InvalidInput(f"row {bad.row}: {bad.column or 'row'}: {bad.reason}", ("file", str(bad.row)))
            for bad in outcome.rejected
        ]
        raise Refusals(refusals)
