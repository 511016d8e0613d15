"""What stands beside a table: cells that a delimiter shifted, values below no heading, other sheets like it."""

import random

import pytest
from openpyxl import Workbook

from sheets.columns import Headings
from sheets.read import read_sheet
from sheets.sheet import Sheet
from tests.unit.sheets.files import parts, saved, workbook, zipped

HEADINGS = Headings({"cn": ("CN",), "state": ("State",)}, ("cn", "state"))
DATED = Headings({"cn": ("CN",), "month": ("Month",), "year": ("Year",)}, ("cn",), months=2, instead=("month", "year"))
TABLE = [["CN", "State"], ["CN1", "FL"]]


async def read(content: bytes | str, *, headings: Headings = HEADINGS) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    name = "file.xlsx" if raw.startswith(b"PK") else "file.csv"
    return await read_sheet(raw, filename=name, headings=headings)


@pytest.mark.parametrize("seed", range(5))
async def test_every_row_that_a_delimiter_in_a_cell_made_longer_is_named(seed):
    chance = random.Random(seed)
    delimiter = chance.choice(",;\t|")
    shifted = {number: chance.choice([0, 0, 1, 3]) for number in range(2, 40)}
    rows = [delimiter.join([f"CN{number}", *["1"] * more, "FL"]) for number, more in shifted.items()]
    sheet = await read("\r\n".join([f"CN{delimiter}State", *rows]))
    assert sheet.overlong == {number: 2 + more for number, more in shifted.items() if more}


@pytest.mark.parametrize("tail", ["", ",", ",,,", ", ,"])
async def test_delimiters_at_the_end_of_every_row_shift_nothing(tail):
    for head in ("CN,State", f"CN,State{tail}"):
        sheet = await read("\n".join([head, *[f"CN{number},FL{tail}" for number in range(9)]]))
        assert (sheet.overlong, sheet.reading.padded_rows, sheet.reading.bare_columns) == ({}, 0, [])


async def test_a_few_rows_with_a_delimiter_more_are_counted():
    sheet = await read("CN,State\nCN1,FL\nCN2,FL,\nCN3,FL\nCN4,FL,,\nCN5,FL\n")
    assert (sheet.reading.padded_rows, sheet.reading.first_padded_row) == (2, 3)


async def test_values_below_no_heading_are_told_by_column():
    assert (await read("CN,,State,\nCN1,a,FL,b\nCN2,,FL,c\n")).reading.bare_columns == ["B (1)", "D (2)"]
    rows = [["CN", None, "State"], ["CN1", 5, "FL", None, "note"], ["CN2", None, "TX", None, "note"]]
    assert (await read(workbook(*rows))).reading.bare_columns == ["B (1)", "E (2)"]


async def test_blanks_before_a_quote_and_marks_within_the_file_are_no_part_of_a_cell():
    sheet = await read('\ufeff\ufeff"CN","State"\r\nCN1, "FL, TX"\r\n\ufeff"CN2","GA, TX"\r\n')
    assert [row.cells for row in sheet.rows] == [["CN1", "FL, TX"], ["CN2", "GA, TX"]]


async def test_other_sheets_with_the_headings_are_named():
    content = workbook(*TABLE, More=TABLE, Notes=[["x"]], Empty=TABLE[:1], Last=[["title"], *TABLE])
    sheet = await read(content)
    assert (sheet.reading.sheet, sheet.reading.other_tables) == ("Sheet", ["More", "Last"])


async def test_a_sheet_with_rows_goes_before_one_with_headings_alone():
    assert (await read(workbook(*TABLE[:1], Data=TABLE))).reading.sheet == "Data"
    assert (await read(workbook(*TABLE[:1], Other=[["x"]]))).reading.sheet == "Sheet"


async def test_a_sheet_with_the_months_goes_before_one_without():
    people, months = [["CN"], ["CN1"]], [["CN", "Jun-25", "Jul-25"], ["CN1", 1, 2]]
    assert (await read(workbook(*people, Data=months), headings=DATED)).headers == months[0]
    rows = [["CN", "Month", "Year"], ["CN1", 6, 2025]]
    assert (await read(workbook(*people, Data=rows), headings=DATED)).headers == rows[0]
    assert (await read(workbook(*people, Data=[["CN", "Jun-25"], ["CN1", 1]]), headings=DATED)).headers == ["CN"]


async def test_numbers_that_a_format_hides_or_makes_percent_are_counted():
    book = Workbook()
    for row in [["CN", "State"], [1, 0.5], [2, 0.5], ["text", 3]]:
        book.active.append(row)
    for name, code in {"A2": ";;;", "A3": ";;;", "A4": ";;;", "B2": '0.0"%"', "B3": "0.0%", "B4": "0\\%"}.items():
        book.active[name].number_format = code
    reading = (await read(saved(book))).reading
    assert (reading.hidden_numbers, reading.first_hidden_number) == (2, "A2")
    assert (reading.percent_texts, reading.first_percent_text) == (2, "B2")


@pytest.mark.parametrize("prefix", ["", "x:"])
async def test_rows_and_cells_without_names_are_counted_off(prefix):
    rows = (
        '<row><c t="str"><v>CN</v></c><c t="str"><v>State</v></c></row>'
        '<row r="4" hidden="1"><c s="1"><v>7</v></c><c r="B4" t="str"><v>FL</v></c></row>'
        '<row hidden="1"><c><f>1+1</f></c><c t="str"><v>TX</v></c></row>'
    )
    whole = f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    for name in ("row", "c", "v", "f"):
        whole = whole.replace(f"<{name}>", f"<{prefix}{name}>").replace(f"<{name} ", f"<{prefix}{name} ")
        whole = whole.replace(f"</{name}>", f"</{prefix}{name}>")
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    contents = parts(whole=whole)
    related = str(contents["xl/_rels/workbook.xml.rels"])
    sheet = await read(zipped({**contents, "xl/styles.xml": styles, "xl/_rels/workbook.xml.rels": related}))
    assert [(row.number, mark.shown) for row in sheet.rows[:1] for mark in sheet.marks.values()] == [(4, "00007")]
    assert (sheet.reading.hidden_rows, sheet.reading.first_hidden_row) == (2, 4)
    assert sheet.reading.first_uncalculated == "A5"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
