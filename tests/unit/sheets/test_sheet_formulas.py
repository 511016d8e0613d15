"""Formulas as programs save them: with a value, without one, or with one that is yet to be calculated."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from sheets.cells import label, text, whole_number
from sheets.read import read_sheet
from sheets.sheet import NOT_CALCULATED, Sheet
from tests.unit.sheets.files import HEADER_ROW, parts, saved, zipped

FULL = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'


async def read(content: bytes) -> Sheet:
    return await read_sheet(content, filename="forecast.xlsx")


def calculated(rows: str, *, calculation: str = "") -> bytes:
    """A workbook with these rows below its header, and what it says of calculating."""
    contents = parts(HEADER_ROW + rows)
    book = str(contents["xl/workbook.xml"]).replace("</workbook>", f"{calculation}</workbook>")
    return zipped({**contents, "xl/workbook.xml": book})


async def test_a_formula_that_openpyxl_wrote_is_no_empty_cell():
    book = Workbook()
    book.active.append(["CN", "Volume"])
    book.active.append(["CN1", "=SUM(1,2)"])
    sheet = await read(saved(book))
    assert sheet.rows[0].cells == ["CN1", NOT_CALCULATED]
    assert (sheet.reading.formulas, sheet.reading.uncalculated, sheet.reading.first_uncalculated) == (1, 1, "B2")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><f>A1*2</f></c>',
        '<c r="B2"><f>A1*2</f><v/></c>',
        '<c r="B2"><f>A1*2</f><v></v></c>',
        '<c r="B2" s="1" t="n"><f>A1*2</f><v> </v></c>',
        '<c r="B2"><f t="shared" si="0"/></c>',
        '<c r="B2"><f t="shared" ref="B2:B9" si="0">A1*2</f><v /></c>',
        "<c r='B2'>\n<f\nca='1'>A1*2</f>\n</c>",
        '<c r="B2" t="b"><f>TRUE()</f></c>',
        '<c><f>A1*2</f></c>',
    ],
)  # fmt: skip
async def test_a_formula_without_a_value_was_never_calculated(cell):
    first = "" if cell == "<c><f>A1*2</f></c>" else ' r="A2"'
    sheet = await read(calculated(f'<row r="2"><c{first} t="str"><v>x</v></c>{cell}</row>'))
    assert sheet.rows[0].cells == ["x", NOT_CALCULATED]
    assert sheet.reading.uncalculated == 1


@pytest.mark.parametrize("value", ["<v>0</v>", "<v>0.0</v>", "<v>-0</v>", "<v>0E0</v>", "<v></v>", "<v/>", ""])
@pytest.mark.parametrize("kind", ["", ' t="n"', ' t="str"'])
async def test_a_zero_in_a_file_that_is_yet_to_be_calculated_is_none(kind, value):
    sheet = await read(calculated(f'<row r="2"><c r="A2"{kind}><f>1+1</f>{value}</c></row>', calculation=FULL))
    assert sheet.rows[0].cells[0] == NOT_CALCULATED


async def test_another_value_in_such_a_file_is_read_and_told():
    rows = '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><v>0</v></c></row>'
    sheet = await read(calculated(rows, calculation=FULL))
    assert sheet.rows[0].cells == [2, 0]
    assert (sheet.reading.outdated, sheet.reading.first_outdated, sheet.reading.uncalculated) == (1, "A2", 0)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A2"><f>1-1</f><v>0</v></c>', 0),
        ('<c r="A2" t="str"><f>IF(1,"","")</f><v></v></c>', None),
        ('<c r="A2" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A2" t="b"><f>TRUE()</f><v>1</v></c>', True),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
    ],
)
async def test_a_formula_with_a_value_is_its_value(cell, value):
    sheet = await read(calculated(f'<row r="2">{cell}<c r="B2"><v>1</v></c></row>'))
    assert sheet.rows[0].cells[0] == value
    assert (sheet.reading.formulas, sheet.reading.uncalculated) == (1, 0)


async def test_a_row_of_formulas_alone_is_not_blank():
    sheet = await read(calculated('<row r="2"><c r="A2"><f>X!A2</f></c><c r="B2"><f>X!B2</f></c></row>'))
    assert [row.cells for row in sheet.rows] == [[NOT_CALCULATED, NOT_CALCULATED]]


@pytest.mark.parametrize("padding", range(0, 60, 7))
async def test_a_formula_is_found_wherever_the_chunks_are_cut(padding):
    filler = " " * (256 * 1024 - len(parts(HEADER_ROW)["xl/worksheets/sheet1.xml"]) - padding)
    rows = f'{filler}<row r="2"><c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
    sheet = await read(calculated(rows))
    assert sheet.rows[0].cells == [NOT_CALCULATED, 2]


async def test_a_namespace_prefix_does_not_hide_a_formula():
    whole = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>CN</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert (await read(zipped(parts(whole=whole)))).rows[0].cells == [NOT_CALCULATED]


async def test_a_sheet_that_an_export_library_wrote_is_known_by_its_request_to_calculate():
    book = Workbook()
    book.active.append(["CN", "Volume"])
    book.active.append(["CN1", "=1+1"])
    packed = zipfile.ZipFile(io.BytesIO(saved(book)))
    contents = {name: packed.read(name) for name in packed.namelist()}
    assert b"fullCalcOnLoad" in contents["xl/workbook.xml"]
    sheet = contents["xl/worksheets/sheet1.xml"].replace(b"<v />", b"<v>0</v>").replace(b"<v></v>", b"<v>0</v>")
    assert b"<f>1+1</f><v>0</v>" in sheet
    assert (await read(zipped({**contents, "xl/worksheets/sheet1.xml": sheet}))).rows[0].cells[1] == NOT_CALCULATED


@pytest.mark.parametrize("parser", [text, label, whole_number])
def test_what_was_never_calculated_is_refused_in_these_words(parser):
    with pytest.raises(ValueError, match="never calculated"):
        parser(NOT_CALCULATED)
