"""The writer of workbooks: sheets that grow part by part, and what it refuses because programs would repair it."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest

from server.render.spool import WorkbookInMaking
from server.render.workbook import Book, checked_merges
from services.shared.table import Column, ColumnType, Table, one_batch
from services.shared.workbook import MOMENT, Layout, Merge, SheetRows, WholeOr, Workbook, table_layout, table_parts

FIRST = Layout("First", [["a", "b"]], [None, "#,##0"], keys=1)
SECOND = Layout("Second", [["c", "d"], ["e", "f"]], [None, None], keys=1, merges=[Merge(1, 1, 1, 2)], notes=["Note"])


def opened(book: Book) -> openpyxl.Workbook:
    file = io.BytesIO()
    book.save(file)
    return openpyxl.load_workbook(file)


async def made(workbook: Workbook) -> openpyxl.Workbook:
    """A workbook as it is sent: spooled, and written by a child process."""
    async with WorkbookInMaking() as making:
        await making.fill(workbook)
        await making.render()
        return openpyxl.load_workbook(io.BytesIO(b"".join([piece async for piece in making.pieces()])))


async def test_sheets_stand_in_the_order_they_begin_in_and_grow_side_by_side() -> None:
    async def parts() -> AsyncIterator[SheetRows]:
        yield SheetRows(FIRST, (["x", number] for number in range(2)))
        yield SheetRows(SECOND, [])
        yield SheetRows(FIRST, [["y", 2]])

    book = await made(Workbook("Both", "both.xlsx", parts()))
    assert book.sheetnames == ["First", "Second"]
    assert [[cell.value for cell in row] for row in book["First"]] == [["a", "b"], ["x", 0], ["x", 1], ["y", 2]]
    assert (book["First"].auto_filter.ref, book["Second"].auto_filter.ref) == ("A1:B4", "A3:B3")
    assert [str(one) for one in book["Second"].merged_cells.ranges] == ["A1:B1"]


@pytest.mark.parametrize(
    ("rows", "written"), [([["x", 1.5]], [["name", "share"], ["x", 1.5]]), ([], [["name", "share"]])]
)
async def test_a_table_is_a_sheet_with_its_columns(rows: list[list[object]], written: list[list[object]]) -> None:
    table = Table([Column("name", ColumnType.TEXT), Column("share", ColumnType.NUMBER)], one_batch(rows))
    sheet = (await made(Workbook("Table", "table.xlsx", table_parts("Data", table))))["Data"]
    assert [[cell.value for cell in row] for row in sheet] == [["name", "share"], *rows]


def test_the_columns_of_a_tables_key_stay_in_view_and_numbers_that_name_something_are_shown_so() -> None:
    names = ["week", "name", "capacity", "year", "tier_id", "version", "records"]
    columns = [Column(name, ColumnType.TEXT if name == "name" else ColumnType.INTEGER) for name in names]
    layout = table_layout("Data", columns, key=("name", "week", "year"))
    assert layout.keys == 2, "those that stand first"
    assert [form for form in layout.formats if form] == ["0", "#,##0", "0", "0", "0", "#,##0"]
    assert table_layout("Data", columns, key=("year",)).keys == 1
    book = Book("Years")
    book.append(SheetRows(layout, [[23, "a", 2025, 2025, 1234, 1000, 1000]]))
    assert opened(book)["Data"].freeze_panes == "C2"


def test_two_sheets_of_one_title_are_refused() -> None:
    book = Book("Twice")
    book.append(SheetRows(FIRST, []))
    with pytest.raises(ValueError, match="two sheets are called 'FIRST'"):
        book.append(SheetRows(Layout("FIRST", [["other"]], [None], keys=1), []))
    assert opened(book).sheetnames == ["First"]


@pytest.mark.parametrize("title", ["", "x" * 32, "a/b", "[a]"])
def test_a_title_that_no_sheet_can_have_is_refused(title: str) -> None:
    with pytest.raises(ValueError, match="cannot be a sheet's title"):
        Book("Title").append(SheetRows(Layout(title, [["a"]], [None], keys=1), []))


@pytest.mark.parametrize(
    ("merges", "said"),
    [([Merge(1, 2, 1, 2)], "B1 is a single cell"), ([Merge(1, 1, 1, 3), Merge(1, 3, 2, 3)], "C1:C2 overlaps")],
)
def test_merges_that_would_be_repaired_are_refused(merges: list[Merge], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked_merges(merges)


def test_numbers_that_are_whole_and_those_that_are_not_are_shown_so() -> None:
    book = Book("Numbers")
    layout = Layout("Numbers", [["a"]], [WholeOr("#,##0", "#,##0.00")], keys=1)
    book.append(SheetRows(layout, [[5], [5.0], [5.5], [Decimal("5.25")], [None], ["5 (4)"], [0]]))
    cells = [cell for (cell,) in opened(book)["Numbers"].iter_rows(min_row=2)]
    assert [cell.number_format for cell in cells if isinstance(cell.value, int | float)] == [
        "#,##0", "#,##0", "#,##0.00", "#,##0.00", "#,##0",
    ]  # fmt: skip


@pytest.mark.parametrize("form", [None, MOMENT])
def test_a_moment_says_its_zone(form: str | None) -> None:
    book = Book("Moments")
    book.append(SheetRows(Layout("Moments", [["a"]], [form], keys=1), [[datetime(2025, 6, 1, 12, tzinfo=UTC)]]))
    cell = opened(book)["Moments"]["A2"]
    assert (cell.value, cell.number_format) == (datetime(2025, 6, 1, 12), MOMENT)


def test_a_note_takes_the_room_that_it_needs() -> None:
    book = Book("Notes & more")
    layout = Layout("Notes", [["a", "b"]], [None, None], keys=1, notes=["word " * 40, "short"])
    book.append(SheetRows(layout, [["x" * 30, "y"]]))
    sheet = opened(book)["Notes"]
    assert sheet["A1"].alignment.wrap_text
    assert (sheet.row_dimensions[1].height, sheet.row_dimensions[2].height) == (6 * 15, None)
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2"}
    assert sheet.oddHeader.left.text == "Notes && more"
