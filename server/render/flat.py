"""A flat table as a stream of bytes, in four forms: json (columns and rows), records, ndjson and csv."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import orjson

from server.render.cells import FORMULA
from services.shared.table import Table

NESTED = "nested"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Format(StrEnum):
    """The forms a flat table can be sent in."""

    JSON = "json"
    RECORDS = "records"
    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"


class Form(NamedTuple):
    """How a form is sent."""

    media_type: str
    stream: Callable[[Table, str | None], AsyncIterator[bytes]]
    filename: str | None = None


async def as_json(table: Table, next_link: str | None) -> AsyncIterator[bytes]:
    """`{"columns": […], "next": …, "rows": [[…], …]}`."""
    names = [column.name for column in table.columns]
    yield b'{"columns":' + orjson.dumps(names) + b',"next":' + orjson.dumps(next_link) + b',"rows":['
    async for chunk in _joined(table):
        yield chunk
    yield b"]}"


async def as_records(table: Table, next_link: str | None) -> AsyncIterator[bytes]:
    """An array of objects; the next page is in the Link header."""
    names = [column.name for column in table.columns]
    yield b"["
    async for chunk in _joined(table, lambda row: dict(zip(names, row, strict=True))):
        yield chunk
    yield b"]"


async def as_ndjson(table: Table, next_link: str | None) -> AsyncIterator[bytes]:
    """One object a line."""
    names = [column.name for column in table.columns]
    async for batch in table.batches:
        yield b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in batch)


async def as_csv(table: Table, next_link: str | None) -> AsyncIterator[bytes]:
    """RFC 4180 with a header line; text that could be taken for a formula gets a leading quote."""
    yield _lines([[column.name for column in table.columns]])
    async for batch in table.batches:
        yield _lines([[_cell(value) for value in row] for row in batch])


async def as_workbook(table: Table, next_link: str | None) -> AsyncIterator[bytes]:
    """A workbook of one sheet."""
    # Imported late: openpyxl is for those who ask for a workbook.
    from server.render.workbook import Book, add_table, streamed

    book = Book("Headroom")
    await add_table(book, "Data", table)
    async for piece in streamed(book):
        yield piece


FORMS = {
    Format.JSON: Form("application/json", as_json),
    Format.RECORDS: Form("application/json", as_records),
    Format.NDJSON: Form("application/x-ndjson", as_ndjson),
    Format.CSV: Form("text/csv; charset=utf-8", as_csv, "headroom.csv"),
    Format.XLSX: Form(WORKBOOK, as_workbook, "headroom.xlsx"),
}


async def _joined(table: Table, shape: Callable[[Sequence[Any]], Any] = list) -> AsyncIterator[bytes]:
    separator = b""
    async for batch in table.batches:
        if batch:
            yield separator + orjson.dumps([shape(row) for row in batch])[1:-1]
            separator = b","


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if hasattr(value, "isoformat") else value
