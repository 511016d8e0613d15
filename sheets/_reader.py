"""The server's side of the confined child: what it says becomes a sheet, what becomes of it a refusal."""

import asyncio
import logging
import math
from typing import Any

import orjson

from confined import Died, Garbled, Limits, Program, TookTooLong, TooMuchOutput, running
from sheets._errors import Unreadable, too_much_text
from sheets._wire import headers_of, marks_in, rows_of
from sheets.columns import Headings
from sheets.limits import SheetLimits
from sheets.sheet import Reading, Sheet

logger = logging.getLogger(__name__)
# JSON: whoever takes over the child by a crafted file can say what they like, and nothing of it is ever run.
READER = Program("sheets._child", codec=orjson, libraries=("python_calamine",))


async def read_apart(
    content: bytes, *, kind: str, limits: SheetLimits, headings: Headings, encoding: str | None
) -> Sheet:
    """The sheet of a file of a `kind` ("xlsx" or "csv"); raises Unreadable, DidNotStart when the child is to blame."""
    order = {
        "file": {"kind": kind, "encoding": encoding},
        "limits": limits._asdict(),
        "headings": {
            "wanted": headings.wanted,
            "required": sorted(headings.required),
            "months": headings.months,
            "instead": sorted(headings.instead),
        },
    }
    arguments = (orjson.dumps(order).decode(),)
    sheet = Sheet(headers=[], rows=[])
    try:
        async with running(READER, content, *arguments, limits=_bounds(limits)) as messages:
            async for message in messages:
                try:
                    take_in(message, sheet=sheet)
                except Unreadable:
                    await messages.ended()  # a refusal is the last word
                    raise
                await asyncio.sleep(0)  # a long sheet must not hold up the other requests
    except TookTooLong as error:
        accepted = f"a file that can be read in {limits.seconds:g} seconds"
        raise Unreadable("the file takes too long to read", accepted=accepted) from error
    except TooMuchOutput as error:
        raise too_much_text() from error
    except (Died, Garbled) as error:
        logger.warning("an uploaded file could not be read: %s", error)
        raise Unreadable("the file could not be read: too large once unpacked", accepted="a smaller file") from error
    return sheet


def take_in(message: dict[str, Any], *, sheet: Sheet) -> None:
    """Add what one message holds: the header, rows, or how they were read.

    Raises Unreadable for a refusal, and logs an unforeseen one.
    """
    if "refused" in message:
        if message.get("cause"):
            logger.warning("an uploaded file could not be read: %s", message["cause"])
        raise Unreadable(message["refused"], accepted=message["accepted"])
    if "headers" in message:
        sheet.headers.extend(headers_of(message))
    elif "reading" in message:
        sheet.reading = Reading(**message["reading"])
        sheet.overlong.update(map(tuple, message["overlong"]))
    else:
        sheet.rows.extend(rows_of(message, width=len(sheet.headers)))
        sheet.marks.update(marks_in(message))


def _bounds(limits: SheetLimits) -> Limits:
    """The limits of the child; the time-out comes first, processor time ends who would outlive it."""
    return Limits(
        memory=limits.memory,
        output=limits.output,
        seconds=limits.seconds,
        processor_seconds=math.ceil(limits.seconds) + 1,
    )
