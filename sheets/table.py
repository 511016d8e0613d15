"""Numbered records become a header and rows of its width."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sheets.errors import Unreadable
from sheets.limits import LAST_ROW, SheetLimits
from sheets.sheet import CellValue, SheetRow


class Table(NamedTuple):
    """A header and the rows below it, the rows still to be drawn."""

    headers: list[CellValue]
    rows: Iterator[SheetRow]


def table(records: Iterable[tuple[int, list[CellValue]]], *, limits: SheetLimits) -> Table:
    """Take the first filled record as header and shape the others to its width.

    `records` are (row number from 1, cells) in order. Raises Unreadable when no record is filled or the header is too
    wide; drawing the rows raises it for too many rows or cells.
    """
    filled = filled_records(records, limits=limits)
    first = next(filled, None)
    if first is None:
        raise Unreadable("the file has no data", accepted="a header row and rows below it")
    headers = trimmed(first[1])
    if len(headers) > limits.columns:
        raise Unreadable(f"the file has {len(headers)} columns", accepted=f"at most {limits.columns} columns")
    return Table(headers=headers, rows=fitted(filled, width=len(headers), limits=limits))


def filled_records(
    records: Iterable[tuple[int, list[CellValue]]], *, limits: SheetLimits
) -> Iterator[tuple[int, list[CellValue]]]:
    """The records that are not blank; blank ones are passed over no further than a spreadsheet goes."""
    for number, cells in records:
        if not is_blank(cells):
            yield number, cells
        elif number > LAST_ROW:
            raise too_many_rows(limits=limits)


def fitted(records: Iterable[tuple[int, list[CellValue]]], *, width: int, limits: SheetLimits) -> Iterator[SheetRow]:
    """Rows of exactly `width` cells; values beyond the last header are left out."""
    room = limits.cells
    for number, cells in records:
        room -= width
        if number > limits.rows + 1 or room < 0:
            raise too_many_rows(limits=limits)
        if len(cells) < width:
            cells += [None] * (width - len(cells))
        yield SheetRow(number, cells[:width])


def too_many_rows(*, limits: SheetLimits) -> Unreadable:
    """The refusal of a sheet that is filled too far down or too widely."""
    accepted = f"at most {limits.rows:,} rows, {limits.columns} columns and {limits.cells:,} cells"
    return Unreadable("the sheet has too many rows or cells", accepted=accepted)


def is_blank(cells: list[CellValue]) -> bool:
    """Whether no cell holds anything but white space."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def trimmed(cells: list[CellValue]) -> list[CellValue]:
    """The cells up to the last one that is not blank."""
    width = len(cells)
    while width and is_blank(cells[width - 1 : width]):
        width -= 1
    return cells[:width]
