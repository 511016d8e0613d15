"""The words of this room: a cell, a row with its number, a sheet."""

from datetime import date, datetime
from typing import NamedTuple, TypeAlias

CellValue: TypeAlias = str | int | float | bool | date | datetime | None


class SheetRow(NamedTuple):
    """A row that is not blank: its number (from 1) as a spreadsheet program shows it, and one cell per header."""

    number: int
    cells: list[CellValue]


class Sheet(NamedTuple):
    """The header row (the first that is not blank) and the rows below it, blank ones left out."""

    headers: list[CellValue]
    rows: list[SheetRow]
