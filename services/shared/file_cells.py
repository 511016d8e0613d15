"""The cells of a file, before they are parsed: numbers in one notation, texts as they are seen."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time
from typing import NamedTuple
from unicodedata import normalize

from services.shared.damaged_ids import refuse_damaged, refuse_nothing
from services.shared.day_order import DayOrder, day_order
from services.shared.notices import (
    AS_SHOWN,
    GARBLED,
    IN_USUAL_WIDTH,
    MONTH_FIRST,
    UNWRAPPED,
    WITHOUT_DECIMALS,
    WITHOUT_FORMAT,
    WITHOUT_TIME,
    WITHOUT_UNSEEN,
    Notice,
    Notices,
)
from services.shared.shares import Shares, shares_in
from sheets.cells import unseen_characters
from sheets.columns import written
from sheets.encodings import meant_by
from sheets.months import month_heading
from sheets.notation import Notation, Written, settle
from sheets.sheet import CellValue, Sheet, SheetRow

# ="00123" and '00123 keep a spreadsheet program from making a number, or a formula, of a text.
WRAPPED = re.compile(r'="([^"]*)"|\'([=+\-@\uff1d\uff0b\uff0d\uff20\d].*)', re.DOTALL)
QUOTED = re.compile(r"'(.+)", re.DOTALL)
WITH_NO_DECIMALS = re.compile(r"\d+\.0+", re.ASCII)


class CellKinds(NamedTuple):
    """Which columns hold what, by their names.

    `whole` and `decimal` numbers, of which `shares` lie between 0 and 1, `dates`, and `identifiers`, which are text;
    those that `may_say_none` may read N/A.
    `months` says whether the columns that a month heads hold whole numbers, None where they are none. Any other
    column is text, or understood by its parser.
    """

    whole: Collection[str] = ()
    decimal: Collection[str] = ()
    identifiers: Collection[str] = ()
    may_say_none: Collection[str] = ()
    months: bool | None = None
    dates: Collection[str] = ()
    shares: Collection[str] = ()


class FileCells:
    """The cells of one sheet by its matched columns (name → place from 0)."""

    def __init__(self, sheet: Sheet, index: Mapping[str, int], kinds: CellKinds) -> None:
        """Settle the decimal mark; raises Unreadable where two cells tell different ones."""
        self.notices = Notices()
        self._marks = sheet.marks
        self._identifiers = {index[name] for name in kinds.identifiers if name in index}
        self._may_say_none = {index[name] for name in kinds.may_say_none if name in index}
        self._headers = [written(header) for header in sheet.headers]
        self._numbers = _numbers(sheet, index, kinds)
        self._dates = {index[name] for name in kinds.dates if name in index}
        self._day_order = self._order_of(sheet)
        self._overlong = sheet.overlong
        self._notation = settle(_written(sheet, self._numbers), asked=sheet.reading.decimal_mark)
        self._shares = self._shares_of(sheet, {index[name] for name in kinds.shares if name in index})

    @property
    def notation(self) -> Notation:
        """How the file writes numbers."""
        return self._notation

    def cell(self, row: SheetRow, column: int) -> CellValue:
        """A cell as its parser takes it; raises ValueError for what lost something, or can be read in two ways."""
        cell = row.cells[column]
        if column in self._numbers:
            plain = self._notation.plain(cell)
            self._shares.refuse_doubtful(plain, column)
            return plain
        if column in self._dates:
            return self._dated(cell, row.number, column)
        if self._marks and (row.number, column) in self._marks:
            return self._as_shown(row, column)
        return self._repaired(cell, row.number, column) if type(cell) is str else cell

    def _as_shown(self, row: SheetRow, column: int) -> str:
        value, mark = row.cells[column], self._marks[row.number, column]
        if mark.shown is None:
            raise ValueError(
                f"is the number {value} in the format {mark.format}, from which what was typed cannot be told; "
                "text is accepted"
            )
        if not mark.shown:
            raise ValueError(f"is the number {value}, which the format {mark.format} hides; text is accepted")
        if mark.shown.replace(",", "").partition(".")[0] == str(value):
            return self._without_format(row.number, column, str(value), mark.shown)
        shown = mark.shown
        if column in self._identifiers and WITH_NO_DECIMALS.fullmatch(shown):
            shown = shown.partition(".")[0]
        self._note(AS_SHOWN, row.number, column, f"{shown!r} for the number {value}")
        return shown

    def _without_format(self, row: int, column: int, value: str, shown: str) -> str:
        # 270,271 may be a list of two, of which a spreadsheet made a number.
        if "," in shown and column not in self._identifiers:
            raise ValueError(f"is the number {value}, which is shown as {shown}; text is accepted")
        self._note(WITHOUT_FORMAT, row, column, f"{value!r} for what is shown as {shown}")
        return value

    def _dated(self, cell: CellValue, row: int, column: int) -> CellValue:
        if self._day_order.doubt(cell):
            self._note(MONTH_FIRST, row, column, str(cell).strip())
        if isinstance(cell, datetime) and cell.time() != time():
            self._note(WITHOUT_TIME, row, column, str(cell))
        return cell

    def _order_of(self, sheet: Sheet) -> DayOrder:
        places = [(column, self._headers[column]) for column in self._dates]
        return day_order(
            (row.cells[column], f"row {row.number}, {header}") for row in sheet.rows for column, header in places
        )

    def _shares_of(self, sheet: Sheet, columns: Collection[int]) -> Shares:
        return shares_in(
            (column, self._plain_or_none(row.cells[column]), f"row {row.number}")
            for row in sheet.rows
            for column in columns
        )

    def _plain_or_none(self, cell: CellValue) -> CellValue:
        try:
            return self._notation.plain(cell)
        except ValueError:
            return None

    def fault_of(self, row: SheetRow) -> str | None:
        """What is wrong with the whole of a row, None where nothing is."""
        if not self._overlong or row.number not in self._overlong:
            return None
        return (
            f"has {self._overlong[row.number]} cells, more than there are headings, so that some stand in the wrong "
            'column; a cell that holds the delimiter is accepted in quotes: "1,234"'
        )

    def _repaired(self, cell: str, row: int, column: int) -> str:
        if not cell.isprintable() and (unseen := unseen_characters(cell)):
            self._note(WITHOUT_UNSEEN, row, column, ", ".join(unseen))
        if cell[:1] in ("=", "'") and (found := WRAPPED.fullmatch(cell.strip())):
            self._note(UNWRAPPED, row, column, cell.strip())
            cell = found[1] if found[1] is not None else found[2]
        elif column in self._identifiers and (found := QUOTED.fullmatch(cell.strip())):
            self._note(UNWRAPPED, row, column, cell.strip())
            cell = found[1]
        if column in self._identifiers:
            if not cell.isascii() and (narrow := normalize("NFKC", cell)).isascii():
                self._note(IN_USUAL_WIDTH, row, column, cell.strip())
                cell = narrow
            refuse_damaged(cell.strip())
            refuse_nothing(cell.strip(), may_say_none=column in self._may_say_none)
        if not cell.isascii() and (meant := meant_by(cell)) is not None:
            self._note(GARBLED, row, column, f"{cell.strip()}, which may be {meant},")
        if column in self._identifiers and cell.rstrip().endswith("0") and WITH_NO_DECIMALS.fullmatch(cell.strip()):
            self._note(WITHOUT_DECIMALS, row, column, cell.strip())
            cell = cell.strip().partition(".")[0]
        return cell

    def _note(self, notice: Notice, row: int, column: int, detail: str) -> None:
        self.notices.note(notice, row=row, column=self._headers[column], detail=detail)


def _numbers(sheet: Sheet, index: Mapping[str, int], kinds: CellKinds) -> dict[int, bool]:
    """The columns of numbers: by their places, whether they are whole."""
    found = {index[name]: True for name in kinds.whole if name in index}
    found |= {index[name]: False for name in kinds.decimal if name in index}
    if kinds.months is not None:
        months = [column for column, header in enumerate(sheet.headers) if month_heading(header) is not None]
        found |= dict.fromkeys(months, kinds.months)
    return found


def _written(sheet: Sheet, numbers: Mapping[int, bool]) -> Iterator[Written]:
    headers = {column: written(sheet.headers[column]) for column in numbers}
    for row in sheet.rows:
        for column, is_whole in numbers.items():
            cell = row.cells[column]
            if type(cell) is str:
                yield Written(cell, row.number, headers[column], is_whole)
