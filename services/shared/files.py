"""Files that people send: what cannot be read is refused as any other input is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from services.shared.errors import InvalidInput
from sheets import Sheet, Unreadable
from sheets.columns import Headings
from sheets.encodings import NAMES, known_encoding
from sheets.notation import decimal_mark
from sheets.read import read_sheet

LONGEST_NAME = 40  # characters of an encoding that are repeated
NO_HEADINGS = Headings(wanted={}, required=())


class ReadAs(NamedTuple):
    """How a file is to be read where it does not say so itself: its decimal mark, and the encoding of a CSV."""

    decimal: str | None = None
    encoding: str | None = None


AS_IT_SAYS = ReadAs()


async def read_file(
    content: bytes, *, filename: str, headings: Headings = NO_HEADINGS, read_as: ReadAs = AS_IT_SAYS
) -> Sheet:
    """The sheet of an .xlsx workbook or a .csv file that has some headings.

    Raises InvalidInput for anything that cannot be read, or not as it is asked for.
    """
    with refusing_unreadable("decimal"):
        mark = decimal_mark(read_as.decimal)
    encoding = None if read_as.encoding is None else encoding_named(read_as.encoding)
    with refusing_unreadable():
        sheet = await read_sheet(content, filename=filename, headings=headings, encoding=encoding)
        sheet.reading.decimal_mark = mark
        return sheet


def encoding_named(name: str) -> str:
    """The codec of an encoding by any of its names; raises InvalidInput, about the input `encoding`."""
    with refusing_unreadable("encoding"):
        return known_encoding(name)


def agreed_encoding(asked: str | None, said: str | None) -> str | None:
    """The encoding of a text by an argument, or by what it was sent with, a codec; None where neither says one.

    Raises InvalidInput, about the input `encoding`, where both do and are not the same.
    """
    if asked is None or said is None:
        return said or asked
    if encoding_named(asked) != said:
        told = f"encoding is {asked[:LONGEST_NAME]!r} and the file's charset {NAMES[said]}"
        raise InvalidInput(told, ("encoding",), accepted="one of the two, or twice the same")
    return said


@contextmanager
def refusing_unreadable(*path: str) -> Iterator[None]:
    """Inside, what a sheet is refused for is InvalidInput, about the input at `path`."""
    try:
        yield
    except Unreadable as refusal:
        raise InvalidInput(refusal.message, path, accepted=refusal.accepted) from refusal
