"""Pages that can be read: no wider than paper, with the keys of their rows, in type that is not too small."""

import io
import random
from itertools import pairwise
from typing import Any

import openpyxl
import pytest

from server.render.pages import PAGE, READABLE, SMALLEST
from server.render.workbook import Book
from services.shared.workbook import Layout, SheetRows


def sheet_of(widths: list[int], *, title: str = "Pages", **layout: Any) -> Any:
    """A sheet with columns of some widths."""
    heads = [f"{place}".ljust(width - 2, "x") for place, width in enumerate(widths)]
    layout = {"keys": 1, **layout}
    book, file = Book(title), io.BytesIO()
    book.append(SheetRows(Layout("Sheet", [heads], [None] * len(widths), **layout), [heads]))
    book.save(file)
    return openpyxl.load_workbook(file)["Sheet"]


def pages_of(sheet: Any, count: int) -> list[tuple[int, int]]:
    """The first and last column of each page."""
    breaks = [0, *(one.id for one in sheet.col_breaks.brk), count]
    return [(first + 1, last) for first, last in pairwise(breaks)]


def test_what_fits_a_page_in_good_type_is_made_to() -> None:
    sheet = sheet_of([20] * 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert pages_of(sheet, 9) == [(1, 9)]


def test_no_page_is_wider_than_its_paper_nor_its_type_too_small() -> None:
    drawn = random.Random(17)
    for _ in range(60):
        widths = [drawn.randint(8, 40) for _ in range(drawn.randint(14, 60))]
        keys = drawn.randint(1, 5)
        sheet = sheet_of(widths, keys=keys)
        assert not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert READABLE <= sheet.page_setup.scale <= 100
        repeated = openpyxl.utils.column_index_from_string(sheet.print_title_cols.rpartition("$")[2])
        assert 1 <= repeated <= keys
        for first, last in pages_of(sheet, len(widths)):
            begins = max(first, repeated + 1)
            wide = sum(widths[:repeated]) + sum(widths[begins - 1 : last])
            assert wide * sheet.page_setup.scale <= 100 * PAGE
        assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(("noted_once", "rows"), [(False, "$1:$3"), (True, "$3:$3")])
def test_notes_are_on_every_page_unless_they_are_printed_once(noted_once: bool, rows: str) -> None:
    sheet = sheet_of([20] * 12, notes=["Of April 2025", "How it is read"], noted_once=noted_once, pages=[2, 6])
    assert (sheet.print_title_rows, sheet["A1"].value) == (rows, "Of April 2025")


@pytest.mark.parametrize("pages", [[2, 4, 6], [3, 5]])
def test_pages_that_are_named_are_as_large_as_the_widest_allows(pages: list[int]) -> None:
    widths = [32, *[40] * 5, 10, 10]
    sheet = sheet_of(widths, pages=pages)
    assert [one.id for one in sheet.col_breaks.brk] == [first - 1 for first in pages[1:]]
    widest = 32 + (80 if pages[0] == 2 else 120)
    assert (sheet.page_setup.scale, sheet.print_title_cols) == (100 * PAGE // widest, "$A:$A")


def test_a_named_page_that_nobody_could_read_is_divided() -> None:
    widths = [20, 20, *[30] * 12]
    sheet = sheet_of(widths, keys=2, pages=[3, 10, 13])
    assert pages_of(sheet, 14) == [(1, 6), (7, 9), (10, 12), (13, 14)]
    assert sheet.page_setup.scale >= READABLE


def test_pages_that_are_named_are_one_where_all_of_them_fit() -> None:
    sheet = sheet_of([20] * 9, pages=[2, 4, 6, 8])
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, [*sheet.col_breaks.brk]) == (True, [])


def test_hidden_columns_take_no_room() -> None:
    widths = [20, *[30] * 6, 40]
    assert sheet_of(widths, pages=[2, 5], hidden=[8]).page_setup.scale == 100
    assert SMALLEST < sheet_of(widths, pages=[2, 5]).page_setup.scale < 100


def test_notes_stand_above_the_columns_that_every_page_repeats() -> None:
    sheet = sheet_of([20] * 8, keys=2, pages=[3, 6], notes=["word " * 20])
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:B1"]
    assert sheet.row_dimensions[1].height == 3 * 15


@pytest.mark.parametrize(
    ("noted_once", "keys", "across"),
    [(True, 20, "A1:F1"), (True, 30, "A1:B1"), (False, 20, "A1:B1")],
)
def test_notes_that_are_printed_once_stand_over_the_first_page_where_keys_are_narrow(
    noted_once: bool, keys: int, across: str
) -> None:
    widths = [keys, keys, *[12] * 4, *[20] * 8]
    sheet = sheet_of(widths, keys=2, pages=[3, 7, 11], notes=["word " * 60], noted_once=noted_once)
    assert [str(one) for one in sheet.merged_cells.ranges] == [across]


@pytest.mark.parametrize("title", ["&" * 300, "😀" * 300, "a & b\nc", "\x0b\ufffe"])
def test_a_title_is_a_line_above_the_page(title: str) -> None:
    book, file = Book("Title"), io.BytesIO()
    book.append(SheetRows(Layout("Sheet", [["a"]], [None], keys=1, print_note=title), [["a"]]))
    book.save(file)
    told = str(openpyxl.load_workbook(file)["Sheet"].oddHeader)
    assert len(told.encode("utf-16-le")) // 2 <= 255
    assert told.replace("&&", "").count("&") == 1, "the one that begins it"
    assert not set(told) & set("\n\x0b\ufffe")
