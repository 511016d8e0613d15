"""How a sheet travels from the child to its parent: as messages that JSON can hold, so that nothing in them can run."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from sheets._table import Table
from sheets.sheet import CellValue, SheetRow

CELLS_PER_MESSAGE = 10_000


def messages(table: Table) -> Iterator[dict[str, Any]]:
    """Header, then rows: the cells of many rows in one flat list, which is cheap to make and to take apart."""
    yield {"headers": table.headers, "dates": places_of_dates(table.headers)}
    most = max(1, CELLS_PER_MESSAGE // len(table.headers))
    while batch := list(islice(table.rows, most)):
        cells = [cell for row in batch for cell in row.cells]
        yield {"numbers": [row.number for row in batch], "cells": cells, "dates": places_of_dates(cells)}


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
