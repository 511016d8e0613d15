"""CSV text in whatever encoding and with whatever delimiter a spreadsheet program wrote it."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from sheets._candidate import Candidate, Record
from sheets._errors import Unreadable
from sheets._table import SEARCHED_ROWS
from sheets.columns import Headings
from sheets.encodings import Decoded, decoded
from sheets.sheet import Reading

DELIMITERS = ",;\t|"
SEARCHED_TEXT = 256 * 1024  # characters in which a delimiter is looked for
LINE_END = re.compile(r"[\r\n]")
# What some programs write above the header for Excel, which takes it for no row.
SAID = re.compile(r"\A\"?sep=(\t|[^\w\s\"'])\"?[,;\t|]*(?:\r\n|\r|\n)", re.IGNORECASE)
# The mark of a file that was put below another, or marked twice; before a quote it would hide it.
INNER_MARK = re.compile(r"(?:\A|(?<=[\r\n]))\ufeff+")
TOO_LONG = "field larger than field limit"  # as the library says it
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", ":": "colon", "^": "caret"}


def delimited_candidate(content: bytes, *, headings: Headings, encoding: str | None) -> Candidate:
    """The file as records, with their numbers from 1, which are the rows a spreadsheet program shows them in.

    Empty cells are None. Lines without a value count as records, line breaks inside quotes do not start one. Raises
    Unreadable for bytes that are not text and for quotes that do not close.
    """
    found = decoded(content, asked=encoding)
    said = SAID.match(found.text)
    text = INNER_MARK.sub("", found.text[said.end() :] if said else found.text)
    delimiter = said[1] if said else delimiter_of(text, headings=headings)
    reading = Reading(
        format="csv",
        delimiter=DELIMITER_NAMES.get(delimiter, delimiter),
        encoding=found.encoding,
        is_guessed=found.is_guessed,
    )
    records = delimited_records(text, delimiter=delimiter)
    return Candidate(records if text.isascii() else sampled(records, reading=reading, found=found), reading)


def delimited_records(text: str, *, delimiter: str) -> Iterator[Record]:
    """The records of a text."""
    # a, "b, c" are two cells to whoever writes a blank before the quote.
    spaced = re.search(re.escape(delimiter) + ' +"', text) is not None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [cell or None for cell in record]
    except csv.Error as error:
        fault, accepted = "a quoted cell is malformed or never closed", 'quotes inside written as "a ""quoted"" word"'
        if TOO_LONG in str(error):
            most = f"{csv.field_size_limit():,} characters"
            fault, accepted = (
                f"a cell has more than {most}, or its quotes are never closed",
                f"at most {most}, {accepted}",
            )
        raise Unreadable(
            f"the CSV cannot be read past line {reader.line_num}: {fault}", accepted=f"cells with {accepted}"
        ) from error


def sampled(records: Iterator[Record], *, reading: Reading, found: Decoded) -> Iterator[Record]:
    """The same records; the first cell that is not plain ASCII is shown in the reading, to see the code page by."""
    for number, cells in records:
        if reading.sample is None:
            foreign = next((cell for cell in cells if isinstance(cell, str) and not cell.isascii()), None)
            if foreign is not None:
                reading.sample = " ".join(foreign.split())[:80]
        yield number, cells


def delimiter_of(text: str, *, headings: Headings) -> str:
    """The delimiter that separates the headings; without them, the one that the first filled line has most of."""
    header = first_record(text)
    usual = sorted(DELIMITERS, key=header.count, reverse=True)
    return max(usual, key=lambda delimiter: headings_found(text, delimiter=delimiter, headings=headings))


def headings_found(text: str, *, delimiter: str, headings: Headings) -> int:
    """The most wanted headings that one of the first records has."""
    found, text = 0, text[:SEARCHED_TEXT]
    with suppress(Unreadable):
        for _, cells in islice(delimited_records(text, delimiter=delimiter), SEARCHED_ROWS if headings.wanted else 0):
            found = max(found, len(headings.claimed(cells)))
    return found


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
