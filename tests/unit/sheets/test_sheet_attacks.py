"""Files made to kill, stall or deceive the reader: each is refused soon, and the server goes on."""

import asyncio
import io
import os
import struct
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from sheets import Unreadable, _reader
from sheets._skeleton import STRINGS, WORKSHEET
from sheets.limits import MIB
from sheets.read import read_sheet
from tests.unit.sheets.files import FOOT, HEAD, HEADER_ROW, crooked, parts, saved, workbook, zipped
from tests.unit.sheets.refusal import SOON, processor_time, refused

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        '<row r="1000000000000"><c r="A1000000000000"><v>1</v></c></row>',
        '<row r="1000000000000"><c><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="2"><c s="0" r = "XFD1048576" t="n"><v>1</v></c></row>',
        '<row r="2"><c r="&#88;FD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="A2" r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c x=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="A4294967297"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>',
        '<row r="2"><c r="-1"><v>1</v></c></row>',
        '<row r="2"><c r=""><v>1</v></c></row>',
        '<row r="200001"><c r="IV200001"><v>1</v></c></row>',
    ],
)
async def test_cells_far_out_are_refused_before_room_is_made_for_them(rows):
    await refused(crooked(rows))


async def test_a_cell_far_out_is_found_wherever_the_chunks_are_cut():
    far = '<row r="2"><c r="XFD1048576"><v>1</v></c></row>'
    for padding in range(256 * 1024 - len(HEAD + HEADER_ROW) - 70, 256 * 1024 - len(HEAD + HEADER_ROW), 7):
        error = await refused(zipped(parts(HEADER_ROW + " " * padding + far)))
        assert "too many rows" in error.message


async def test_a_million_rows_without_references_are_counted():
    await refused(crooked("<row><c><v>1</v></c></row>" * 300_000))


@pytest.mark.parametrize("cell", ["<c><v>1</v></c>", "<c/>"])
async def test_a_row_of_very_many_cells_is_refused(cell):
    await refused(crooked("<row>" + cell * 300_000 + "</row>"))


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", WORKSHEET, STRINGS, "docProps/core.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
async def test_entities_are_refused_in_every_part_and_encoding(part, encoding):
    contents = parts()
    contents[part] = f'<?xml version="1.0"?>{LAUGHS}<x>&b;</x>'.encode(encoding)
    assert "XML" in (await refused(zipped(contents))).message


async def test_entities_are_refused_behind_padding_that_cuts_the_declaration_in_two():
    for offset in range(-12, 3):
        contents = parts(whole="<!--" + "x" * (256 * 1024 - 7 + offset) + "-->" + LAUGHS + HEAD + FOOT)
        assert "entities" in (await refused(zipped(contents))).message


async def test_a_part_without_an_xml_name_is_checked_once_it_is_used_as_xml():
    contents = parts()
    contents["_rels/.rels"] = str(contents["_rels/.rels"]).replace("xl/workbook.xml", "xl/media.png")
    contents["xl/media.png"] = LAUGHS + "<x>&b;</x>"
    assert "entities" in (await refused(zipped(contents))).message


async def test_xml_in_another_encoding_than_utf_8_is_refused():
    declared = f'<?xml version="1.0" encoding="UTF-7"?>{HEAD.partition("?>")[2]}{HEADER_ROW}{FOOT}'
    assert "UTF-8" in (await refused(zipped(parts(whole=declared)))).message


async def test_a_zip_bomb_is_refused_by_its_size_or_density():
    bomb = zipped({**parts(), "xl/media/bomb.bin": b"\0" * (201 * MIB)})
    assert "too large once unpacked" in (await refused(bomb)).message
    dense = zipped({**parts(), "xl/media/dense.xml": b" " * (40 * MIB)})
    assert "too densely" in (await refused(dense)).message


def with_declared_size(content: bytes, *, name: str, size: int) -> bytes:
    """The zip with another uncompressed size for one part, in the directory and at the part."""
    forged = bytearray(content)
    for signature, size_at, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        start = -1
        while (start := content.find(signature, start + 1)) >= 0:
            if content.startswith(name.encode(), start + name_at):
                struct.pack_into("<I", forged, start + size_at, size)
    return bytes(forged)


@pytest.mark.parametrize("declared", [0, 10, 1000, 150 * MIB])
async def test_a_part_that_lies_about_its_size_is_refused(declared):
    bomb = zipped({**parts(), "xl/media/bomb.xml": b" " * (30 * MIB)})
    await refused(with_declared_size(bomb, name="xl/media/bomb.xml", size=declared))
    await refused(with_declared_size(zipped(parts()), name=WORKSHEET, size=declared))


async def test_a_hundred_thousand_parts_are_refused():
    one = zipped({"a": b""})
    middle, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    many = one[:middle] + one[middle:end] * 100_000 + one[end:]
    assert "too many parts" in (await refused(many)).message


async def test_two_parts_of_one_name_are_refused():
    await refused(zipped({**parts(), "XL/Worksheets/Sheet1.xml": HEAD + FOOT}))


async def test_a_truncated_workbook_is_refused_wherever_it_is_cut():
    whole = workbook(["CN", "State"], ["CN1", "FL"])
    for end in range(5, len(whole) - 22, len(whole) // 12):
        await refused(whole[:end])


async def test_a_workbook_with_flipped_bytes_is_read_or_refused_and_nothing_else():
    whole = workbook(["CN", "State"], ["CN1", "FL"])

    async def tried(position: int) -> None:
        damaged = whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :]
        try:
            await read_sheet(damaged, filename="roster.xlsx")
        except Unreadable as refusal:
            assert refusal.accepted

    for start in range(4, len(whole), len(whole) // 25):
        await tried(start)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>99999999999999999999</v></c></row>',
        '<row r="2"><c r="A2" t="b"><v>maybe</v></c></row>',
        '<row r="2"><c r="A2"><v>12abc</v></c></row>',
        '<row r="2"><c r="A2" t="nonsense"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1',
        '<row r="2"><c r="A2"><v>1</row></c>',
        '<row r="2"><c r="A2" s="4000000000"><v>1</v></c></row>',
        '<row r="2"><c r="A2',
        "<" * 100_000,
        "<c " * 100_000,
        '<c r="' * 100_000,
        "&" * 1000,
        "<x>" * 200_000,
    ],
)
async def test_malformed_cells_are_read_or_refused_and_nothing_else(rows):
    started = processor_time()
    try:
        await read_sheet(crooked(rows), filename="roster.xlsx")
    except Unreadable as refusal:
        assert refusal.accepted
    assert processor_time() - started < SOON


async def test_dates_that_no_calendar_has_are_read_or_refused_and_nothing_else():
    for value in ("-1", "1e300", "NaN", "2958466", "99999999999"):
        book = Workbook()
        book.active.append(["Hire Date"])
        book.active.append([45000])
        book.active["A2"].number_format = "yyyy-mm-dd"
        contents = dict(unzipped(saved(book)))
        contents[WORKSHEET] = contents[WORKSHEET].replace(b"45000", value.encode())
        try:
            await read_sheet(zipped(contents), filename="roster.xlsx")
        except Unreadable as refusal:
            assert refusal.accepted


def unzipped(content: bytes) -> list[tuple[str, bytes]]:
    """Name and bytes of each part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


async def test_a_long_text_that_very_many_cells_refer_to_does_not_reach_the_server():
    contents = parts(HEADER_ROW + '<row r="2">' + '<c r="A2" t="s"><v>0</v></c></row>')
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(2, 100_000))
    contents[WORKSHEET] = HEAD + HEADER_ROW + cells + FOOT
    contents[STRINGS] = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    )
    error = await refused(zipped(contents))
    assert "too large" in error.message or "too much text" in error.message


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
@pytest.mark.parametrize("filename", ["roster.xlsx", "roster.csv"])
async def test_a_reader_that_runs_out_of_memory_dies_alone(filename):
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="J{row}"><v>2</v></c></row>' for row in range(2, 150_000)
    )
    content = crooked(rows) if filename == "roster.xlsx" else b"CN,State\n" + b"1,FL\n" * 2_000_000
    assert "too large" in (await refused(content, filename=filename, memory=48 * MIB)).message


async def test_a_reader_that_takes_too_long_is_ended():
    content = b"CN,State\n" + b"1,FL\n" * 190_000
    assert "too long" in (await refused(content, filename="roster.csv", seconds=0.05)).message


@pytest.mark.parametrize(
    ("content", "filename", "reason"),
    [
        (workbook(["CN"]), "roster.csv", "is a workbook"),
        (b"CN,State\n", "roster.xlsx", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "roster.xlsx", "password"),
        (workbook(["CN"]), "roster.xlsm", "this kind"),
        (workbook(["CN"]), "roster.xls", "this kind"),
        (workbook(["CN"]), "roster.ods", "this kind"),
        (workbook(["CN"]), "roster", "this kind"),
        (workbook(["CN"]), "", "this kind"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "roster.xlsx", "a zip archive"),
        (zipped({**parts(), "xl/vbaProject.bin": b"x"}), "roster.xlsx", "macros"),
        (b"PK\x03\x04" + b"x" * 100, "roster.xlsx", "damaged"),
    ],
)
async def test_only_workbooks_named_so_and_csv_named_so_are_read(content, filename, reason):
    error = await refused(content, filename=filename)
    assert reason in error.message


async def test_a_file_above_the_upload_limit_is_refused_without_a_look():
    assert "too large" in (await refused(b"x" * 11, filename="roster.csv", upload=10)).message


async def test_the_reader_is_killed_when_the_caller_is_cancelled(monkeypatch):
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def noted(*arguments, **options):
        started.append(await create(*arguments, **options))
        return started[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    reading = asyncio.create_task(read_sheet(b"CN,State\n" + b"1,FL\n" * 190_000, filename="roster.csv"))
    while not started:
        await asyncio.sleep(0.01)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert started[0].returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(started[0].pid, 0)


async def test_the_reader_sees_nothing_of_the_servers_environment(monkeypatch):
    monkeypatch.setenv("HEADROOM_JWT_SECRET", "hidden")
    seen: list[bytes] = []
    create = asyncio.create_subprocess_exec

    async def noted(*arguments, **options):
        process = await create(*arguments, **options)
        if sys.platform == "linux":
            seen.append(Path(f"/proc/{process.pid}/environ").read_bytes())
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    await read_sheet(b"CN\n1\n", filename="roster.csv")
    assert len(seen) == (sys.platform == "linux")
    assert not any(b"hidden" in environment for environment in seen)


async def test_several_files_are_read_at_once():
    contents = [workbook(["CN"], [number]) for number in range(6)]
    sheets = await asyncio.gather(*(read_sheet(content, filename="a.xlsx") for content in contents))
    assert [sheet.rows[0].cells for sheet in sheets] == [[number] for number in range(6)]


async def test_a_reader_that_does_not_start_is_the_servers_fault_and_not_the_files(monkeypatch):
    monkeypatch.setattr(_reader, "READER", _reader.READER._replace(module="sheets.nothing_of_this_name"))
    with pytest.raises(RuntimeError, match="does not start"):
        await read_sheet(b"CN\n1\n", filename="roster.csv")
