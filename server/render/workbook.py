"""Writing workbooks: the one writer, in openpyxl's write-only mode, of files that no program wants to repair."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from server.render.cells import FORMULA, digits, value_of
from services.shared.workbook import Layout, Merge, SheetRows

# The schema wants the children of <font> in this order; openpyxl 3.1.5 writes them in another.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

LONGEST_TITLE = 31
WIDEST, NARROWEST = 40, 6
A4 = 9
MEASURED = 200  # rows that widths are taken from
WHITE = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
UPPER, LOWER = (PatternFill("solid", fgColor=color) for color in ("FF366092", "FF5B9BD5"))
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right")
THIN = Side(style="thin", color="FFBFBFBF")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


class Book:
    """A workbook written row by row: the rows of each sheet go to a file of their own as they come."""

    def __init__(self, title: str) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "Headroom"
        self._sheets: dict[str, OpenSheet] = {}

    def append(self, part: SheetRows) -> None:
        """Write rows below those that their sheet has; the first ones begin it, and say how wide its columns are.

        Raises ValueError for titles and merges that a program would want to repair.
        """
        rows, name = list(part.rows), part.layout.title.casefold()
        if name not in self._sheets:
            opened = self._book.create_sheet(_checked_title(part.layout.title))
            self._sheets[name] = OpenSheet(opened, part.layout, like=rows)
        if self._sheets[name].layout != part.layout:
            raise ValueError(f"two sheets are called {part.layout.title!r}")
        self._sheets[name].append(rows)

    def save(self, file: IO[bytes]) -> None:
        """Write the whole workbook into a file."""
        for sheet in self._sheets.values():
            sheet.end()
        self._book.save(file)


class OpenSheet:
    """A sheet that takes rows."""

    def __init__(self, sheet: Any, layout: Layout, like: Sequence[Sequence[Any]]) -> None:
        self.layout, self._sheet, self._count = layout, sheet, 0
        self._columns = [ColumnCells(sheet, form) for form in layout.formats]
        for column, size in enumerate(_widths(layout, like), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = size
        top = len(layout.notes) + len(layout.headers)
        sheet.freeze_panes = f"{get_column_letter(layout.keys + 1)}{top + 1}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"1:{top}"
        sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
        for note in layout.notes:
            sheet.append([filled(WriteOnlyCell(sheet), value_of(note))])
        for place, header in enumerate(layout.headers, start=1):
            fill = LOWER if 1 < len(layout.headers) == place else UPPER
            sheet.append([_header(sheet, value, fill) for value in header])
        for merged in checked_merges(layout.merges):
            sheet.merged_cells.ranges.add(merged)

    def append(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows below the ones before."""
        for row in rows:
            self._count += 1
            self._sheet.append([column.cell(value) for column, value in zip(self._columns, row, strict=True)])

    def end(self) -> None:
        """Filter what was written by the lowest header."""
        top = len(self.layout.notes) + len(self.layout.headers)
        self._sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(self.layout.formats))}{top + self._count}"


def checked_merges(merges: Sequence[Merge]) -> list[CellRange]:
    """Merges that no program wants to repair; raises ValueError for single cells and for merges that overlap."""
    ranges = [
        CellRange(
            min_row=merge.first_row,
            min_col=merge.first_column,
            max_row=merge.last_row,
            max_col=merge.last_column,
        )
        for merge in merges
    ]
    for place, one in enumerate(ranges):
        if one.size == {"rows": 1, "columns": 1}:
            raise ValueError(f"{one.coord} is a single cell")
        if any(not one.isdisjoint(other) for other in ranges[:place]):
            raise ValueError(f"{one.coord} overlaps another merge")
    return ranges


def _checked_title(title: str) -> str:
    if not 0 < len(title) <= LONGEST_TITLE or set(title) & set("[]:*?/\\"):
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
    elif isinstance(held, float | Decimal):
        # openpyxl writes sixteen digits of a number: of 8.2 it makes 8.199999999999999. Texts it leaves as they are.
        cell._value = digits(held) if isinstance(held, Decimal) else repr(held)
    return cell


def _header(sheet: Any, value: Any, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.border, cell.font, cell.fill, cell.alignment = BORDER, WHITE, fill, CENTRED
    return cell if value is None else filled(cell, value_of(value))


def _widths(layout: Layout, like: Sequence[Sequence[Any]]) -> list[int]:
    columns = zip(*layout.headers[-1:], *like[:MEASURED], strict=True)
    return [min(WIDEST, max(NARROWEST, *(len(str(value)) + 2 for value in column))) for column in columns]
