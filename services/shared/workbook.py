"""Workbooks as data: sheets by their layout, and rows that come in parts; the one writer is in `server/render`."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from services.shared.table import Column, ColumnType, Table

FORMATS = {
    ColumnType.INTEGER: "#,##0",
    ColumnType.NUMBER: "#,##0.00",
    ColumnType.DECIMAL: "#,##0.0000",
    ColumnType.DATE: "yyyy-mm-dd",
    ColumnType.DATETIME: "yyyy-mm-dd hh:mm:ss",
}


class Merge(NamedTuple):
    """Cells that are shown as one, from the upper left to the lower right; rows and columns are counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Layout:
    """A sheet without its rows: headers, of which the lowest is filtered, the columns' formats, and merged headers.

    Notes stand above the headers. `keys` columns and all headers stay in view when scrolling.
    """

    title: str
    headers: Sequence[Sequence[Any]]
    formats: Sequence[str | None]
    keys: int
    merges: Sequence[Merge] = ()
    notes: Sequence[str] = ()


class SheetRows(NamedTuple):
    """Rows of a sheet: the first ones begin it, further ones are written below. They are drawn in a thread."""

    layout: Layout
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Workbook:
    """A workbook: `parts` are drawn once, and only by whoever writes it. Sheets stand in the order they begin in."""

    title: str
    filename: str
    parts: AsyncIterator[SheetRows]


def table_layout(title: str, columns: Sequence[Column]) -> Layout:
    """A table as a sheet, ready for a pivot table."""
    formats = [FORMATS.get(column.type) for column in columns]
    return Layout(title, [[column.name for column in columns]], formats, keys=1)


async def table_parts(title: str, table: Table) -> AsyncIterator[SheetRows]:
    """A table as a sheet, batch by batch; a table without rows is a sheet without any."""
    layout, is_empty = table_layout(title, table.columns), True
    async for batch in table.batches:
        is_empty = False
        yield SheetRows(layout, batch)
    if is_empty:
        yield SheetRows(layout, ())
