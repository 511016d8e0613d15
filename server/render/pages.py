"""How a sheet is printed: landscape on A4, headers and keys on every page, and as large as can be read."""

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from server.render.cells import plain
from services.shared.workbook import Layout

A4 = 9
MARGIN = 0.4  # inches, left and right
PAGE = 110  # characters that fit between them, in wide letters too
SMALLEST, READABLE = 40, 60  # percent
ROOM = 100 * PAGE // READABLE  # characters that fit in the smallest type that is good to read
LAST_ROW = 1_048_575
LONGEST = 120  # characters of a page's header: of 255 that it may have, & and emoji take two


def prepare_pages(sheet: Any, layout: Layout, widths: Sequence[int], title: str) -> None:
    """Set up the pages of a sheet of a workbook of some title."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    first = len(layout.notes) + 1 if layout.noted_once else 1
    sheet.print_title_rows = f"{first}:{len(layout.notes) + len(layout.headers)}"
    sheet.oddHeader.left.text = _plain(f"{title} – {layout.print_note}" if layout.print_note else title)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    printed = [0 if place in layout.hidden else width for place, width in enumerate(widths, start=1)]
    keys = layout.keys if layout.pages else _repeated(layout.keys, printed)
    if sum(printed) <= ROOM:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    else:
        _divide(sheet, _starts(layout.pages or [keys + 1], keys, printed), keys, printed)


def _repeated(keys: int, widths: Sequence[int]) -> int:
    """How many of the keys are repeated: as many as leave other columns half a page."""
    while keys > 1 and sum(widths[:keys]) > ROOM // 2:
        keys -= 1
    return keys


def _starts(named: Sequence[int], keys: int, widths: Sequence[int]) -> Sequence[int]:
    """The columns that begin a page: those that are named, and within theirs where no more can be read beside keys."""
    starts, first = [named[0]], sum(widths[:keys])
    used = first
    for column in range(keys + 1, len(widths) + 1):
        width = widths[column - 1]
        if column > starts[-1] and (column in named or used + width > ROOM):
            starts.append(column)
            used = first
        used += width
    return starts


def _divide(sheet: Any, starts: Sequence[int], keys: int, widths: Sequence[int]) -> None:
    """Begin a page at each column that is to begin one, and make all of them as large as the widest may be."""
    ends = [*(first - 1 for first in starts[1:]), len(widths)]
    # What stands before the first of them, and is no key, is on its page.
    widest = max(sum(widths[first - 1 : end]) for first, end in zip([keys + 1, *starts[1:]], ends, strict=True))
    sheet.page_setup.scale = max(SMALLEST, min(100, 100 * PAGE // (sum(widths[:keys]) + widest)))
    sheet.print_title_cols = f"A:{get_column_letter(keys)}"
    for first in starts[1:]:
        sheet.col_breaks.append(Break(id=first - 1, max=LAST_ROW))


def _plain(text: str) -> str:
    """A text in a page's header, where & begins a command, cut to a line."""
    line = " ".join(plain(text).split())
    return (line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…").replace("&", "&&")
