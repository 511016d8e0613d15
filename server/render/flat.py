"""A flat table as a stream of bytes: json (columns and rows), records, ndjson and csv; a workbook is made elsewhere.

Where the database writes the rows (`db/shared/written_rows.py`), only what stands around them is made here.
"""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from db.postgres.connection import Write
from db.shared.written_rows import ARRAYS, CSV, OBJECTS, Grammar
from server.render.cells import FORMULA, digits
from services.shared.table import Batch, Table

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


class Form(NamedTuple):
    """How a form is sent: by what writes it, or without that as a workbook, which is made whole before (spool.py)."""

    media_type: str
    write: Callable[[Table, Follows, Write], Awaitable[None]] | None
    filename: str | None = None


async def as_json(table: Table, follows: Follows, write: Write) -> None:
    """`{"columns": […], "next": …, "next_updated_since": …, "rows": [[…], …]}`."""
    head = {"columns": [column.name for column in table.columns], **follows._asdict()}
    await write(orjson.dumps(head)[:-1] + b',"rows":[')
    await _lines(table, ARRAYS, list, _separated(write))
    await write(b"]}")


async def as_records(table: Table, follows: Follows, write: Write) -> None:
    """An array of objects; the next page is in the Link header."""
    await write(b"[")
    await _lines(table, OBJECTS, _object_of(table), _separated(write))
    await write(b"]")


async def as_ndjson(table: Table, follows: Follows, write: Write) -> None:
    """One object a line."""
    await _lines(table, OBJECTS, _object_of(table), write)


async def as_csv(table: Table, follows: Follows, write: Write) -> None:
    """RFC 4180 with a header line; text that could be taken for a formula gets a leading quote."""
    await write(_csv([[column.name for column in table.columns]]))
    if table.copied is not None:
        await table.copied(CSV, _with_returns(write))
        return
    async for batch in _few(table):
        await write(_csv([[_cell(value) for value in row] for row in batch]))


FORMS = {
    Format.JSON: Form("application/json", as_json),
    Format.RECORDS: Form("application/json", as_records),
    Format.NDJSON: Form("application/x-ndjson", as_ndjson),
    Format.CSV: Form("text/csv; charset=utf-8", as_csv, "headroom.csv"),
    Format.XLSX: Form(WORKBOOK, None, "headroom.xlsx"),
}


async def _lines(table: Table, grammar: Grammar, shape: Callable[[Sequence[Any]], Any], write: Write) -> None:
    """The rows as lines of JSON, each of what a row is shaped to."""
    if table.copied is not None:
        await table.copied(grammar, write)
        return
    async for batch in _few(table):
        if batch:
            await write(b"".join(_json(shape(row)) for row in batch))


def _object_of(table: Table) -> Callable[[Sequence[Any]], Any]:
    names = [column.name for column in table.columns]
    return lambda row: dict(zip(names, row, strict=True))


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
