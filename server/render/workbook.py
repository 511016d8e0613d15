"""Writing workbooks: the one writer, in openpyxl's write-only mode, of files that no program wants to repair."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from server.render.cells import FORMULA, value_of
from services.shared.table import Column, ColumnType, Table

# The schema wants the children of <font> in this order; openpyxl 3.1.5 writes them in another.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

LONGEST_TITLE = 31
PIECE = 256 * 1024
WIDEST, NARROWEST = 40, 6
MEASURED = 200  # rows that widths are taken from
WHITE = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
UPPER, LOWER = (PatternFill("solid", fgColor=color) for color in ("FF366092", "FF5B9BD5"))
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right")
THIN = Side(style="thin", color="FFBFBFBF")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FORMATS = {
    ColumnType.INTEGER: "#,##0",
    ColumnType.NUMBER: "#,##0.00",
    ColumnType.DATE: "yyyy-mm-dd",
    ColumnType.DATETIME: "yyyy-mm-dd hh:mm:ss",
}


@dataclass(frozen=True)
class Layout:
    """A sheet without its rows: headers, of which the lowest is filtered, the columns' formats, and merged headers.

    `keys` columns and all headers stay in view when scrolling.
    """

    title: str
    headers: Sequence[Sequence[Any]]
    formats: Sequence[str | None]
    keys: int
    merges: Sequence[str] = field(default=())
    notes: Sequence[str] = field(default=())


def layout_of(title: str, columns: Sequence[Column]) -> Layout:
    """A table as a sheet, ready for a pivot table."""
    formats = [FORMATS.get(column.type) for column in columns]
    return Layout(title, [[column.name for column in columns]], formats, keys=1)


class Book:
    """A workbook written sheet by sheet, row by row: rows go to a file of their own as they come."""

    def __init__(self, title: str) -> None:
        self._book = Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "Headroom"
        self._sheets: list[OpenSheet] = []

    def sheet(self, layout: Layout, *, like: Sequence[Sequence[Any]] = ()) -> "OpenSheet":
        """Begin a sheet; widths are taken from rows `like` the ones to come.

        Raises ValueError for titles and merges that a program would want to repair.
        """
        opened = OpenSheet(self._book.create_sheet(_checked_title(self._book, layout.title)), layout, like)
        self._sheets.append(opened)
        return opened

    def save(self, file: IO[bytes]) -> None:
        """Write the whole workbook into a file."""
        for sheet in self._sheets:
            sheet.end()
        self._book.save(file)


class OpenSheet:
    """A sheet that takes rows."""

    def __init__(self, sheet: Any, layout: Layout, like: Sequence[Sequence[Any]]) -> None:
        self._sheet, self._layout, self._count = sheet, layout, 0
        self._columns = [ColumnCells(sheet, form) for form in layout.formats]
        for column, size in enumerate(_widths(layout, like), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = size
        top = len(layout.notes) + len(layout.headers)
        sheet.freeze_panes = f"{get_column_letter(layout.keys + 1)}{top + 1}"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"1:{top}"
        for note in layout.notes:
            sheet.append([filled(WriteOnlyCell(sheet), value_of(note))])
        for place, header in enumerate(layout.headers, start=1):
            fill = LOWER if 1 < len(layout.headers) == place else UPPER
            sheet.append([_header(sheet, value, fill) for value in header])
        for merged in checked_merges(layout.merges):
            sheet.merged_cells.ranges.add(CellRange(merged))

    def append(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows below the ones before."""
        for row in rows:
            self._count += 1
            self._sheet.append([column.cell(value) for column, value in zip(self._columns, row, strict=True)])

    def end(self) -> None:
        """Filter what was written by the lowest header."""
        top = len(self._layout.notes) + len(self._layout.headers)
        self._sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(self._layout.formats))}{top + self._count}"


async def add_table(book: Book, title: str, table: Table) -> None:
    """A flat table as a sheet, batch by batch, written in a thread."""
    sheet = None
    async for batch in table.batches:
        sheet = sheet or book.sheet(layout_of(title, table.columns), like=batch)
        await asyncio.to_thread(sheet.append, batch)
    if sheet is None:
        book.sheet(layout_of(title, table.columns))


async def streamed(book: Book) -> AsyncIterator[bytes]:
    """A workbook as it is sent: written to a temporary file in a thread, then read piece by piece."""
    with tempfile.TemporaryFile() as file:
        await asyncio.to_thread(book.save, file)
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def checked_merges(merges: Sequence[str]) -> list[str]:
    """Merges that no program wants to repair; raises ValueError for single cells and for merges that overlap."""
    ranges = [CellRange(one) for one in merges]
    for place, one in enumerate(ranges):
        if one.size == {"rows": 1, "columns": 1}:
            raise ValueError(f"{merges[place]} is a single cell")
        if any(not one.isdisjoint(other) for other in ranges[:place]):
            raise ValueError(f"{merges[place]} overlaps another merge")
    return list(merges)


def _checked_title(book: Workbook, title: str) -> str:
    if not 0 < len(title) <= LONGEST_TITLE or set(title) & set("[]:*?/\\") or title in book.sheetnames:
        raise ValueError(f"{title!r} cannot be a sheet's title")
    return title


class ColumnCells:
    """The cells of a column: one for each look, used again in every row, since giving a cell its look is dear."""

    def __init__(self, sheet: Any, form: str | None) -> None:
        self._number, self._text, self._odd = WriteOnlyCell(sheet), WriteOnlyCell(sheet), WriteOnlyCell(sheet)
        for cell in (self._number, self._text, self._odd):
            cell.border = BORDER
        if form is not None:
            self._number.number_format = form
            self._text.alignment = self._odd.alignment = RIGHT  # among numbers, such as 25 (20)
        self._odd.quotePrefix = True
        self._has_form = form is not None

    def cell(self, value: Any) -> Any:
        """A value as the column shows it, until the next row."""
        held = value_of(value)
        if held is None:
            return None
        if isinstance(held, str):
            return filled(self._odd if held.startswith(FORMULA) else self._text, held)
        if not self._has_form and isinstance(held, date):
            return held  # with the format of a date or a moment
        return filled(self._number, held)


def filled(cell: Any, held: Any) -> Any:
    """A cell with a value; text is text and never a formula nor an error, whatever it begins with."""
    cell.value = held
    if isinstance(held, str):
        cell.data_type = "s"
    return cell


def _header(sheet: Any, value: Any, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.border, cell.font, cell.fill, cell.alignment = BORDER, WHITE, fill, CENTRED
    return cell if value is None else filled(cell, value_of(value))


def _widths(layout: Layout, like: Sequence[Sequence[Any]]) -> list[int]:
    columns = zip(*layout.headers[-1:], *like[:MEASURED], strict=True)
    return [min(WIDEST, max(NARROWEST, *(len(str(value)) + 2 for value in column))) for column in columns]
