"""Columns are as wide as what they show, which a format makes longer, and rows as high as their texts."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from server.render.widths import BESIDE, HEADER, HIGHEST, LINE, MEASURED, NARROWEST, WIDEST, column_widths, height
from server.render.workbook import Book
from services.shared.workbook import CENTS, DAY, MOMENT, PLAIN_TEXT, WHOLE, Format, Layout, SheetRows, WholeOr

SIGNED = "#,##0.00;[Red]-#,##0.00"
SHOWN: list[tuple[Any, Format, str]] = [
    (1234567.5, CENTS, "1,234,567.50"),
    (Decimal(123456), "#,##0.0000", "123,456.0000"),
    (1234567, WHOLE, "1,234,567"),
    (-1234567, SIGNED, "-1,234,567.00"),
    (1234567, WholeOr(WHOLE, CENTS), "1,234,567"),
    (Decimal("1234567.5"), WholeOr(WHOLE, CENTS), "1,234,567.50"),
    (2025, "0", "2025"),
    (1234.25, None, "1234.25"),
    (12345678, PLAIN_TEXT, "12345678"),
    (date(2025, 6, 1), DAY, "2025-06-01"),
    (datetime(2025, 6, 1, 12, tzinfo=UTC), MOMENT, "2025-06-01 12:00:00 UTC"),
    ("first\nthe second line", None, "the second line"),
    ("名前日本語", None, "wide wide "),
    (True, None, "TRUE"),
]


@pytest.mark.parametrize(("value", "form", "shown"), SHOWN)
def test_a_column_has_room_for_what_it_shows(value: Any, form: Format, shown: str) -> None:
    layout = Layout("Sheet", [["a"]], [form], keys=1)
    assert column_widths(layout, [[None], [value]]) == [max(NARROWEST, len(shown) + BESIDE)]


def test_headers_take_two_lines_above_rows_and_one_where_rows_are_to_be_typed() -> None:
    heads = ["Jun-25 FTE Available", "a_name_of_one_word", "Id", "x " * 60]
    layout = Layout("Sheet", [heads], [None] * 4, keys=1)
    assert column_widths(layout, [["", "", "", ""]]) == [12, 20, NARROWEST, WIDEST]
    assert column_widths(layout, []) == [22, 20, NARROWEST, WIDEST]
    upper = Layout("Sheet", [["Case Identifier", "Month", None], [None, "a", "b"]], [None] * 3, keys=1)
    assert column_widths(upper, [["", 1, 1]]) == [12, NARROWEST, NARROWEST], "what stands over both rows counts too"


def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_any_program_takes() -> None:
    assert height([("short", 20), (None, 5), (12345678901, 5)]) is None
    assert height([("word " * 10, 26), ("short", 20)]) == 2 * LINE
    assert height([("first\nsecond\n\nfourth", 20)]) == 4 * LINE
    assert height([("x" * 90, 31)]) == 3 * LINE
    assert height([("word " * 6_000, 20)]) == HIGHEST < 409


def test_columns_are_as_wide_as_rows_of_later_parts_want() -> None:
    book, file = Book("Parts"), io.BytesIO()
    layout = Layout("Sheet", [["a", "b"]], [None, CENTS], keys=1)
    for rows in ([], [["x", 1]], [["x" * 20, 1_234_567.0]], [["x", 1]] * MEASURED):
        book.append(SheetRows(layout, rows))
    book.save(file)
    sheet = openpyxl.load_workbook(file)["Sheet"]
    assert [sheet.column_dimensions[name].width for name in "AB"] == [22, len("1,234,567.00") + BESIDE]
    assert (sheet.max_row, sheet.auto_filter.ref) == (MEASURED + 3, f"A1:B{MEASURED + 3}")


def test_texts_that_are_too_long_break_their_lines_and_what_stands_beside_them_begins_with_them() -> None:
    book, file = Book("Long"), io.BytesIO()
    layout = Layout("Sheet", [["a", "b", "c"]], [None, WHOLE, None], keys=1, hidden=[3])
    book.append(SheetRows(layout, [["word " * 20, 1, "x" * 90], ["short", 2, ""], ["word " * 20, "5 (4)", ""]]))
    book.append(SheetRows(Layout("Short", [["a"]], [None], keys=1), [["x" * 40]]))
    book.save(file)
    sheet, short = openpyxl.load_workbook(file).worksheets
    assert [sheet.row_dimensions[row].height for row in (1, 2, 3, 4)] == [HEADER, 3 * LINE, None, 3 * LINE]
    assert [cell.alignment.wrap_text for cell in sheet[2]] == [True, None, None]
    assert {cell.alignment.vertical for cell in sheet[2]} == {"top"}
    assert (sheet["B4"].alignment.horizontal, sheet["B4"].alignment.vertical) == ("right", "top")
    assert (short["A2"].alignment.wrap_text, short["A2"].alignment.vertical) == (None, None)
