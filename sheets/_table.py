"""The row with the headings is found among numbered records; what lies below becomes rows of its width."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from sheets._candidate import Candidate, Record
from sheets._errors import Unreadable
from sheets.columns import Headings, missing_columns
from sheets.limits import LAST_ROW, SheetLimits
from sheets.sheet import CellValue, SheetRow

SEARCHED_ROWS = 50  # that are not blank: titles and notes above the headings are fewer
NO_HEADINGS = Headings(wanted={}, required=())


class Table(NamedTuple):
    """A header and the rows below it, the rows still to be drawn, and where it comes from."""

    headers: list[CellValue]
    rows: Iterator[SheetRow]
    source: Candidate


class Headed(NamedTuple):
    """A row as headings: its place among the filled records, the row, and the fields it lacks and has."""

    place: int
    record: Record
    missing: list[str]
    found: int


def table(candidates: Iterable[Candidate], *, limits: SheetLimits, headings: Headings = NO_HEADINGS) -> Table:
    """The first candidate with a row that has the required headings; without such, the first one that is filled.

    Raises Unreadable when nothing is filled, when no row has the headings (naming the one that has most of them and
    what it reads), or when the header is too wide; drawing the rows raises it for too many rows or cells.
    """
    nearest: tuple[Headed, str] | None = None
    for candidate in candidates:
        filled = filled_records(candidate.records, limits=limits)
        head = list(islice(filled, SEARCHED_ROWS))
        if not head:
            continue
        headed = heading_row(head, headings=headings)
        candidate.reading.heading_row = headed.record[0]
        if not headed.missing:
            return headed_table(candidate, headed, chain(head[headed.place + 1 :], filled), limits=limits)
        if nearest is None or headed.found > nearest[0].found:
            nearest = headed, candidate.reading.place
    if nearest is None:
        raise Unreadable("the file has no data", accepted="a header row and rows below it")
    (_, (_, headers), missing, _), place = nearest
    raise missing_columns(missing, headings=headings, headers=headers, place=place)


def heading_row(head: list[Record], *, headings: Headings) -> Headed:
    """The first record that has all required headings, else the one that has most of them."""
    nearest: Headed | None = None
    for place, record in enumerate(head):
        found = headings.claimed(record[1])
        headed = Headed(place, record, headings.missing(found), len(found))
        if not headed.missing:
            return headed
        if nearest is None or headed.found > nearest.found:
            nearest = headed
    assert nearest is not None
    return nearest


def headed_table(candidate: Candidate, headed: Headed, records: Iterator[Record], *, limits: SheetLimits) -> Table:
    """The table below a row of headings."""
    headers = trimmed(headed.record[1])
    if len(headers) > limits.columns:
        raise Unreadable(f"the file has {len(headers)} columns", accepted=f"at most {limits.columns} columns")
    return Table(headers, fitted(records, width=len(headers), limits=limits), candidate)


def filled_records(records: Iterable[Record], *, limits: SheetLimits) -> Iterator[Record]:
    """The records that are not blank; blank ones are passed over no further than a spreadsheet goes."""
    for number, cells in records:
        if not is_blank(cells):
            yield number, cells
        elif number > LAST_ROW:
            raise too_many_rows(limits=limits)


def fitted(records: Iterable[Record], *, width: int, limits: SheetLimits) -> Iterator[SheetRow]:
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
