"""Code pages of text files: those that may be asked for, and what a file is taken for when nobody says."""

import codecs
from typing import NamedTuple

from sheets._errors import Unreadable

NAMES = {
    "utf-8": "UTF-8",
    "ascii": "US-ASCII",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-32": "UTF-32",
    **{f"cp{page}": f"Windows-{page}" for page in range(1250, 1259)},
    **{f"iso8859-{part}": f"ISO-8859-{part}" for part in (*range(1, 12), 13, 14, 15, 16)},
    **{f"cp{page}": f"CP{page}" for page in (437, 850, 852, 858, 866)},
    "mac-roman": "Macintosh",
    "mac-latin2": "Mac-CentralEurope",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "shift_jis": "Shift_JIS",
    "cp932": "CP932",
    "euc_jp": "EUC-JP",
    "euc_kr": "EUC-KR",
    "cp949": "CP949",
    "big5": "Big5",
    "gbk": "GBK",
    "gb18030": "GB18030",
}
"""By the name that Python's codecs give it, each encoding as it is shown."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ACCEPTED = "UTF-8, UTF-16, US-ASCII, Windows-1250 to -1258, ISO-8859-1 to -16, Macintosh, Shift_JIS, GB18030 or Big5"
WITHOUT_ASKING = "text in UTF-8, UTF-16 or Windows-1252, or a code page that is asked for"
LOOKED_AT = 4_096  # bytes


class Decoded(NamedTuple):
    """Text, the encoding it was in as it is shown, and whether that was only guessed."""

    text: str
    encoding: str
    is_guessed: bool


def known_encoding(name: str) -> str:
    """The codec of an encoding by any of its names ("cp1250", "Windows-1250", "latin2"); raises Unreadable."""
    try:
        codec = codecs.lookup(name.strip()).name if name.isascii() and name.isprintable() else ""
    except (LookupError, ValueError):
        codec = ""
    if codec not in NAMES:
        raise Unreadable(f"the encoding {name[:40]!r} is not known", accepted=ACCEPTED)
    return codec


def decoded(content: bytes, *, asked: str | None = None) -> Decoded:
    """The text of a file: in the encoding asked for, else by its byte order mark, else UTF-8, UTF-16 or Windows-1252.

    Raises Unreadable for bytes that are no such text.
    """
    marked = next((codec for mark, codec in MARKS if content.startswith(mark)), None)
    if asked is not None:
        codec = as_asked(content, known_encoding(asked), marked=marked)
        return Decoded(checked_text(content, codec, marked=marked), NAMES[codec], False)
    codec = marked or order_of_utf_16(content) or "utf-8"
    try:
        return Decoded(checked_text(content, codec, marked=marked), NAMES[codec], False)
    except UndecodableText as error:
        if codec != "utf-8" or marked:
            raise Unreadable("the encoding of the CSV is not recognised", accepted=WITHOUT_ASKING) from error
    try:
        return Decoded(checked_text(content, "cp1252", marked=None), NAMES["cp1252"], True)
    except UndecodableText as error:
        raise Unreadable("the encoding of the CSV is not recognised", accepted=WITHOUT_ASKING) from error


def meant_by(text: str) -> str | None:
    """The text that was meant where UTF-8 was read as Windows-1252 and saved so: Zoë for ZoÃ«; None for any other."""
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return None if meant == text else meant


class UndecodableText(Unreadable):
    """Bytes that an encoding has no characters for."""


def as_asked(content: bytes, codec: str, *, marked: str | None) -> str:
    """The codec to read with when one is asked for; raises Unreadable when the file's own mark says another."""
    if marked is not None and not codec.startswith(marked):
        raise Unreadable(
            f"the file begins with the mark of {NAMES[marked]}, and {NAMES[codec]} was asked for",
            accepted=f"{NAMES[marked]}, or no encoding at all",
        )
    if marked is not None:
        return marked
    return order_of_utf_16(content) or codec if codec == "utf-16" else codec


def checked_text(content: bytes, codec: str, *, marked: str | None) -> str:
    """The text without its mark; raises UndecodableText, and Unreadable for NUL characters."""
    try:
        text = content.decode("utf-8-sig" if marked == "utf-8" else codec)
    except UnicodeError as error:
        line = content[: getattr(error, "start", 0)].count(b"\n") + 1
        raise UndecodableText(f"line {line} of the file is not {NAMES[codec]}", accepted=WITHOUT_ASKING) from error
    if "\0" in text:
        raise Unreadable("the CSV contains NUL characters, so it is not text", accepted=WITHOUT_ASKING)
    return text


def order_of_utf_16(content: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, seen by the NUL in every second byte of plain letters; else None."""
    start = content[:LOOKED_AT]
    half = len(start) // 2
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if half and odd * 10 > half * 4 and even * 20 < half:
        return "utf-16-le"
    if half and even * 10 > half * 4 and odd * 20 < half:
        return "utf-16-be"
    return None
