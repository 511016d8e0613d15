"""Writing workbooks: the one writer, of files that no program wants to repair.

Everything but rows is openpyxl's, in its write-only mode: looks, headers, notes, pages. Rows are written beside it, as
XML (rows.py), and put into their sheet when it is whole: openpyxl takes many times as long for a cell.
"""

from collections.abc import Collection, Iterator, Sequence
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

from server.render.cells import in_xml, value_of
from server.render.entries import prepare_entries
from server.render.notes import room_of_notes, write_notes
from server.render.pages import prepare_pages
from server.render.rows import ColumnOfCells, Looks, rows_in_xml
from server.render.widths import HEADER, MEASURED, column_widths, height, overlong
from services.shared.workbook import DAY, MOMENT, PLAIN_TEXT, Format, Layout, Merge, SheetRows, WholeOr

# The schema wants the children of <font> in this order; openpyxl 3.1.5 writes them in another.
Font.__elements__ = (
    "b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name", "family",
    "charset", "scheme",
)  # fmt: skip

LONGEST_TITLE = 31
WHITE = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")
UPPER, LOWER = (PatternFill("solid", fgColor=color) for color in ("FF366092", "FF5B9BD5"))
GREY = PatternFill("solid", fgColor="FFEDEDED")
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right")
WRAPPED, TOP = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")
TOP_RIGHT = Alignment(horizontal="right", vertical="top")
THIN = Side(style="thin", color="FFBFBFBF")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
END_OF_ROWS = b"</sheetData>"


class Book:
    """A workbook written row by row: the rows of each sheet go to a file of their own as they come."""

    def __init__(self, title: str) -> None:
        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.title = title
        self._book.properties.creator = "Headroom"
        self._sheets: dict[str, GrowingSheet] = {}

    def append(self, part: SheetRows) -> None:
        """Write rows below those that their sheet has; the first ones begin it, and say how wide its columns are.

        Raises ValueError for titles and merges that a program would want to repair.
        """
        name = part.layout.title.casefold()
        if name not in self._sheets:
            begun = self._book.create_sheet(_checked_title(part.layout.title))
            self._sheets[name] = GrowingSheet(begun, part.layout, self._book.properties.title)
        if self._sheets[name].layout != part.layout:
            raise ValueError(f"two sheets are called {part.layout.title!r}")
        self._sheets[name].append(list(part.rows))

    def save(self, file: IO[bytes]) -> None:
        """Write the whole workbook into a file."""
        for growing in self._sheets.values():
            sheet = growing.opened()
            sheet.end()
            for name, cells in sheet.ranges():
                self._book.defined_names[name] = DefinedName(name, attr_text=cells)
        self._book.save(file)


class GrowingSheet:
    """A sheet whose first rows are kept until there are enough to see how wide its columns are: parts may be short."""

    def __init__(self, sheet: Any, layout: Layout, title: str) -> None:
        self.layout, self._sheet, self._title = layout, sheet, title
        self._first: list[Sequence[Any]] = []
        self._opened: OpenSheet | None = None
        checked_merges(layout.merges)

    def append(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows below the ones before."""
        if self._opened is not None:
            self._opened.append(rows)
            return
        self._first.extend(rows)
        if len(self._first) >= MEASURED:
            self.opened()

    def opened(self) -> "OpenSheet":
        """The sheet with all rows that there were."""
        if self._opened is None:
            self._opened = OpenSheet(self._sheet, self.layout, like=self._first, title=self._title)
            self._opened.append(self._first)
            self._first = []
        return self._opened


class OpenSheet:
    """A sheet that takes rows."""

    def __init__(self, sheet: Any, layout: Layout, like: Sequence[Sequence[Any]], title: str) -> None:
        self.layout, self._sheet, self._count = layout, sheet, 0
        widths = column_widths(layout, like)
        wrapped = {*layout.wrapped, *overlong(layout, like)}
        self._columns = [
            ColumnOfCells(place, form, self._looks_of(place, form, wrapped))
            for place, form in enumerate(layout.formats, start=1)
        ]
        self._rows = TemporaryFile()  # noqa: SIM115 – closed at the sheet's end
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
        write_notes(sheet, layout.notes, room_of_notes(layout, widths))
        self._wrapped = {place - 1: widths[place - 1] for place in wrapped}
        self._write_headers(widths)

    def _looks_of(self, place: int, form: Format, wrapped: Collection[int]) -> Looks:
        is_computed = place in self.layout.computed
        return _looks(self._sheet, form, wraps=place in wrapped, at_top=bool(wrapped), is_computed=is_computed)

    def _write_headers(self, widths: Sequence[int]) -> None:
        sheet, layout = self._sheet, self.layout
        for place, header in enumerate(layout.headers, start=1):
            is_lowest = place == len(layout.headers)
            tall = height(zip(header, widths, strict=True)) if is_lowest else None
            sheet.row_dimensions[len(layout.notes) + place].height = tall or HEADER
            fill = LOWER if is_lowest and place > 1 else UPPER
            sheet.append([_header(sheet, value, fill) for value in header])
        for merged in checked_merges(layout.merges):
            sheet.merged_cells.ranges.add(merged)

    def append(self, rows: Sequence[Sequence[Any]]) -> None:
        """Write rows below the ones before."""
        top = len(self.layout.notes) + len(self.layout.headers)
        written = rows_in_xml(self._columns, rows, first=top + self._count + 1, heights=self._heights(rows))
        self._rows.write(written.encode())
        self._count += len(rows)

    def _heights(self, rows: Sequence[Sequence[Any]]) -> Sequence[int | None]:
        if not self._wrapped:
            return [None] * len(rows)
        return [height((row[at], room) for at, room in self._wrapped.items()) for row in rows]

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


def _looks(sheet: Any, form: Format, *, wraps: bool, at_top: bool, is_computed: bool) -> Looks:
    """How the cells of a column look."""
    number, fraction, moment, text, odd, day = cells = [WriteOnlyCell(sheet) for _ in Looks._fields]
    for cell in cells[:-1]:
        cell.border = BORDER
        if at_top:  # beside cells that break their lines
            cell.alignment = WRAPPED if wraps else TOP
        if is_computed:
            cell.fill = GREY
    if form is not None:
        whole, other = form if isinstance(form, WholeOr) else (form, form)
        number.number_format, fraction.number_format = whole, other
    if form is not None and form != PLAIN_TEXT and not wraps:
        text.alignment = odd.alignment = TOP_RIGHT if at_top else RIGHT  # among numbers, such as 25 (20)
    moment.number_format = MOMENT if form is None else number.number_format
    odd.quotePrefix, day.number_format = True, DAY
    return Looks(*(cell.style_id for cell in cells))


def _header(sheet: Any, value: Any, fill: PatternFill) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.border, cell.font, cell.fill, cell.alignment = BORDER, WHITE, fill, CENTRED
    cell.value = value_of(value)
    if isinstance(cell.value, str):
        cell.value, cell.data_type = in_xml(cell.value), "s"  # whatever it begins with
    return cell
