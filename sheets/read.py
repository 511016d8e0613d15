"""Read an uploaded spreadsheet, an .xlsx workbook or a .csv file, without trusting a byte of it."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Any

import orjson

from confined import Child, ChildDied, Limits, TooMuchSaid, child, places_of
from sheets import child as reader
from sheets.errors import Unreadable
from sheets.limits import ACCEPTED, MIB, SheetLimits
from sheets.sheet import Sheet
from sheets.wire import headers_of, rows_of, too_much_text

logger = logging.getLogger(__name__)
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0"
DEFAULTS = SheetLimits()
SLACK = 256 * 1024  # what the last message may hold beyond the limit, before the child itself refuses


async def read_sheet(content: bytes, *, filename: str, limits: SheetLimits = DEFAULTS) -> Sheet:
    """The first worksheet that has data, or the CSV: its header row and the rows below, blank rows left out.

    A row's number is the one a spreadsheet program shows: in CSV, the number of its record, where a blank line counts
    and a line break inside quotes does not. Every row has as many cells as there are headers; values right of the last
    header are left out. Cells of a workbook are str, int (whole numbers), float, bool, date, datetime or None; error
    cells are text such as "#N/A", times and durations are text, formulas are the value they were saved with. Cells of
    CSV are str or None.

    The file is parsed in a child process bounded in memory and time, killed when the caller is cancelled. Raises
    Unreadable for anything that cannot be read within `limits`.
    """
    kind = kind_of(content, filename=filename, limits=limits)
    try:
        async with asyncio.timeout(limits.seconds), _reader(kind, limits) as process:
            await process.feed(content)
            sheet = Sheet(headers=[], rows=[])
            async for message in _messages(process, limits):
                take_in(message, sheet=sheet)
                await asyncio.sleep(0)  # a long sheet must not hold up the other requests
            return sheet
    except TimeoutError as error:
        accepted = f"a file that can be read in {limits.seconds:g} seconds"
        raise Unreadable("the file takes too long to read", accepted=accepted) from error


def take_in(message: dict[str, Any], *, sheet: Sheet) -> None:
    """Add what one message holds: the header, rows, or nothing."""
    if "headers" in message:
        sheet.headers.extend(headers_of(message))
    elif "cells" in message:
        sheet.rows.extend(rows_of(message, width=len(sheet.headers)))


def kind_of(content: bytes, *, filename: str, limits: SheetLimits) -> str:
    """ "xlsx" or "csv", by name and content, which must agree; raises Unreadable otherwise."""
    if len(content) > limits.upload:
        raise Unreadable("the file is too large", accepted=f"at most {limits.upload // MIB} MiB")
    if not content:
        raise Unreadable("the file is empty", accepted=ACCEPTED)
    suffix = PurePath(filename).suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Unreadable("files of this kind are not read", accepted=ACCEPTED)
    if content.startswith(OLE):
        raise Unreadable("the file is an old .xls workbook or protected by a password", accepted=ACCEPTED)
    if suffix == ".xlsx" and not content.startswith(ZIP):
        raise Unreadable("the file is named .xlsx but is not a workbook", accepted=ACCEPTED)
    if suffix == ".csv" and content.startswith((ZIP, EMPTY_ZIP)):
        raise Unreadable("the file is named .csv but is a workbook or another zip", accepted=ACCEPTED)
    return suffix[1:]


def _reader(kind: str, limits: SheetLimits) -> Any:
    bounds = Limits(memory=limits.memory, seconds=math.ceil(limits.seconds) + 1)
    arguments = (kind, orjson.dumps(limits._asdict()).decode())
    return child(reader.__name__, "main", *arguments, limits=bounds, places=places_of("python_calamine", "orjson"))


async def _messages(process: Child, limits: SheetLimits) -> AsyncIterator[dict[str, Any]]:
    """The child's messages up to its end mark; raises Unreadable for a refusal, or when the child dies."""
    try:
        async for body in process.messages(room=limits.output + SLACK):
            message: dict[str, Any] = orjson.loads(body)
            if "refused" in message:
                raise _refusal(message)
            if "end" in message:
                return
            yield message
    except TooMuchSaid:
        raise too_much_text() from None
    except ChildDied as death:
        raise _cause(death) from None


def _refusal(message: dict[str, Any]) -> Unreadable:
    """What the child refused, in its words; an unforeseen cause is logged."""
    if message.get("cause"):
        logger.warning("an uploaded file could not be read: %s", message["cause"])
    return Unreadable(message["refused"], accepted=message["accepted"])


def _cause(death: ChildDied) -> Exception:
    """Why a child ended without an answer: its own fault before it was ready, the file's after."""
    if not death.was_ready:
        return RuntimeError(f"the sheet reader does not start: {death}")
    logger.warning("the reader of an uploaded file died: %s", death)
    return Unreadable("the file could not be read: too large once unpacked", accepted="a smaller file")
