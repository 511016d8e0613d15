"""Dates written with slashes: month first, as they are accepted, unless a cell of the file shows that days come first.

"25/12/2024" can be read in one way alone, "05/06/2024" in two.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from sheets.sheet import CellValue

SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{4}\b.*", re.ASCII | re.DOTALL)
MONTHS = 12


class DayOrder(NamedTuple):
    """The cells of a file, with their places, that show days or months to come first; None where no cell does."""

    days_first: str | None = None
    months_first: str | None = None

    def doubt(self, cell: CellValue) -> bool:
        """Whether a cell can be read in two ways, and no cell of the file shows in which; it is read month first.

        Raises ValueError where another cell of the file has its day first.
        """
        numbers = day_and_month(cell)
        if numbers is None or numbers[0] == numbers[1] or max(numbers) > MONTHS:
            return False
        if self.days_first is not None:
            raise ValueError(f"may have its day first, as {self.days_first} has; 2025-06-01 is accepted")
        return self.months_first is None


def day_order(cells: Iterable[tuple[CellValue, str]]) -> DayOrder:
    """What the cells of a file's dates show; each comes with the words for its place."""
    days_first = months_first = None
    for cell, place in cells:
        first, second = day_and_month(cell) or (1, 1)
        if first > MONTHS >= second:
            days_first = days_first or f"{cell} in {place}"
        elif second > MONTHS >= first:
            months_first = months_first or f"{cell} in {place}"
    return DayOrder(days_first, months_first)


def day_and_month(cell: CellValue) -> tuple[int, int] | None:
    """The first two numbers of a date with slashes; None for anything else."""
    found = SLASHED.fullmatch(cell) if isinstance(cell, str) else None
    return (int(found[1]), int(found[2])) if found else None
