"""The key of a person's row in a grid: whose row it is, and what every week held when the workbook was made."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple

from db.shared.bounds import YEARS
from services.shared.calendar import Week, is_iso_week, weeks_between
from services.shared.returned_workbooks import opened, signed
from services.workforce.assigning.placement_context import MOST_WEEKS
from services.workforce.week_grid.columns import NAMES
from services.workforce.week_grid.words import WeekWork
from sheets.limits import LAST_ROW
from sheets.sheet import CellValue

CHANGED = "is no key of a row as a workbook has it; the key of the person's row, unchanged, is accepted"


class Held(NamedTuple):
    """What a week's cell said, and what that was."""

    text: str
    work: WeekWork | None


class RowKey(NamedTuple):
    """A person's row as a workbook was made of it.

    `rows` is how many that had, `told` what its first columns said; its weeks are those from `first` on, one after
    another, as many as are held.
    """

    rows: int
    resource_id: int
    told: tuple[str, ...]
    first: Week
    held: tuple[Held, ...]

    @property
    def text(self) -> str:
        """As it stands in a cell; weeks that are alike stand together."""
        runs = [[len([*same]), held.text, *(held.work or ())] for held, same in groupby(self.held)]
        return signed([self.rows, self.resource_id, self.told, [self.first.year, self.first.number], runs])

    @property
    def weeks(self) -> list[Week]:
        """The weeks of the row."""
        return weeks_of(self.first, len(self.held))


def weeks_of(first: Week, count: int) -> list[Week]:
    """So many weeks, one after another."""
    return weeks_between(first, Week.of(first.start + timedelta(weeks=count - 1)))


def row_key(cell: CellValue) -> RowKey:
    """The key that stands in a cell; raises ValueError for anything else."""
    values = opened(cell, refusal=CHANGED)
    try:
        rows, resource_id, told, (year, number), runs = values
        held = tuple(_held(runs))
        is_key = all(type(one) is int for one in (rows, resource_id, year, number))
        is_key = is_key and YEARS.holds(year) and is_iso_week(year, number)
        is_told = len(told) == len(NAMES) and all(isinstance(text, str) for text in told)
        if is_key and is_told and held and 0 < resource_id < 2**63 and 0 <= rows <= LAST_ROW:
            return RowKey(rows, resource_id, tuple(told), Week(year, number), held)
    except (ValueError, TypeError):
        pass  # somebody made a digest of something else
    raise ValueError(CHANGED)


def _held(runs: Sequence[Sequence[Any]]) -> Iterator[Held]:
    counts = [run[0] for run in runs]
    if not all(type(count) is int and 0 < count <= MOST_WEEKS for count in counts) or sum(counts) > MOST_WEEKS:
        raise ValueError(CHANGED)
    for count, text, *work in runs:
        is_work = len(work) == 3 and all(type(one) is int for one in work[:2])
        if not isinstance(text, str) or (work and not is_work):
            raise ValueError(CHANGED)
        yield from [Held(text, WeekWork(work[0], work[1], float(work[2])) if work else None)] * count
