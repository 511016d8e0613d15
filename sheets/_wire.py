"""How a sheet travels from the child to its parent: as messages that JSON can hold, so that nothing in them can run."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any

from sheets._candidate import Formats
from sheets._table import Table
from sheets.columns import Headings, letters, written
from sheets.sheet import CellValue, Mark, Reading, SheetRow

CELLS_PER_MESSAGE = 10_000


def messages(table: Table, *, headings: Headings) -> Iterator[dict[str, Any]]:
    """Header, then rows, then how they were read.

    The cells of many rows lie in one flat list, which is cheap to make and to take apart.
    """
    yield {"headers": table.headers, "dates": places_of_dates(table.headers)}
    claimed = set(headings.claimed(table.headers).values())
    formatted = table.source.formatted
    formats = formatted.of_columns(claimed) if formatted is not None and claimed else {}
    unseen, reading = table.source.unseen, table.source.reading
    width, numbers = len(table.headers), set[int]()
    hidden = formatted.where(lambda one: one.hides, width=width) if formatted is not None else {}
    percent = formatted.where(lambda one: one.says_percent, width=width) if formatted is not None else {}
    most = max(1, CELLS_PER_MESSAGE // len(table.headers))
    while batch := list(islice(table.rows, most)):
        cells = [cell for row in batch for cell in row.cells]
        yield {
            "numbers": [row.number for row in batch],
            "cells": cells,
            "dates": places_of_dates(cells),
            "marks": list(marks_of(batch, formats)),
        }
        if unseen is not None and unseen.rows:
            count_hidden(reading, [row.number for row in batch if row.number in unseen.rows])
        if hidden or percent:
            numbers.update(row.number for row in batch)
    if unseen is not None:
        reading.hidden_columns = [
            f"{letters(column)} ({name})"
            for column, header in enumerate(table.headers)
            if unseen.has_column(column) and (name := written(header)[:80])
        ]
    if table.source.merges is not None:
        table.source.merges.describe(reading)
    reading.hidden_numbers, reading.first_hidden_number = first_of(numbers, hidden)
    reading.percent_texts, reading.first_percent_text = first_of(numbers, percent)
    table.surplus.describe(reading)
    yield {"reading": asdict(reading), "overlong": list(table.surplus.overlong.items())}


def count_hidden(reading: Reading, numbers: list[int]) -> None:
    """Count hidden rows."""
    reading.hidden_rows += len(numbers)
    if numbers and reading.first_hidden_row is None:
        reading.first_hidden_row = numbers[0]


def first_of(numbers: set[int], places: Mapping[int, tuple[int, int]]) -> tuple[int, str | None]:
    """How many of some places (by row number: how many, the column of the first) lie in these rows; the first's name.

    A row that is not read has none.
    """
    rows = [number for number in places if number in numbers]
    first = min(rows, default=0)
    return sum(places[number][0] for number in rows), f"{letters(places[first][1])}{first}" if rows else None


def marks_of(batch: list[SheetRow], formats: Mapping[int, Formats]) -> Iterator[tuple[int, int, str | None, str]]:
    """(row number, column, shown text, format code) of the whole numbers that are seen as something else."""
    for column, found in formats.items():
        format_of = found.get
        for number, cells in batch:
            value = cells[column]
            # Of anything else nobody makes an identifier: fractions and negative numbers are refused as they are.
            if type(value) is int and value >= 0 and (one := format_of(number)) is not None:
                shown = one.shown(value)
                if shown != str(value):
                    yield number, column, shown, one.code[:80]


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


def marks_in(message: dict[str, Any]) -> dict[tuple[int, int], Mark]:
    """The marks in a message of rows."""
    return {(row, column): Mark(shown, code) for row, column, shown, code in message["marks"]}


def with_dates(cells: list[Any], *, places: list[int]) -> list[CellValue]:
    """The list itself, with ISO text made dates again at these places."""
    for place in places:
        iso = cells[place]
        cells[place] = date.fromisoformat(iso) if len(iso) == len("2025-06-01") else datetime.fromisoformat(iso)
    return cells
