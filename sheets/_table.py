"""The row with the headings is found among numbered records; what lies below becomes rows of its width."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import NamedTuple

from sheets._blank import is_blank, trimmed
from sheets._candidate import Candidate, Record
from sheets._errors import Unreadable
from sheets._surplus import Surplus
from sheets.columns import Headings, missing_columns
from sheets.limits import LAST_ROW, MIB, SheetLimits
from sheets.sheet import CellValue, SheetRow

SEARCHED_ROWS = 50  # that are not blank: titles and notes above the headings are fewer
LOOKED_INTO = 4 * MIB  # of the sheets behind the one that is read, to name those that have the headings too
NO_HEADINGS = Headings(wanted={}, required=())


class Table(NamedTuple):
    """A header and the rows below it, the rows still to be drawn, and where it comes from."""

    headers: list[CellValue]
    rows: Iterator[SheetRow]
    source: Candidate
    surplus: Surplus


class Headed(NamedTuple):
    """A row as headings: its place among the filled records, the row, and the fields it lacks and has."""

    place: int
    record: Record
    missing: list[str]
    found: int
    has_months: bool


class Found(NamedTuple):
    """A candidate with its row of headings, and the filled records below that."""

    candidate: Candidate
    headed: Headed
    below: Iterator[Record]
    has_rows: bool

    @property
    def worth(self) -> tuple[bool, bool, bool, int]:
        """What makes one candidate the table rather than another."""
        is_complete = not self.headed.missing
        return (
            is_complete,
            is_complete and self.headed.has_months,
            is_complete and self.has_rows,
            0 if is_complete else self.headed.found,
        )

    @property
    def is_table(self) -> bool:
        """Whether it has everything that a table has."""
        return all(self.worth[:3])


def table(candidates: Iterable[Candidate], *, limits: SheetLimits, headings: Headings = NO_HEADINGS) -> Table:
    """The first candidate with all headings and a row below them; without such, the one that comes nearest.

    Raises Unreadable when nothing is filled, when no row has the required headings (naming the one that has most of
    them and what it reads), or when the header is too wide; drawing the rows raises it for too many rows or cells.
    """
    nearest: Found | None = None
    candidates = iter(candidates)
    for candidate in candidates:
        found = headed_records(candidate, limits=limits, headings=headings)
        if found is not None and (nearest is None or found.worth > nearest.worth):
            nearest = found
            if found.is_table or not headings.required:
                break
    if nearest is None:
        raise Unreadable("the file has no data", accepted="a header row and rows below it")
    candidate, headed, _, _ = nearest
    if headed.missing:
        place, headers = candidate.reading.place, headed.record[1]
        raise missing_columns(headed.missing, headings=headings, headers=headers, place=place)
    if headings.required:
        candidate.reading.other_tables = other_tables(candidates, limits=limits, headings=headings)
    return headed_table(nearest, limits=limits)


def headed_records(candidate: Candidate, *, limits: SheetLimits, headings: Headings) -> Found | None:
    """A candidate with its row of headings; None when it is empty."""
    filled = filled_records(candidate.records, limits=limits)
    head = list(islice(filled, SEARCHED_ROWS))
    if not head:
        return None
    headed = heading_row(head, headings=headings)
    candidate.reading.heading_row = headed.record[0]
    below = head[headed.place + 1 :] or list(islice(filled, 1))
    return Found(candidate, headed, chain(below, filled), bool(below))


def other_tables(candidates: Iterator[Candidate], *, limits: SheetLimits, headings: Headings) -> list[str]:
    """The sheets that have the headings and rows too; very large ones are not looked into, nor what cannot be read."""
    named, room = [], LOOKED_INTO
    for candidate in candidates:
        room -= candidate.size
        if room < 0:
            break
        with suppress(Exception):  # it is not the one that is asked for
            found = headed_records(candidate, limits=limits, headings=headings)
            if found is not None and found.is_table and candidate.reading.sheet is not None:
                named.append(candidate.reading.sheet)
    return named


def heading_row(head: list[Record], *, headings: Headings) -> Headed:
    """The first record that has all required headings and months, else the one that has most of them."""
    nearest: Headed | None = None
    for place, record in enumerate(head):
        found = headings.claimed(record[1])
        missing = headings.missing(found)
        headed = Headed(place, record, missing, len(found), not missing and headings.has_months(record[1], found))
        if headed.has_months:
            return headed
        if nearest is None or (not headed.missing, headed.found) > (not nearest.missing, nearest.found):
            nearest = headed
    assert nearest is not None
    return nearest


def headed_table(found: Found, *, limits: SheetLimits) -> Table:
    """The table below a row of headings."""
    cells = found.headed.record[1]
    headers = trimmed(cells)
    if len(headers) > limits.columns:
        raise Unreadable(f"the file has {len(headers)} columns", accepted=f"at most {limits.columns} columns")
    surplus = Surplus(cells, is_delimited=found.candidate.reading.format == "csv")
    rows = fitted(found.below, width=len(headers), limits=limits, surplus=surplus)
    return Table(headers, rows, found.candidate, surplus)


def filled_records(records: Iterable[Record], *, limits: SheetLimits) -> Iterator[Record]:
    """The records that are not blank; blank ones are passed over no further than a spreadsheet goes."""
    for number, cells in records:
        if not is_blank(cells):
            yield number, cells
        elif number > LAST_ROW:
            raise too_many_rows(limits=limits)


def fitted(records: Iterable[Record], *, width: int, limits: SheetLimits, surplus: Surplus) -> Iterator[SheetRow]:
    """Rows of exactly `width` cells; values beyond the last header are left out, and noted."""
    room = limits.cells
    for number, cells in records:
        room -= width
        if number > limits.rows + 1 or room < 0:
            raise too_many_rows(limits=limits)
        surplus.note(number, cells)
        if len(cells) < width:
            cells += [None] * (width - len(cells))
        yield SheetRow(number, cells[:width])


def too_many_rows(*, limits: SheetLimits) -> Unreadable:
    """The refusal of a sheet that is filled too far down or too widely."""
    accepted = f"at most {limits.rows:,} rows, {limits.columns} columns and {limits.cells:,} cells"
    return Unreadable("the sheet has too many rows or cells", accepted=accepted)
