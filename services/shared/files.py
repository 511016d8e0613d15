"""Files that people send: what cannot be read is refused as any other input is."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.shared.errors import InvalidInput
from sheets import Sheet, Unreadable
from sheets.read import read_sheet


async def read_file(content: bytes, *, filename: str) -> Sheet:
    """The sheet of an .xlsx workbook or a .csv file; raises InvalidInput for anything that cannot be read."""
    with refusing_unreadable():
        return await read_sheet(content, filename=filename)


@contextmanager
def refusing_unreadable() -> Iterator[None]:
    """Inside, what a sheet is refused for is InvalidInput."""
    try:
        yield
    except Unreadable as refusal:
        raise InvalidInput(refusal.message, accepted=refusal.accepted) from refusal
