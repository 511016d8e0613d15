"""Text files in the code pages of the world: recognised, guessed and said so, or asked for."""

import pytest

from sheets import Unreadable
from sheets.encodings import NAMES, known_encoding
from sheets.read import read_sheet
from sheets.sheet import Sheet

POLISH = "CN,Name\n1,Łukasz Żak\n"


async def read(content: bytes, encoding: str | None = None) -> Sheet:
    return await read_sheet(content, filename="roster.csv", encoding=encoding)


async def test_another_code_page_is_read_as_western_and_says_so_with_a_value():
    reading = (await read(POLISH.encode("cp1250"))).reading
    assert (reading.encoding, reading.is_guessed, reading.sample) == ("Windows-1252", True, "£ukasz ¯ak")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Łukasz Żak", "windows-1250"),
        ("Łukasz Żak", "CP852"),
        ("Łukasz Żak", "latin2"),
        ("Иван Петров", "windows-1251"),
        ("Иван Петров", "koi8-r"),
        ("Ωμέγα", "cp1253"),
        ("Zoë", "mac_roman"),
        ("Zoë", "latin-1"),
        ("山田", "shift_jis"),
        ("山田", "GB18030"),
        ("अमित", "utf-16"),
        ("अमित", "UTF-8"),
    ],
)
async def test_the_code_page_that_is_asked_for_is_used(text, encoding):
    sheet = await read(f"CN,Name\n1,{text}\n".encode(encoding), encoding)
    assert sheet.rows[0].cells == ["1", text]
    assert (sheet.reading.is_guessed, sheet.reading.sample) == (False, text)
    assert sheet.reading.encoding == NAMES[known_encoding(encoding)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
async def test_unicode_is_recognised_with_and_without_its_mark(encoding):
    sheet = await read(POLISH.encode(encoding))
    assert sheet.rows[0].cells == ["1", "Łukasz Żak"]
    assert sheet.reading.encoding.replace("-", "").startswith(encoding.replace("-", "").upper()[:4])
    assert not sheet.reading.is_guessed


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
async def test_utf_16_without_a_mark_may_be_asked_for(order):
    assert (await read(POLISH.encode(order), "utf-16")).rows[0].cells == ["1", "Łukasz Żak"]


@pytest.mark.parametrize(
    "name", ["", "klingon", "rot13", "zlib", "punycode", "unicode_escape", "idna", "hex", "Ł", "a\0"]
)
def test_what_is_no_code_page_is_refused_with_what_is_accepted(name):
    with pytest.raises(Unreadable) as refused:
        known_encoding(name)
    assert "Windows-1250" in refused.value.accepted


async def test_bytes_that_the_code_page_does_not_have_are_refused_with_their_line():
    with pytest.raises(Unreadable, match="line 2 of the file is not UTF-8"):
        await read(POLISH.encode("cp1250"), "utf-8")


async def test_a_mark_that_says_another_encoding_than_was_asked_for_is_refused():
    with pytest.raises(Unreadable, match="mark of UTF-8, and Windows-1250 was asked for"):
        await read(POLISH.encode("utf-8-sig"), "cp1250")


async def test_plain_text_has_no_sample():
    assert (await read(b"CN,Name\n1,Ada\n")).reading.sample is None
