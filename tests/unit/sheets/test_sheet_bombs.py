"""Bombs and disguises that need more than one crooked part; and a server that is sent them goes on answering."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from server.commands.postgres import Addresses
from sheets._skeleton import STRINGS, WORKSHEET
from sheets.limits import MIB
from tests.support import loopback
from tests.support.clocks import PATIENCE, SOON
from tests.support.live import LiveServer, serving
from tests.unit.sheets.files import FOOT, HEAD, HEADER_ROW, crooked, parts, workbook, zipped
from tests.unit.sheets.refusal import refused

DECLARED = '<?xml version="1.0"?><!DOCTYPE x [{}]><x>&e;</x>'
ENTITIES = {
    "a file": '<!ENTITY e SYSTEM "file:///etc/passwd">',
    "an address": '<!ENTITY e SYSTEM "http://127.0.0.1:9/x">',
    "a parameter": '<!ENTITY % p SYSTEM "file:///etc/hostname"> %p; <!ENTITY e "x">',
    "a billion laughs": '<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdfghij", "bcdfghije", strict=True)),
    "a quadratic blow-up": f'<!ENTITY e "{"x" * 100_000}">',
}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
@pytest.mark.parametrize("part", [WORKSHEET, STRINGS, "xl/workbook.xml"])
async def test_no_entity_is_ever_looked_up(part: str, entity: str) -> None:
    contents = {**parts(), part: DECLARED.format(entity)}
    assert "XML entities" in (await refused(zipped(contents))).message


def nested(levels: int, width: int = 8) -> bytes:
    """A zip of zips, each of which unpacks to a little, and all of them to terabytes."""
    inner = zipped({"0.xml": b" " * (4 * MIB)})
    for level in range(levels):
        inner = zipped({f"{number}.zip": inner for number in range(width)} | {f"level{level}.txt": b"x"})
    return inner


@pytest.mark.parametrize("filename", ["roster.xlsx", "roster.csv"])
async def test_zips_in_zips_are_no_workbook(filename: str) -> None:
    await refused(nested(5), filename=filename)


async def test_zips_in_a_workbook_stay_packed() -> None:
    await refused(zipped({**parts('<row r="2"><c r="XFD1048576"><v>1</v></c></row>'), "xl/media/a.zip": nested(3)}))


async def test_a_zip_in_the_place_of_the_sheet_is_refused() -> None:
    await refused(zipped({**parts(), WORKSHEET: nested(2)}))


def overlapping(copies: int) -> bytes:
    """A zip whose many parts are the same bytes: 30 kB that unpack to `copies` times 30 MiB."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = squeezer.compress(b" " * (30 * MIB)) + squeezer.flush()
    sum_of_it = zlib.crc32(b" " * (30 * MIB))
    fixed = (20, 0, 8, 0, 0, sum_of_it, len(kernel), 30 * MIB, 5)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fixed, 0) + b"a.xml" + kernel
    entries = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fixed, 0, 0, 0, 0, 0, 0) + f"{number:05}".encode()
        for number in range(copies)
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), len(local), 0)
    return local + entries + end


async def test_parts_that_share_their_bytes_are_counted_each() -> None:
    assert "too large" in (await refused(overlapping(1_000))).message


async def test_a_workbook_with_a_password_is_refused() -> None:
    locked = bytearray(workbook(["CN"], ["CN1"]))
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = -1
        while (at := locked.find(signature, at + 1)) >= 0:
            locked[at + flags] |= 1
    assert "locked" in (await refused(bytes(locked))).message


async def test_an_old_workbook_and_one_of_another_program_are_refused_under_a_new_name() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"Workbook" * 100
    assert "old .xls" in (await refused(old)).message
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", "<office:document-content/>")
        out.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
    assert "an OpenDocument file (.ods)" in (await refused(other.getvalue())).message


async def test_very_many_shared_strings_are_refused() -> None:
    strings = "<si><t>x</t></si>" * 3_000_000
    contents = {**parts(HEADER_ROW + '<row r="2"><c r="A2" t="s"><v>0</v></c></row>')}
    contents[STRINGS] = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
    await refused(zipped(contents))


@pytest.fixture
def server(sample: Addresses, tmp_path: Path) -> Iterator[LiveServer]:
    with serving(sample.service, tmp_path) as running:
        yield running


def test_a_server_that_is_sent_them_goes_on_answering(server: LiveServer) -> None:
    attacks = [
        nested(4), overlapping(500), crooked('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        zipped({**parts(), STRINGS: DECLARED.format(ENTITIES["a billion laughs"])}),
        zipped(parts(whole=HEAD + "<row>" + "<c/>" * 300_000 + "</row>" + FOOT)), workbook(["CN"], ["x"])[:-40],
    ]  # fmt: skip
    headers = {"Authorization": f"Bearer {server.token('PLANNER')}", "GraphQL-Preflight": "1"}
    query = "mutation M($file: Upload!) { previewRosterImport(file: $file) { problems { code } } }"
    form = {
        "operations": json.dumps({"query": query, "variables": {"file": None}}),
        "map": '{"0": ["variables.file"]}',
    }

    def send(content: bytes) -> object:
        files = {"0": ("roster.xlsx", content)}
        return loopback.post(
            f"{server.url}/graphql", data=form, files=files, headers=headers, timeout=5 * PATIENCE
        ).json()

    with ThreadPoolExecutor(6) as at_once:
        answers = [at_once.submit(send, attack) for attack in attacks * 2]
        while not all(answer.done() for answer in answers):
            assert loopback.get(f"{server.url}/healthz", timeout=SOON).status_code == 200
        for answer in answers:
            assert answer.result() == {"data": {"previewRosterImport": {"problems": [{"code": "INVALID_INPUT"}]}}}
    assert server.process.poll() is None
    assert psutil.Process(server.process.pid).children() == []
    assert "Traceback" not in server.log.read_text()
