"""Flat reports: named, typed columns and rows in batches, for JSON, CSV and workbooks alike."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


class Column(NamedTuple):
    """A column by name and type; the same whether the table has rows or not."""

    name: str
    type: ColumnType


@dataclass(frozen=True)
class Table:
    """A flat report; `batches` is drawn once, and a batch at a time keeps memory flat."""

    columns: Sequence[Column]
    batches: AsyncIterator[Sequence[Sequence[Any]]]


async def pages(rows: Sequence[Sequence[Any]]) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """Rows that are all there already, as one batch."""
    if rows:
        yield rows
