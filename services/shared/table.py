"""Flat tables: named, typed columns and rows in batches, for JSON, CSV and workbooks alike."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from db.shared.column_types import ColumnType as ColumnType

if TYPE_CHECKING:  # the child that writes workbooks needs no database, and starts in a third of the time without
    from db.shared.keyed_pages import Opened
    from db.shared.written_rows import Grammar

Batch: TypeAlias = Sequence[Sequence[Any]]
"""Some rows, each with a value for every column."""

Key: TypeAlias = tuple[Any, ...]
"""What tells a row of a table from every other, in the order of its rows: texts, whole numbers and days."""

End: TypeAlias = Callable[[], Awaitable[Key | None]]
"""Finds the key of a page's last row, if further rows follow."""

Copied: TypeAlias = Callable[["Grammar", "Opened"], Awaitable[None]]
"""Has the database write the rows in a grammar; whole lines are handed on as they come, once the page's end is told."""


async def no_end() -> None:
    """Nothing follows."""


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
    """A flat table; `batches` is drawn once, and a batch at a time keeps memory flat.

    Where the database can write the rows itself, `copied` has it do so, and nothing is drawn; what the page ends with
    comes before its rows then, and is not to be asked by `end`.
    """

    columns: Sequence[Column]
    batches: AsyncIterator[Batch]
    end: End = no_end
    copied: Copied | None = None


async def one_batch(rows: Batch) -> AsyncIterator[Batch]:
    """Rows that are all there already, as one batch; no batch where there is none."""
    if rows:
        yield rows
