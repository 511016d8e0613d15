"""Where the table lies in a file: below titles, behind covers, in a hidden sheet, among hidden rows and columns."""

import pytest
from openpyxl import Workbook

from sheets import Unreadable
from sheets.columns import Headings
from sheets.read import read_sheet
from sheets.sheet import Sheet
from tests.unit.sheets.files import crooked, parts, saved, workbook, zipped

HEADINGS = Headings({"cn": ("CN", "CN Number"), "state": ("State",), "opid": ("OPID",)}, ("cn", "state"))
TABLE = [["CN#", "OPID", "State"], ["CN1", None, "FL"]]


async def read(content: bytes | str, *, filename: str = "roster.xlsx") -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return await read_sheet(raw, filename=filename, headings=HEADINGS)


async def test_a_cover_is_passed_over():
    sheet = await read(workbook(["Quarterly roster"], ["by Planning", 3], Notes=[["State", "meaning"]], Roster=TABLE))
    assert sheet.headers == TABLE[0]
    assert (sheet.reading.sheet, sheet.reading.other_sheets) == ("Roster", ["Sheet", "Notes"])


@pytest.mark.parametrize("titles", [0, 1, 2, 10, 40])
async def test_titles_above_the_headings_are_passed_over(titles):
    above = [[f"Title {number}", None, "confidential"] for number in range(titles)]
    sheet = await read(workbook(*above, [], *TABLE))
    assert (sheet.headers, len(sheet.rows)) == (TABLE[0], 1)
    assert sheet.reading.heading_row == titles + 2
    assert sheet.rows[0].number == sheet.reading.heading_row + 1


async def test_headings_are_not_looked_for_without_end():
    with pytest.raises(Unreadable, match="missing columns"):
        await read(workbook(*[["title"]] * 60, *TABLE))


async def test_a_hidden_sheet_is_read_when_no_other_has_the_headings_and_says_so():
    book = Workbook()
    book.active.append(["Cover"])
    hidden = book.create_sheet("Data")
    hidden.sheet_state = "veryHidden"
    for row in TABLE:
        hidden.append(row)
    sheet = await read(saved(book))
    assert (sheet.reading.sheet, sheet.reading.is_hidden) == ("Data", True)


async def test_the_visible_one_of_two_tables_is_read():
    book = Workbook()
    for row in TABLE:
        book.active.append(row)
    book.active.sheet_state = "hidden"
    visible = book.create_sheet("Now")
    for row in [*TABLE, ["CN2", None, "TX"]]:
        visible.append(row)
    sheet = await read(saved(book))
    assert (sheet.reading.sheet, sheet.reading.is_hidden, len(sheet.rows)) == ("Now", False, 2)


async def test_what_was_taken_for_the_headings_is_named_with_what_it_reads():
    with pytest.raises(Unreadable) as refused:
        await read(workbook(["Roster 2025"], ["CN", "Status"], ["CN1", "x"], Cover=[["hello"]]))
    assert refused.value.message == (
        "missing columns: State; row 2 of the sheet Sheet was taken for the headings and reads: CN, Status"
    )


async def test_headings_that_are_formulas_say_that_they_were_never_calculated():
    with pytest.raises(Unreadable, match="formulas were never calculated"):
        await read(workbook(["CN", "=A9"], ["CN1", "FL"]))


async def test_hidden_rows_and_columns_are_counted_and_named():
    book = Workbook()
    for row in [*TABLE, *[[f"CN{number}", None, "FL"] for number in range(2, 9)]]:
        book.active.append(row)
    for number in (4, 6, 7, 40):
        book.active.row_dimensions[number].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.active.column_dimensions["F"].hidden = True
    reading = (await read(saved(book))).reading
    assert (reading.hidden_rows, reading.first_hidden_row, reading.hidden_columns) == (3, 4, ["C (State)"])


async def test_merged_cells_below_the_headings_are_counted_and_the_first_is_named():
    book = Workbook()
    for row in [["Roster", None, None], *TABLE, *[[f"CN{number}", None, "FL"] for number in range(2, 9)]]:
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    reading = (await read(saved(book))).reading
    assert (reading.merged, reading.first_merged) == (0, None)
    for cells in ("C4:C6", "A8:B8"):
        book.active.merge_cells(cells)
    reading = (await read(saved(book))).reading
    assert (reading.merged, reading.first_merged) == (2, "C4:C6")


@pytest.mark.parametrize("said", ['hidden="1"', "hidden='true'", 'ht="0" customHeight="1"', 'ht="0.0"'])
async def test_a_row_without_height_is_hidden_too(said):
    rows = f'<row r="2" spans="1:2" {said}><c r="A2" t="str"><v>CN1</v></c></row>'
    assert (await read(crooked(rows))).reading.hidden_rows == 1


@pytest.mark.parametrize("said", ['hidden="0"', 'ht="0.75"', 'ht="15"', 'x:hidden="1" xmlns:x="urn:x"'])
async def test_a_row_that_is_seen_is_not(said):
    rows = f'<row r="2" {said}><c r="A2" t="str"><v>CN1</v></c></row>'
    assert (await read(crooked(rows))).reading.hidden_rows == 0


@pytest.mark.parametrize("width", ['hidden="1"', 'width="0"'])
async def test_a_run_of_hidden_columns_is_unfolded(width):
    whole = str(parts('<row r="1"><c r="A1" t="str"><v>CN</v></c><c r="B1" t="str"><v>State</v></c></row>')
                ["xl/worksheets/sheet1.xml"])  # fmt: skip
    whole = whole.replace("<sheetData>", f'<cols><col min="1" max="5" {width}/></cols><sheetData>')
    assert (await read(zipped(parts(whole=whole)))).reading.hidden_columns == ["A (CN)", "B (State)"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("said", ["sep={}", "SEP={}", '"sep={}"'])
async def test_a_line_that_says_the_delimiter_is_no_row(said, delimiter, line_end):
    lines = [said.format(delimiter), *(delimiter.join(cell or "" for cell in row) for row in TABLE)]
    sheet = await read(line_end.join(lines), filename="roster.csv")
    assert (sheet.headers, sheet.rows[0].number) == (TABLE[0], 2)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
async def test_titles_of_a_csv_do_not_mislead_about_its_delimiter(delimiter):
    titles = ["Roster, as of June 1, 2025; all sites", "a|b\tc,d;e", ""]
    lines = [*titles, *(delimiter.join(cell or "" for cell in row) for row in TABLE)]
    sheet = await read("\n".join(lines), filename="roster.csv")
    assert (sheet.headers, sheet.reading.heading_row) == (TABLE[0], 4)
