"""Flat tables: named, typed columns and rows in batches, for JSON, CSV and workbooks alike."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

Batch: TypeAlias = Sequence[Sequence[Any]]
"""Some rows, each with a value for every column."""


class ColumnType(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"  # exact, of at most four places, or of eight where money is made of two of them
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name and type; the same whether the table has rows or not."""

    name: str
    type: ColumnType


MARKS = (Column("is_active", ColumnType.BOOLEAN), Column("deallocated_at", ColumnType.DATETIME))
"""The last columns of every report's table: whether a row counts, and since when it does not."""
COUNTS = (True, None)
"""What they say of a row that counts."""


@dataclass(frozen=True)
class Table:
    """A flat table; `batches` is drawn once, and a batch at a time keeps memory flat."""

    columns: Sequence[Column]
    batches: AsyncIterator[Batch]


async def one_batch(rows: Batch) -> AsyncIterator[Batch]:
    """Rows that are all there already, as one batch; no batch where there is none."""
    if rows:
        yield rows
