"""Workbooks as data: sheets by their layout, and rows that come in parts; the one writer is in `server/render`."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal, NamedTuple, TypeAlias

from services.shared.table import Column, ColumnType, Table


class WholeOr(NamedTuple):
    """The formats of a column of which some numbers are whole: a point with nothing behind it is never shown."""

    whole: str
    fraction: str


Format: TypeAlias = str | WholeOr | None

WHOLE, CENTS, DAY, PLAIN_TEXT = "#,##0", "#,##0.00", "yyyy-mm-dd", "@"
MOMENT = 'yyyy-mm-dd hh:mm:ss" UTC"'
"""Moments carry their zone, which a cell cannot hold."""
FORMATS: dict[ColumnType, Format] = {
    ColumnType.INTEGER: WHOLE,
    ColumnType.NUMBER: CENTS,
    ColumnType.DECIMAL: "#,##0.0000",
    ColumnType.DATE: DAY,
    ColumnType.DATETIME: MOMENT,
}
NUMBERED = "0"
NUMBERS = frozenset({"year", "week", "id", "version", "line", "record"})
"""What whole numbers name instead of counting it, by the last words of columns: 2025 is no 2,025."""


class Merge(NamedTuple):
    """Cells that are shown as one, from the upper left to the lower right; rows and columns are counted from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


Misfits: TypeAlias = Literal["refused", "asked", "taken"]
"""What becomes of what does not fit."""


class Entry(NamedTuple):
    """What may be typed below a header, by its column (from 1): what a program says there, and what it checks.

    A `list` is the name of a range. Of numbers, `least` and `most` are accepted. What does not fit is refused, asked
    about, or taken; without a kind nothing is checked.
    """

    column: int
    title: str
    prompt: str
    kind: Literal["list", "whole", "decimal", "date"] | None = None
    list: str | None = None
    least: int | None = None
    most: int | None = None
    misfits: Misfits = "refused"


class NamedRange(NamedTuple):
    """The first cells below a header, by a name that other sheets know them by."""

    name: str
    column: int
    size: int


@dataclass(frozen=True)
class Layout:
    """A sheet without its rows: headers, of which the lowest is filtered, the columns' formats, and merged headers.

    Notes stand above the headers, and with them on every page, or `noted_once` on the first. `keys` columns and all
    headers stay in view when scrolling. Columns are named by their places, from 1: `wrapped` ones break their lines,
    `computed` ones look as if they are not to be edited, `hidden` ones are not shown. `entries` are about rows that are
    to be typed; `ranges` are known by name in the workbook. Where `pages` begin with some columns, each is printed on
    pages of its own, its keys repeated; else all columns are made to fit one page. `print_note` stands above each page.
    """

    title: str
    headers: Sequence[Sequence[Any]]
    formats: Sequence[Format]
    keys: int
    merges: Sequence[Merge] = ()
    notes: Sequence[str] = ()
    noted_once: bool = False
    wrapped: Collection[int] = ()
    computed: Collection[int] = ()
    hidden: Collection[int] = ()
    entries: Sequence[Entry] = ()
    ranges: Sequence[NamedRange] = ()
    pages: Sequence[int] = ()
    print_note: str = ""
    is_hidden: bool = False


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


def table_layout(title: str, columns: Sequence[Column], *, key: Collection[str] = ()) -> Layout:
    """A table as a sheet, ready for a pivot table; of the columns of its key the first ones stay in view."""
    keys = len([*takewhile(lambda column: column.name in key, columns)])
    formats = [NUMBERED if _is_numbered(column) else FORMATS.get(column.type) for column in columns]
    return Layout(title, [[column.name for column in columns]], formats, keys=max(1, keys))


def _is_numbered(column: Column) -> bool:
    return column.type is ColumnType.INTEGER and column.name.rpartition("_")[2] in NUMBERS


async def table_parts(title: str, table: Table, *, key: Collection[str] = ()) -> AsyncIterator[SheetRows]:
    """A table as a sheet, batch by batch; a table without rows is a sheet without any."""
    layout, is_empty = table_layout(title, table.columns, key=key), True
    async for batch in table.batches:
        is_empty = False
        yield SheetRows(layout, batch)
    if is_empty:
        yield SheetRows(layout, ())
