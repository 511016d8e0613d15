"""A flat table as a stream of bytes: json (columns and rows), records, ndjson and csv; a workbook is made elsewhere.

Where the database writes the rows (`db/shared/written_rows.py`), only what stands around them is made here.
"""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from db.postgres.connection import Write
from db.shared.written_rows import ARRAYS, CSV, OBJECTS, Grammar
from server.render.cells import FORMULA, digits
from services.shared.table import Batch, Key, Table

NESTED = "nested"
ROWS = 1_000  # that are made bytes by one call: a few milliseconds, in which nobody else gets the interpreter
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    """The forms a flat table can be sent in."""

    JSON = "json"
    RECORDS = "records"
    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"


class Follows(NamedTuple):
    """What comes after an answer: the address of the next page, if there is one, and since when to ask next."""

    next: str | None
    next_updated_since: str


class Writing(NamedTuple):
    """How a table is written: what stands before and after its rows, and how rows are, by the database or by us.

    `sent` makes what takes lines of what takes bytes; `received` makes lines of the database's those that are ours.
    """

    head: Callable[[Table, Follows], bytes]
    grammar: Grammar
    lines: Callable[[Table, Batch], bytes]
    sent: Callable[[Write], Write] = lambda write: write
    received: Callable[[Write], Write] = lambda write: write
    tail: bytes = b""


class Form(NamedTuple):
    """How a form is sent: its media type, how it is written, and whether programs save it.

    What is not written so is a workbook, which is made whole before (spool.py).
    """

    media_type: str
    writing: Writing | None
    is_saved: bool = False


async def written_table(writing: Writing, table: Table, follows: Callable[[Key | None], Follows], write: Write) -> None:
    """Write a table; `follows` is told what its page ends with before anything is written."""

    async def opened(after: Key | None) -> Write:
        if head := writing.head(table, follows(after)):
            await write(head)
        return writing.sent(write)

    async def opened_for_lines(after: Key | None) -> Write:
        return writing.received(await opened(after))

    if table.copied is not None:
        await table.copied(writing.grammar, opened_for_lines)
    else:
        lines = await opened(await table.end())
        async for batch in _few(table):
            if batch:
                await lines(writing.lines(table, batch))
    if writing.tail:
        await write(writing.tail)


def _json_head(table: Table, follows: Follows) -> bytes:
    head = {"columns": [column.name for column in table.columns], **follows._asdict()}
    return orjson.dumps(head)[:-1] + b',"rows":['


def _csv_head(table: Table, _: Follows) -> bytes:
    return _csv([[column.name for column in table.columns]])


def _arrays(_: Table, batch: Batch) -> bytes:
    return b"".join(_json(list(row)) for row in batch)


def _objects(table: Table, batch: Batch) -> bytes:
    names = [column.name for column in table.columns]
    return b"".join(_json(dict(zip(names, row, strict=True))) for row in batch)


def _csv_lines(_: Table, batch: Batch) -> bytes:
    return _csv([[_cell(value) for value in row] for row in batch])


def _separated(write: Write) -> Write:
    """Takes lines of JSON, and writes them with commas between. No line has a break within."""
    separator = b""

    async def written(lines: bytes) -> None:
        nonlocal separator
        await write(separator + lines[:-1].replace(b"\n", b","))
        separator = b","

    return written


def _with_returns(write: Write) -> Write:
    """Takes lines of CSV that end as PostgreSQL ends them, and writes them with a return before; quoted breaks stay."""

    async def written(lines: bytes) -> None:
        parts = lines.split(b'"')
        parts[::2] = [part.replace(b"\n", b"\r\n") for part in parts[::2]]
        await write(b'"'.join(parts))

    return written


async def _few(table: Table) -> AsyncIterator[Batch]:
    """The rows of a table, few at a time: what is computed at once may come as one batch of all."""
    async for batch in table.batches:
        for begin in range(0, len(batch), ROWS):
            yield batch[begin : begin + ROWS]


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_number, option=orjson.OPT_APPEND_NEWLINE)


def _number(value: Any) -> Any:
    """What orjson does not know: an exact number, which is written digit by digit as a number of JSON."""
    if isinstance(value, Decimal):
        return orjson.Fragment(digits(value))
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, Decimal):
        return digits(value)
    return value.isoformat() if isinstance(value, date) else value


FORMS = {
    # `{"columns": […], "next": …, "next_updated_since": …, "rows": [[…], …]}`
    Format.JSON: Form("application/json", Writing(_json_head, ARRAYS, _arrays, _separated, tail=b"]}")),
    # An array of objects; the next page is in the Link header.
    Format.RECORDS: Form("application/json", Writing(lambda *_: b"[", OBJECTS, _objects, _separated, tail=b"]")),
    # One object a line.
    Format.NDJSON: Form("application/x-ndjson", Writing(lambda *_: b"", OBJECTS, _objects), is_saved=True),
    # RFC 4180 with a header line; text that could be taken for a formula gets a leading quote.
    Format.CSV: Form(
        "text/csv; charset=utf-8", Writing(_csv_head, CSV, _csv_lines, received=_with_returns), is_saved=True
    ),
    Format.XLSX: Form(WORKBOOK, None, is_saved=True),
}
