"""Reading of .csv files in the encodings and shapes that spreadsheet programs write."""

import pytest

from sheets import Unreadable
from sheets.limits import SheetLimits
from sheets.read import read_sheet
from sheets.sheet import Sheet, SheetRow


async def read(content: bytes | str, **limits: float) -> Sheet:
    raw = content.encode() if isinstance(content, str) else content
    return await read_sheet(raw, filename="roster.csv", limits=SheetLimits(**limits))


async def test_cells_are_text_as_written_and_empty_ones_are_none():
    sheet = await read("CN,Name,Share\n001, Zoë ,\n=1+1,#N/A,0.5\n")
    assert sheet == Sheet(
        ["CN", "Name", "Share"], [SheetRow(2, ["001", " Zoë ", None]), SheetRow(3, ["=1+1", "#N/A", "0.5"])]
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_the_usual_encodings_are_recognised(encoding):
    sheet = await read("CN,Name\n1,Zoë\n".encode(encoding))
    assert sheet == Sheet(["CN", "Name"], [SheetRow(2, ["1", "Zoë"])])


async def test_utf_16_is_recognised_in_both_byte_orders():
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert (await read(mark + "CN,Näme\n1,2\n".encode(encoding))).headers == ["CN", "Näme"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_the_delimiter_is_the_one_the_header_uses(delimiter):
    lines = [["CN", '"a,b;c|d, e, f"', "State"], ["1", "FL|TX" if delimiter != "|" else "FL", "x"]]
    sheet = await read("\n".join(delimiter.join(line) for line in lines))
    assert sheet.headers == ["CN", "a,b;c|d, e, f", "State"]
    assert sheet.rows[0].cells == lines[1]


async def test_a_first_header_that_begins_like_a_zip_is_text_all_the_same():
    assert (await read("PK,Name\n1,x\n")).headers == ["PK", "Name"]


async def test_one_column_needs_no_delimiter():
    assert await read("CN\n1\n") == Sheet(["CN"], [SheetRow(2, ["1"])])


async def test_row_numbers_count_records_as_a_spreadsheet_program_does():
    sheet = await read('\n,\nCN,Note\n1,"two\nlines"\n\n2,"say ""hi"""\n')
    assert sheet.rows == [SheetRow(4, ["1", "two\nlines"]), SheetRow(6, ["2", 'say "hi"'])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
async def test_line_ends_of_every_system_are_understood(line_end):
    assert len((await read(line_end.join(["CN,State", "1,FL", "2,TX"]))).rows) == 2


async def test_a_header_may_hold_line_breaks_in_quotes():
    assert (await read('"CN\n(id; number)",State,Name\n1,FL,x\n')).headers == ["CN\n(id; number)", "State", "Name"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"CN,Na\0me\n", "NUL"),
        (b"\xff\xfe\x00", "encoding"),
        (b"CN,\x81\x8d\n", "encoding"),
        (b'CN,Name\n1,"never closed\n2,x\n', "never closed"),
        (b"CN,Name\n1," + b"x" * 200_000 + b"\n", "past line 2: a cell has more than 131,072 characters"),
        (b'CN,Name\n1,"' + b"x\n" * 100_000, "its quotes are never closed"),
        (b'CN,Name\n1,"closed" too early\n', "malformed"),
        (b"\n \n,,\n", "no data"),
        (b"", "empty"),
    ],
)
async def test_what_is_not_text_or_not_csv_is_refused_with_its_reason(content, reason):
    with pytest.raises(Unreadable, match=reason) as refused:
        await read(content)
    assert refused.value.accepted


async def test_row_and_column_bounds_hold_for_csv_too():
    for content, limits in (("a\n1\n2\n3\n", {"rows": 2}), ("a,b,c\n", {"columns": 2}), ("a,b\n1,2\n", {"cells": 1})):
        with pytest.raises(Unreadable):
            await read(content, **limits)


async def test_a_row_of_a_million_empty_cells_is_a_blank_row():
    assert (await read("CN,State\n" + "," * 1_000_000 + "\n1,FL\n")).rows == [SheetRow(3, ["1", "FL"])]


async def test_blank_lines_without_end_are_refused():
    with pytest.raises(Unreadable, match="too many rows"):
        await read("CN\n" + "\n" * 5_000_000)


async def test_too_long_a_csv_is_refused_by_its_text():
    with pytest.raises(Unreadable, match="too much text"):
        await read("a\n" + "x" * 50 + "\n", output=40)


async def test_two_hundred_thousand_rows_are_read():
    sheet = await read("CN,State\n" + "".join(f"CN{n},FL\n" for n in range(200_000)))
    assert sheet.rows[-1] == SheetRow(200_001, ["CN199999", "FL"])
