"""How a sheet travels from the child to its parent: JSON, message by message. Nothing that could run is unpacked."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

import orjson

from sheets.errors import Unreadable
from sheets.limits import SheetLimits
from sheets.sheet import CellValue, SheetRow
from sheets.table import Table

CELLS_PER_MESSAGE = 10_000


def document(**fields: Any) -> bytes:
    """One message."""
    return orjson.dumps(fields)


def documents(table: Table, *, limits: SheetLimits) -> Iterator[bytes]:
    """The header, the rows some ten thousand cells at a time, an end mark; raises Unreadable for too much text."""
    room = limits.output
    for message in messages(table):
        room -= len(message)
        if room < 0:
            raise too_much_text()
        yield message
    yield document(end=True)


def messages(table: Table) -> Iterator[bytes]:
    """Header and rows: the cells of many rows in one flat list, which is cheap to make and to take apart."""
    yield document(headers=table.headers, dates=places_of_dates(table.headers))
    most = max(1, CELLS_PER_MESSAGE // len(table.headers))
    while batch := list(islice(table.rows, most)):
        cells = [cell for row in batch for cell in row.cells]
        yield document(numbers=[row.number for row in batch], cells=cells, dates=places_of_dates(cells))


def places_of_dates(cells: list[CellValue]) -> list[int]:
    """Where in a list the dates are; in JSON they are ISO text."""
    return [place for place, cell in enumerate(cells) if isinstance(cell, date)]


def headers_of(message: dict[str, Any]) -> list[CellValue]:
    """The header in its message."""
    return with_dates(message["headers"], places=message["dates"])


def rows_of(message: dict[str, Any], *, width: int) -> list[SheetRow]:
    """The rows in a message, of `width` cells each."""
    cells = with_dates(message["cells"], places=message["dates"])
    return [
        SheetRow(number, cells[start : start + width])
        for number, start in zip(message["numbers"], range(0, len(cells), width), strict=True)
    ]


def with_dates(cells: list[Any], *, places: list[int]) -> list[CellValue]:
    """The list itself, with ISO text made dates again at these places."""
    for place in places:
        iso = cells[place]
        cells[place] = date.fromisoformat(iso) if len(iso) == len("2025-06-01") else datetime.fromisoformat(iso)
    return cells


def too_much_text() -> Unreadable:
    """The refusal of a sheet whose values outgrow the limit."""
    return Unreadable("the sheet holds too much text", accepted="fewer rows, or shorter texts")
