"""CSV text in whatever encoding and with whatever delimiter a spreadsheet program wrote it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from sheets.errors import Unreadable
from sheets.sheet import CellValue

DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
LINE_END = re.compile(r"[\r\n]")
ENCODED = "text in UTF-8, in UTF-16 with a byte order mark, or in Windows-1252"


def delimited_records(content: bytes) -> Iterator[tuple[int, list[CellValue]]]:
    """Each record with its number from 1, which is the row a spreadsheet program shows it in; empty cells are None.

    Lines without a value count as records, line breaks inside quotes do not start one. Raises Unreadable for bytes
    that are not text and for quotes that do not close.
    """
    text = decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [cell or None for cell in record]
    except csv.Error as error:
        raise Unreadable(
            f"the CSV cannot be read past line {reader.line_num}: a quoted cell is malformed or never closed",
            accepted='cells with quotes inside written as "a ""quoted"" word"',
        ) from error


def decoded(content: bytes) -> str:
    """The text of a CSV file: by its byte order mark, else UTF-8, else Windows-1252."""
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if content.startswith(mark)]
    for encoding in marked or ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Unreadable("the CSV contains NUL characters, so it is not text", accepted=ENCODED)
        return text
    raise Unreadable("the encoding of the CSV is not recognised", accepted=ENCODED)


def delimiter_of(text: str) -> str:
    """The delimiter that the first filled line has most of outside quotes; a comma when it has none."""
    header = first_record(text)
    return max(DELIMITERS, key=header.count)


def first_record(text: str) -> str:
    """The first line that is not empty, with everything in quotes removed."""
    unquoted = []
    # Every second part between quotes is quoted; a doubled quote only adds an empty part in between.
    for position, part in enumerate(text.lstrip("\r\n ").split('"', 2_000)):
        if position % 2:
            continue
        line_end = LINE_END.search(part)
        unquoted.append(part[: line_end.start()] if line_end else part)
        if line_end:
            break
    return "".join(unquoted)
