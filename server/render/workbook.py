"""Writing workbooks: the one writer, in openpyxl's write-only mode, of files that no program wants to repair."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from server.render.cells import FORMULA, value_of
from services.shared.table import Column, ColumnType

# The schema wants the children of <font> in this order; openpyxl 3.1.5 writes them in another.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

LONGEST_TITLE = 31
WIDEST, NARROWEST = 40, 6
MEASURED = 200  # rows that widths are taken from
HEADER = Font(bold=True)
SHADE = PatternFill("solid", fgColor="FFE7EDF3")
FORMATS = {
    ColumnType.INTEGER: "#,##0",
    ColumnType.NUMBER: "#,##0.00",
    ColumnType.DATE: "yyyy-mm-dd",
    ColumnType.DATETIME: "yyyy-mm-dd hh:mm:ss",
}


@dataclass(frozen=True)
class SheetContent:
    """A sheet: its headers, of which the lowest is filtered, rows, the columns' formats, and merged header cells."""

    title: str
    headers: Sequence[Sequence[Any]]
    rows: Sequence[Sequence[Any]]
    formats: Sequence[str | None]
    keys: int
    merges: Sequence[str] = field(default=())
    notes: Sequence[str] = field(default=())


def sheet_of(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> SheetContent:
    """A table as a sheet, ready for a pivot table."""
    formats = [FORMATS.get(column.type) for column in columns]
    return SheetContent(title, [[column.name for column in columns]], rows, formats, keys=1)


def write(sheets: Iterable[SheetContent], *, title: str) -> bytes:
    """A workbook of some sheets; raises ValueError for titles or merges that a program would want to repair."""
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = "Headroom"
    for content in sheets:
        _write_sheet(book, content)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write_sheet(book: Workbook, content: SheetContent) -> None:
    sheet = book.create_sheet(_checked_title(book, content.title))
    top, width = len(content.notes) + len(content.headers), len(content.formats)
    for column, size in enumerate(_widths(content), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = size
    sheet.freeze_panes = f"{get_column_letter(content.keys + 1)}{top + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{top}"
    for note in content.notes:
        sheet.append([_cell(sheet, note, None)])
    for header in content.headers:
        sheet.append([_cell(sheet, value, None, header=True) for value in header])
    for row in content.rows:
        sheet.append([_cell(sheet, value, form) for value, form in zip(row, content.formats, strict=True)])
    last = get_column_letter(width)
    sheet.auto_filter.ref = f"A{top}:{last}{top + len(content.rows)}"
    for merged in checked_merges(content.merges):
        sheet.merged_cells.ranges.add(CellRange(merged))


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


def _cell(sheet: Any, value: Any, form: str | None, *, header: bool = False) -> Any:
    held = value_of(value)
    if held is None:
        return None
    cell = WriteOnlyCell(sheet, held)
    if isinstance(held, str):
        cell.data_type = "s"  # never a formula, nor an error, whatever it begins with
        if held.startswith(FORMULA):
            cell.quotePrefix = True
    if header:
        cell.font, cell.fill, cell.alignment = HEADER, SHADE, Alignment(wrap_text=True, vertical="top")
    elif form is not None and not isinstance(held, str):
        cell.number_format = form
    return cell


def _widths(content: SheetContent) -> list[int]:
    measured = [*content.headers[-1:], *content.rows[:MEASURED]]
    columns = zip(*measured, strict=True) if measured else ()
    return [min(WIDEST, max(NARROWEST, *(len(str(value)) + 2 for value in column))) for column in columns]
