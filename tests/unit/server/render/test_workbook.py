"""The writer of workbooks: sheets that grow part by part, and what it refuses because programs would repair it."""

import io
from collections.abc import AsyncIterator

import openpyxl
import pytest

from server.render.spool import WorkbookInMaking
from server.render.workbook import Book, checked_merges
from services.shared.table import Column, ColumnType, Table, one_batch
from services.shared.workbook import Layout, Merge, SheetRows, Workbook, table_parts

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
