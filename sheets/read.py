"""Read an uploaded spreadsheet, an .xlsx workbook or a .csv file, without trusting a byte of it."""

import asyncio
from pathlib import PurePath
from typing import Any

from services.shared.errors import InvalidInput
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.sheet import Sheet
from sheets.wire import headers_of, rows_of
from sheets.worker import answers, feed, reader_process

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0"
DEFAULTS = SheetLimits()


async def read_sheet(content: bytes, *, filename: str, limits: SheetLimits = DEFAULTS) -> Sheet:
    """The first worksheet that has data, or the CSV: its header row and the rows below, blank rows left out.

    A row's number is the one a spreadsheet program shows: in CSV, the number of its record, where a blank line counts
    and a line break inside quotes does not. Every row has as many cells as there are headers; values right of the last
    header are left out. Cells of a workbook are str, int (whole numbers), float, bool, date, datetime or None; error
    cells are text such as "#N/A", times and durations are text, formulas are the value they were saved with. Cells of
    CSV are str or None.

    The file is parsed in a child process bounded in memory and time, killed when the caller is cancelled. Raises
    InvalidInput for anything that cannot be read within `limits`.
    """
    kind = kind_of(content, filename=filename, limits=limits)
    try:
        async with asyncio.timeout(limits.seconds), reader_process(kind=kind, limits=limits) as process:
            await feed(process, content)
            sheet = Sheet(headers=[], rows=[])
            async for message in answers(process, limits=limits):
                take_in(message, sheet=sheet)
                await asyncio.sleep(0)  # a long sheet must not hold up the other requests
            return sheet
    except TimeoutError as error:
        accepted = f"a file that can be read in {limits.seconds:g} seconds"
        raise InvalidInput("the file takes too long to read", accepted=accepted) from error


def take_in(message: dict[str, Any], *, sheet: Sheet) -> None:
    """Add what one message holds: the header, rows, or nothing."""
    if "headers" in message:
        sheet.headers.extend(headers_of(message))
    elif "cells" in message:
        sheet.rows.extend(rows_of(message, width=len(sheet.headers)))


def kind_of(content: bytes, *, filename: str, limits: SheetLimits) -> str:
    """ "xlsx" or "csv", by name and content, which must agree; raises InvalidInput otherwise."""
    if len(content) > limits.upload:
        raise InvalidInput("the file is too large", accepted=f"at most {limits.upload // MIB} MiB")
    if not content:
        raise InvalidInput("the file is empty", accepted=ACCEPTED)
    suffix = PurePath(filename).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise InvalidInput("files of this kind are not read", accepted=ACCEPTED)
    if content.startswith(OLE):
        raise InvalidInput("the file is an old .xls workbook or protected by a password", accepted=ACCEPTED)
    if suffix == ".xlsx" and not content.startswith(ZIP):
        raise InvalidInput("the file is named .xlsx but is not a workbook", accepted=ACCEPTED)
    if suffix == ".csv" and content.startswith((ZIP, EMPTY_ZIP)):
        raise InvalidInput("the file is named .csv but is a workbook or another zip", accepted=ACCEPTED)
    return suffix[1:]
