"""Number formats: what a person sees of a number, and whether that tells what was typed."""

from datetime import date

import pytest
from openpyxl import Workbook

from sheets._formats import number_format
from sheets._skeleton import MAIN
from sheets._skeleton import STYLES as STYLES_PART
from sheets.columns import Headings
from sheets.read import read_sheet
from sheets.sheet import Mark, Sheet
from tests.unit.sheets.files import parts, saved, zipped

HEADINGS = Headings({"cn": ("CN",), "opid": ("OPID",)}, ("cn",))


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00000", 123, "00123"),
        ("00000", 0, "00000"),
        ("00000", 1234567, "1234567"),
        ("000-00-0000", 123456789, "123-45-6789"),
        ('"CN"00000', 12, "CN00012"),
        ("\\C\\N0", 12, "CN12"),
        ('"CN"General', 12, "CN12"),
        ('0" (temp)"', 7, "7 (temp)"),
        ("[Red]000;-000", 7, "007"),
        ("(000) 000-0000", 5551234567, "(555) 123-4567"),
        ("[$-409]0000", 5, "0005"),
        ("##-00", 305, "3-05"),
        ("#,##0", 270271, "270,271"),
        ("#,##0", 5, "5"),
        ("#,##0.00", 1234567, "1,234,567.00"),
        ('_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', 12345, "12,345"),
        ("0.00", 123, "123.00"),
        ("00000.0", 123, "00123.0"),
        (";;;", 5, ""),
        (";-0", 5, ""),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5551234, "555-1234"),
        ("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", 5551234567, "(555) 123-4567"),
        ("[>=100]000000;0", 99, "99"),
    ],
)
def test_zeros_and_texts_of_a_format_are_shown(code, value, shown):
    assert number_format(code).shown(value) == shown


@pytest.mark.parametrize(
    "code",
    ["General", "0", "@", "# ##0", "General;-General;", "yyyy-mm-dd", "[$-409]d-mmm-yy", "mm:ss", "[h]:mm", '0;"none"',
     "", "[>9]0;0"],
)  # fmt: skip
def test_a_plain_number_and_a_date_need_no_mark(code):
    assert number_format(code) is None


@pytest.mark.parametrize(
    "code",
    [
        "0.00E+00",
        "##0.0E+0",
        "0%",
        "0.0%",
        "# ?/?",
        "$#,##0",
        "[$€-407]#,##0.00",
        '0.00" €"',
        "£0",
        '0,"K"',
        "0.0,,",
        '[>=100]0,"K";0',
        '"yes";"no"',
    ],
)
def test_what_was_typed_cannot_be_told_from_a_quantity(code):
    assert number_format(code).shown(500) is None


def formatted(*cells: tuple[object, str]) -> bytes:
    """A workbook of people with these values and formats as their CN."""
    book = Workbook()
    book.active.append(["CN", "Other"])
    for row, (value, code) in enumerate(cells, start=2):
        for column in (1, 2):
            book.active.cell(row, column, value).number_format = code
    return saved(book)


async def read(content: bytes) -> Sheet:
    return await read_sheet(content, filename="roster.xlsx", headings=HEADINGS)


async def test_numbers_of_wanted_columns_are_marked_with_what_is_shown():
    sheet = await read(formatted((123, "00000"), ("00123", "00000"), (100000, "0.00E+00"), (5, "0"), (45809, "d-mmm")))
    assert sheet.marks == {(2, 0): Mark("00123", "00000"), (4, 0): Mark(None, "0.00E+00")}
    assert sheet.rows[0].cells == [123, 123]
    assert sheet.rows[1].cells[0] == "00123"
    assert isinstance(sheet.rows[4].cells[0], date)


async def test_a_number_that_is_shown_as_it_is_has_no_mark():
    assert (await read(formatted((12345, "00000"), (123456, "00000")))).marks == {}


@pytest.mark.parametrize(("code", "shown"), [("000000", "050001"), ("#,##0", "50,001"), ("0.0", "50001.0")])
async def test_fifty_thousand_formatted_numbers_are_marked(code, shown):
    sheet = await read(formatted(*[(number, code) for number in range(1_001, 51_001)]))
    assert len(sheet.marks) == 50_000
    assert sheet.marks[49_002, 0].shown == shown


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="00000"/>'
    '<numFmt numFmtId="171" formatCode=";;;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
)
HEADER = '<row r="1"><c r="A1" t="str"><v>CN</v></c><c r="B1" t="str"><v>OPID</v></c></row>'


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="A2" s="1"><v>12</v></c><c r="B2" s="2"><v>7</v></c>',
        '<c s="1" r="A2"><v>12</v></c><c s="2" r="B2"><v>7</v></c>',
        "<c r='A2' s='1' ><v>12</v></c><c r='B2' s='2'><v>7</v></c>",
        '<c r="a2" s="1" t="n"><v>12</v></c><c r="b2" t="n" s="2"><v>7</v></c>',
        '<c\nr="A2"\ts="01" vm="1"><v>12</v></c><c r="B2" cm="1" s="2"><v>7</v></c>',
        '<c s="1"><v>12</v></c><c s="2"><v>7</v></c>',
        '<c r="A2" s="1"><v>12</v></c><c  r = "B2" s = "2" ><v>7</v></c>',
    ],
)
async def test_formats_are_seen_however_a_cell_is_written(cells):
    sheet = await read(zipped(parts(HEADER + f'<row r="2">{cells}</row>') | {STYLES_PART: STYLES}))
    assert sheet.marks == {(2, 0): Mark("00012", "00000"), (2, 1): Mark("", ";;;")}
    assert (sheet.reading.hidden_numbers, sheet.reading.first_hidden_number) == (1, "B2")


@pytest.mark.parametrize(
    "cell", ['<c r="A2" s="1" t="str"><v>12</v></c>', '<c r="A2" t="inlineStr" s="1"><is><t>1</t></is></c>']
)
async def test_the_format_of_a_text_tells_nothing(cell):
    sheet = await read(zipped(parts(HEADER + f'<row r="2">{cell}<c r="B2" s="2"/></row>') | {STYLES_PART: STYLES}))
    assert (sheet.marks, sheet.reading.hidden_numbers) == ({}, 0)
