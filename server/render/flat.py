"""A flat table as a stream of bytes: json (columns and rows), records, ndjson and csv; a workbook is made elsewhere."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from server.render.cells import FORMULA
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
    """How a form is sent: by its stream, or without one as a workbook, which is made whole before (spool.py)."""

    media_type: str
    stream: Callable[[Table, Follows], AsyncIterator[bytes]] | None
    filename: str | None = None


async def as_json(table: Table, follows: Follows) -> AsyncIterator[bytes]:
    """`{"columns": […], "next": …, "next_updated_since": …, "rows": [[…], …]}`."""
    head = {"columns": [column.name for column in table.columns], **follows._asdict()}
    yield orjson.dumps(head)[:-1] + b',"rows":['
    async for chunk in _joined(table):
        yield chunk
    yield b"]}"


async def as_records(table: Table, follows: Follows) -> AsyncIterator[bytes]:
    """An array of objects; the next page is in the Link header."""
    names = [column.name for column in table.columns]
    yield b"["
    async for chunk in _joined(table, lambda row: dict(zip(names, row, strict=True))):
        yield chunk
    yield b"]"


async def as_ndjson(table: Table, follows: Follows) -> AsyncIterator[bytes]:
    """One object a line."""
    names = [column.name for column in table.columns]
    async for batch in _few(table):
        yield b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in batch)


async def as_csv(table: Table, follows: Follows) -> AsyncIterator[bytes]:
    """RFC 4180 with a header line; text that could be taken for a formula gets a leading quote."""
    yield _lines([[column.name for column in table.columns]])
    async for batch in _few(table):
        yield _lines([[_cell(value) for value in row] for row in batch])


FORMS = {
    Format.JSON: Form("application/json", as_json),
    Format.RECORDS: Form("application/json", as_records),
    Format.NDJSON: Form("application/x-ndjson", as_ndjson),
    Format.CSV: Form("text/csv; charset=utf-8", as_csv, "headroom.csv"),
    Format.XLSX: Form(WORKBOOK, None, "headroom.xlsx"),
}


async def _joined(table: Table, shape: Callable[[Sequence[Any]], Any] = list) -> AsyncIterator[bytes]:
    separator = b""
    async for batch in _few(table):
        if batch:
            yield separator + orjson.dumps([shape(row) for row in batch])[1:-1]
            separator = b","


async def _few(table: Table) -> AsyncIterator[Batch]:
    """The rows of a table, few at a time: what is computed at once may come as one batch of all."""
    async for batch in table.batches:
        for begin in range(0, len(batch), ROWS):
            yield batch[begin : begin + ROWS]


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if hasattr(value, "isoformat") else value
