"""Writing workbooks: the one writer, of files that no program wants to repair.

Everything but rows is openpyxl's, in its write-only mode: looks, headers, notes, pages. Rows are written beside it, as
XML (rows.py), and put into their sheet when it is whole: openpyxl takes many times as long for a cell.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange

from server.render.cells import value_of
from server.render.entries import prepare_entries
from server.render.notes import write_notes
from server.render.pages import prepare_pages
from server.render.rows import ColumnOfCells, Looks, rows_in_xml
from services.shared.workbook import DAY, MOMENT, PLAIN_TEXT, Format, Layout, Merge, SheetRows, WholeOr

# The schema wants the children of <font> in this order; openpyxl 3.1.5 writes them in another.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

LONGEST_TITLE = 31
WIDEST, NARROWEST = 40, 6
MEASURED = 200  # rows that widths are taken from
WHITE = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
UPPER, LOWER = (PatternFill("solid", fgColor=color) for color in ("FF366092", "FF5B9BD5"))
GREY = PatternFill("solid", fgColor="FFEDEDED")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right")
WRAPPED = Alignment(vertical="top", wrap_text=True)
THIN = Side(style="thin", color="FFBFBFBF")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
END_OF_ROWS = b"</sheetData>"


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
            self._sheets[name] = OpenSheet(opened, part.layout, like=rows, title=self._book.properties.title)
        if self._sheets[name].layout != part.layout:
            raise ValueError(f"two sheets are called {part.layout.title!r}")
        self._sheets[name].append(rows)

    def save(self, file: IO[bytes]) -> None:
        """Write the whole workbook into a file."""
        for sheet in self._sheets.values():
            sheet.end()
            for name, cells in sheet.ranges():
                self._book.defined_names[name] = DefinedName(name, attr_text=cells)
        self._book.save(file)


class OpenSheet:
    """A sheet that takes rows."""

    def __init__(self, sheet: Any, layout: Layout, like: Sequence[Sequence[Any]], title: str) -> None:
        self.layout, self._sheet, self._count = layout, sheet, 0
        self._columns = [
            ColumnOfCells(
                place, form, _looks(sheet, form, wraps=place in layout.wrapped, is_computed=place in layout.computed)
            )
            for place, form in enumerate(layout.formats, start=1)
        ]
        self._rows = TemporaryFile()  # noqa: SIM115 – closed at the sheet's end
        widths = _widths(layout, like)
        for column, size in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = size
            sheet.column_dimensions[get_column_letter(column)].hidden = column in layout.hidden
        top = len(layout.notes) + len(layout.headers)
        if layout.is_hidden:
            sheet.sheet_state = "hidden"
        if layout.entries:
            prepare_entries(sheet, layout)
        sheet.freeze_panes = f"{get_column_letter(layout.keys + 1)}{top + 1}"
        prepare_pages(sheet, layout, widths, title)
        write_notes(sheet, layout.notes, widths)
        for place, header in enumerate(layout.headers, start=1):
            fill = LOWER if 1 < len(layout.headers) == place else UPPER
            sheet.append([_header(sheet, value, fill) for value in header])
        for merged in checked_merges(layout.merges):
            sheet.merged_cells.ranges.add(merged)

    def append(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows below the ones before."""
        top = len(self.layout.notes) + len(self.layout.headers)
        self._rows.write(rows_in_xml(self._columns, rows, first=top + self._count + 1).encode())
        self._count += len(rows)

    def ranges(self) -> Iterator[tuple[str, str]]:
        """The ranges that the workbook knows by name, and where they lie."""
        first = len(self.layout.notes) + len(self.layout.headers) + 1
        for name, column, count in self.layout.ranges:
            letter = get_column_letter(column)
            yield name, f"'{self.layout.title}'!${letter}${first}:${letter}${first + count - 1}"

    def end(self) -> None:
        """Filter what was written by the lowest header, and put the rows below it."""
        top = len(self.layout.notes) + len(self.layout.headers)
        self._sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(self.layout.formats))}{top + self._count}"
        self._sheet.close()
        written = Path(self._sheet._writer.out)  # the sheet with its headers, which lies there until the book is saved
        head, end, tail = written.read_bytes().partition(END_OF_ROWS)
        with written.open("wb") as file, self._rows as rows:
            rows.seek(0)
            file.write(head)
            copyfileobj(rows, file)
            file.write(end + tail)


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


def _looks(sheet: Any, form: Format, *, wraps: bool, is_computed: bool) -> Looks:
    """How the cells of a column look."""
    number, fraction, moment, text, odd, day = cells = [WriteOnlyCell(sheet) for _ in Looks._fields]
    for cell in cells[:-1]:
        cell.border = BORDER
        if wraps:
            cell.alignment = WRAPPED
        if is_computed:
            cell.fill = GREY
    if form is not None:
        whole, other = form if isinstance(form, WholeOr) else (form, form)
        number.number_format, fraction.number_format = whole, other
    if form is not None and form != PLAIN_TEXT and not wraps:
        text.alignment = odd.alignment = RIGHT  # among numbers, such as 25 (20)
    moment.number_format = MOMENT if form is None else number.number_format
    odd.quotePrefix, day.number_format = True, DAY
    return Looks(*(cell.style_id for cell in cells))


def _header(sheet: Any, value: Any, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.border, cell.font, cell.fill, cell.alignment = BORDER, WHITE, fill, CENTRED
    cell.value = value_of(value)
    if isinstance(cell.value, str):
        cell.data_type = "s"  # whatever it begins with
    return cell


def _widths(layout: Layout, like: Sequence[Sequence[Any]]) -> list[int]:
    columns = zip(*layout.headers[-1:], *like[:MEASURED], strict=True)
    return [min(WIDEST, max(NARROWEST, *(len(str(value)) + 2 for value in column))) for column in columns]
