"""Notes above the headers of a sheet: over as many columns as they need, their lines broken."""

from collections.abc import Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.worksheet.cell_range import CellRange

from server.render.cells import in_xml, value_of
from server.render.widths import height
from services.shared.workbook import Layout

WRAPPED = Alignment(vertical="top", wrap_text=True)
WIDTH = 90  # characters, where the columns are that wide together
NARROW = WIDTH // 2


def room_of_notes(layout: Layout, widths: Sequence[int]) -> Sequence[int]:
    """The widths of the columns that notes may stand over: all, and where a sheet has pages what each of them repeats.

    Over narrow keys, notes that the first page has alone stand over all of that page.
    """
    keys = widths[: layout.keys]
    if layout.pages and not (layout.noted_once and sum(keys) < NARROW):
        return keys
    return widths[: layout.pages[1] - 1] if len(layout.pages) > 1 else widths


def write_notes(sheet: Any, notes: Sequence[str], widths: Sequence[int]) -> None:
    """Write notes into the first rows of a sheet; no program makes rows of merged cells as high as they should be."""
    across = _columns(widths)
    for row, note in enumerate(notes, start=1):
        cell = WriteOnlyCell(sheet, value=in_xml(value_of(note)))
        cell.data_type, cell.alignment = "s", WRAPPED
        sheet.row_dimensions[row].height = height([(note, sum(widths[:across]))])
        sheet.append([cell])
        if across > 1:
            sheet.merged_cells.ranges.add(CellRange(min_row=row, min_col=1, max_row=row, max_col=across))


def _columns(widths: Sequence[int]) -> int:
    """The columns that are as wide as a note wants, or all."""
    wide = 0
    for place, width in enumerate(widths, start=1):
        if (wide := wide + width) >= WIDTH:
            return place
    return len(widths)
