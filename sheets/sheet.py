"""The words of this package: a cell, a row with its number, a sheet, and how it was read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

CellValue: TypeAlias = str | int | float | bool | date | datetime | None

NOT_CALCULATED = "#NOT_CALCULATED!"
"""What a formula without a value is read as: an error as "#N/A" is one."""


class SheetRow(NamedTuple):
    """A row that is not blank: its number (from 1) as a spreadsheet program shows it, and one cell per header."""

    number: int
    cells: list[CellValue]


class Mark(NamedTuple):
    """What the number format of a numeric cell does to it.

    `shown` is the text a person sees ("00123" for 123), None where what was typed cannot be known from the number.
    """

    shown: str | None
    format: str


@dataclass(slots=True)
class Reading:
    """How a file was read, for whoever sent it; what does not apply to its format is None or nothing.

    `first_…` are places in the sheet: a row's number, a cell's name ("C7"). `other_tables` are sheets that have the
    headings too and were not read; `bare_columns` have values and no heading; `padded_rows` of a CSV have more cells
    than most, if only blank ones; `merged` is how many ranges of cells ("C7:D7") reach below the headings.
    `formula_cells` are the first ones that are formulas.
    """

    format: str = ""
    sheet: str | None = None
    is_hidden: bool = False
    other_sheets: list[str] = field(default_factory=list)
    heading_row: int = 1
    delimiter: str | None = None
    encoding: str | None = None
    is_guessed: bool = False
    sample: str | None = None
    hidden_rows: int = 0
    first_hidden_row: int | None = None
    hidden_columns: list[str] = field(default_factory=list)
    merged: int = 0
    first_merged: str | None = None
    hidden_numbers: int = 0
    first_hidden_number: str | None = None
    percent_texts: int = 0
    first_percent_text: str | None = None
    other_tables: list[str] = field(default_factory=list)
    bare_columns: list[str] = field(default_factory=list)
    padded_rows: int = 0
    first_padded_row: int | None = None
    formulas: int = 0
    formula_cells: list[str] = field(default_factory=list)
    uncalculated: int = 0
    first_uncalculated: str | None = None
    outdated: int = 0
    first_outdated: str | None = None
    decimal_mark: str | None = None
    decimal_mark_told_by: str | None = None

    @property
    def place(self) -> str:
        """Where the headings stand: "row 3 of the sheet Roster"."""
        return f"row {self.heading_row}" + (f" of the sheet {self.sheet}" if self.sheet else "")


@dataclass
class Sheet:
    """The header row and the rows below it, blank ones left out; two are equal if those are.

    `marks` are of the columns that wanted headings claim, by row number and column (from 0). `overlong` are the rows of
    a CSV with values right of its last heading, by their numbers, and how many cells they have.
    """

    headers: list[CellValue]
    rows: list[SheetRow]
    reading: Reading = field(default_factory=Reading, compare=False)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict, compare=False)
    overlong: dict[int, int] = field(default_factory=dict, compare=False)
