"""Reading of .xlsx workbooks that people send."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from sheets import Unreadable
from sheets.limits import SheetLimits
from sheets.read import read_sheet
from sheets.sheet import Sheet, SheetRow
from tests.unit.sheets.files import HEADER_ROW, crooked, parts, saved, workbook, zipped


async def read(content: bytes, **limits: float) -> Sheet:
    return await read_sheet(content, filename="Roster.XLSX", limits=SheetLimits(**limits))


async def test_a_workbook_gives_its_header_and_numbered_rows():
    sheet = await read(workbook(["CN", "State"], ["CN1", "FL"], ["CN2", None]))
    assert sheet.headers == ["CN", "State"]
    assert sheet.rows == [SheetRow(2, ["CN1", "FL"]), SheetRow(3, ["CN2", None])]


async def test_each_kind_of_cell_comes_through_as_its_own_type():
    row = ["text", 12, 12.0, 8.5, True, date(2025, 6, 1), datetime(2025, 6, 1, 12, 30), time(3, 4), 10**18]
    sheet = await read(workbook(list("abcdefghi"), row))
    cells = sheet.rows[0].cells
    assert cells == ["text", 12, 12, 8.5, True, date(2025, 6, 1), datetime(2025, 6, 1, 12, 30), "03:04:00", 1e18]
    assert [type(cell) for cell in cells] == [str, int, int, float, bool, date, datetime, str, float]


async def test_error_cells_come_through_as_text():
    errors = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?"]
    book = Workbook()
    book.active.append(list("abcde"))
    book.active.append(errors)
    assert {cell.data_type for cell in book.active[2]} == {"e"}
    assert (await read(saved(book))).rows[0].cells == errors


async def test_the_header_is_the_first_row_that_is_not_blank_and_numbers_stay_those_of_the_sheet():
    sheet = await read(workbook([], ["  ", None], [None, "CN"], [], [None, "CN1"], [None, " "], [None, "CN2"]))
    assert sheet.headers == [None, "CN"]
    assert [row.number for row in sheet.rows] == [5, 7]


async def test_rows_are_as_wide_as_the_header_whatever_they_hold():
    sheet = await read(workbook(["CN", "State", None, " "], ["CN1"], ["CN2", "FL", "left", "out"]))
    assert sheet == Sheet(["CN", "State"], [SheetRow(2, ["CN1", None]), SheetRow(3, ["CN2", "FL"])])


async def test_the_first_worksheet_with_data_is_read():
    assert (await read(workbook(Empty=[], Data=[["CN"], ["CN1"]], Other=[["X"]]))).headers == ["CN"]


async def test_a_hidden_worksheet_is_read_only_when_no_visible_one_has_data():
    book = Workbook()
    book.active.append(["hidden list"])
    book.active.sheet_state = "hidden"
    visible = book.create_sheet("Roster")
    assert (await read(saved(book))).headers == ["hidden list"]
    visible.append(["CN"])
    assert (await read(saved(book))).headers == ["CN"]


async def test_a_workbook_without_any_data_is_refused():
    with pytest.raises(Unreadable, match="no data"):
        await read(workbook())


async def test_days_counted_from_1904_are_the_same_days():
    book = Workbook()
    book.epoch = datetime(1904, 1, 1)
    book.active.append(["Hire Date", date(2025, 7, 1)])
    book.active.append([date(2025, 6, 1), datetime(2025, 6, 1, 8, 30)])
    sheet = await read(saved(book))
    assert sheet.headers == ["Hire Date", date(2025, 7, 1)]
    assert sheet.rows[0].cells == [date(2025, 6, 1), datetime(2025, 6, 1, 8, 30)]


async def test_formatting_far_below_and_beside_the_data_does_not_count():
    book = Workbook()
    book.active.append(["CN"])
    book.active.append(["CN1"])
    book.active["XFD900000"].font = Font(bold=True)
    assert len((await read(saved(book))).rows) == 1


async def test_text_of_any_language_and_markup_characters_survive():
    texts = ["Zoë Müller", "अमित", "林", 'a < b & "c"', "line\nbreak", "x:c r=", "😀"]
    assert (await read(workbook(list("abcdefg"), texts))).rows[0].cells == texts


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c t='str'><v>CN1</v></c><c t='str'><v>FL</v></c></row>",
        "<row r='2'><c t='str' r='A2'><v>CN1</v></c><c s='0' t='str' r='B2'><v>FL</v></c></row>",
        '<row\nr = "2"  spans="1:2"><c  r="A2"\tt="str"><v>CN1</v></c><c r="B2" t="str" ><v>FL</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>CN1</v></c><c r="B2" t="str"><v>FL</v></c><c r="C2" s="1"/></row>',
    ],
    ids=["without references", "quoted singly", "spaced out", "blank at the end"],
)
async def test_programs_that_write_cells_in_their_own_way_are_understood(rows):
    assert (await read(crooked(rows))).rows == [SheetRow(2, ["CN1", "FL"])]


async def test_a_namespace_prefix_on_every_element_is_understood():
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>CN</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert await read(zipped(parts(whole=sheet))) == Sheet(["CN"], [SheetRow(2, ["#N/A"])])


async def test_numbers_that_are_none_come_through_as_text():
    sheet = await read(crooked('<row r="2"><c r="A2"><v>NaN</v></c><c r="B2"><v>1e308</v></c></row>'))
    assert [str(cell).lower() for cell in sheet.rows[0].cells] == ["nan", "1e+308"]


async def test_row_column_and_cell_bounds_are_named_in_the_refusal():
    content = workbook(["a", "b", "c"], *([["1", "2", "3"]] * 10))
    assert len((await read(content, rows=10, columns=3, cells=33)).rows) == 10
    for bound in ({"rows": 9}, {"columns": 2}, {"cells": 32}):
        with pytest.raises(Unreadable) as refused:
            await read(content, **bound)
        assert "too many rows or cells" in refused.value.message
        assert "at most" in (refused.value.accepted or "")


async def test_header_alone_is_a_sheet_without_rows():
    assert await read(zipped(parts(HEADER_ROW))) == Sheet(["CN", "State"], [])
