"""How a sheet is printed: landscape on A4, headers and keys on every page, and as large as its columns allow."""

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from services.shared.workbook import Layout

A4 = 9
PAGE = 130  # characters that fit the width of a page
SMALLEST = 40  # percent
LAST_ROW = 1_048_575
LONGEST = 200  # characters of a page's header, of 255 that it may have


def prepare_pages(sheet: Any, layout: Layout, widths: Sequence[int], title: str) -> None:
    """Set up the pages of a sheet of a workbook of some title."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.print_title_rows = f"1:{len(layout.notes) + len(layout.headers)}"
    sheet.oddHeader.left.text = _plain(f"{title} – {layout.print_note}" if layout.print_note else title)
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    if layout.pages:
        _divide(sheet, layout, widths)
    else:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _divide(sheet: Any, layout: Layout, widths: Sequence[int]) -> None:
    """Begin a page at each column that is to begin one, and make all of them as large as the widest may be."""
    keys = sum(widths[: layout.keys])
    ends = [*(first - 1 for first in layout.pages[1:]), len(widths)]
    widest = max(sum(widths[first - 1 : end]) for first, end in zip(layout.pages, ends, strict=True))
    sheet.page_setup.scale = max(SMALLEST, min(100, 100 * PAGE // (keys + widest)))
    sheet.print_title_cols = f"A:{get_column_letter(layout.keys)}"
    for first in layout.pages[1:]:
        sheet.col_breaks.append(Break(id=first - 1, max=LAST_ROW))


def _plain(text: str) -> str:
    """A text in a page's header, where & begins a command."""
    return text[:LONGEST].replace("&", "&&")
