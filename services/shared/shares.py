"""Columns of shares: 0.95 and 95 % are one share, and a column that holds 95 may mean one percent by its 1."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from sheets.sheet import CellValue


class Shares(NamedTuple):
    """By its place, the first cell of each column that is above 1 without a percent sign."""

    above_one: dict[int, str]

    def refuse_doubtful(self, cell: CellValue, column: int) -> None:
        """Raise ValueError for a share that may be meant in percent, as another cell of its column is."""
        if column in self.above_one and (number := plain_number(cell)) is not None and 0 < number <= 1:
            raise ValueError(
                f"may be {cell} % or {number * 100:f} %, as {self.above_one[column]} is in percent; "
                "a fraction from 0 to 1, or a percentage with its sign, is accepted"
            )


def shares_in(cells: Iterable[tuple[int, CellValue, str]]) -> Shares:
    """The columns that are in percent; each cell comes with its column and the words for its place."""
    above_one: dict[int, str] = {}
    for column, cell, place in cells:
        if column not in above_one and (number := plain_number(cell)) is not None and 1 < number <= 100:
            above_one[column] = f"{cell} in {place}"
    return Shares(above_one)


def plain_number(cell: CellValue) -> Decimal | None:
    """A cell of numbers, in plain notation, as a number; None for a percentage and for what is none."""
    if cell is None or isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    try:
        number = Decimal(str(cell))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
