"""Rows of sheets, written as XML and read by two programs: values, types and formats are what was meant."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from random import Random
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from server.render.cells import FORMULA, in_xml, plain
from server.render.workbook import Book
from services.shared.workbook import CENTS, DAY, MOMENT, WHOLE, Format, Layout, SheetRows, WholeOr
from tests.support.workbook_lint import faults

FORMS: Sequence[Format] = (None, WHOLE, CENTS, DAY, MOMENT, "@", WholeOr("#,##0", "#,##0.##"))
TEXTS = [
    "", " x ", "=1+1", "+1", "@x", "-", "#REF!", "TRUE", "1e5", "<t>&amp;</t>", "]]>", "a\nb", "\ta", "a\r\nb", "\x01",
    "😀", "עברית", "x" * 40_000, "&" * 3, '"', "_x0041_",
]  # fmt: skip
FIGURES = [
    0, 1, -7, 2**53, 8.2, 0.1, 1e-7, 1e17, -0.5, 3.0, Decimal("0.0001"), Decimal("300"), Decimal("12.50"), True, False,
    float("nan"), float("inf"),
]  # fmt: skip


def drawn(draw: Random, form: Format) -> Any:
    """A value that a column of such a format may have."""
    seconds, microseconds = draw.randrange(2 * 10**9), draw.choice((0, 1, 999_999))
    moment = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=microseconds)
    days, figures = (moment, moment.date()), (draw.choice(FIGURES), round(draw.random(), 2))
    return draw.choice([None, draw.choice(TEXTS), *(days if form in (DAY, MOMENT) else figures)])


def meant(value: Any) -> Any:
    """What whoever opens the workbook finds."""
    match value:
        case None | "":
            return None
        case str():
            return in_xml(plain(value)) or None  # openpyxl leaves codes of characters as they are
        case bool():
            return value
        case datetime():
            return value.replace(tzinfo=None, microsecond=0)
        case date():
            return datetime(value.year, value.month, value.day)
    return float(value) if isfinite(value) else None


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_found(form: Format) -> None:
    draw = Random(str(form))
    rows = [[drawn(draw, form) for _ in range(30)] for _ in range(60)]
    book, file = Book("Drawn"), io.BytesIO()
    layout = Layout("Drawn", [[f"c{place}" for place in range(30)]], [form] * 30, keys=1, wrapped=(2,), computed=(3,))
    for begin in range(0, 60, 25):
        book.append(SheetRows(layout, rows[begin : begin + 25]))
    book.save(file)
    assert faults(file.getvalue()) == []
    found = list(openpyxl.load_workbook(file)["Drawn"].iter_rows(min_row=2))
    assert [cell.row for row in found for cell in row[:1]] == list(range(2, 62))
    for row, cells in zip(rows, found, strict=True):
        assert [cell.value for cell in cells] == [meant(value) for value in row]
        odd = [cell for value, cell in zip(row, cells, strict=True) if isinstance(value, str) and value[:1] in FORMULA]
        assert {(cell.data_type, cell.quotePrefix) for cell in odd if cell.value} <= {("s", True)}


@pytest.mark.parametrize(("value", "form"), [(date(2025, 6, 1), DAY), (datetime(2025, 6, 1, 12, tzinfo=UTC), MOMENT)])
def test_a_day_is_shown_as_one_in_a_column_of_anything(value: date, form: str) -> None:
    book, file = Book("Any"), io.BytesIO()
    book.append(SheetRows(Layout("Any", [["a"]], [None], keys=1), [[value], [5]]))
    book.save(file)
    sheet = openpyxl.load_workbook(file)["Any"]
    assert [cell.number_format for (cell,) in sheet.iter_rows(min_row=2)] == [form, "General"]


def test_another_program_finds_the_same() -> None:
    draw = Random("calamine")
    rows = [[draw.choice(TEXTS[1:6]), draw.choice(FIGURES[:8])] for _ in range(100)]
    book, file = Book("Other"), io.BytesIO()
    book.append(SheetRows(Layout("Other", [["text", "figure"]], [None, None], keys=1), rows))
    book.save(file)
    read = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert read == [["text", "figure"], *([text, float(figure)] for text, figure in rows)]
