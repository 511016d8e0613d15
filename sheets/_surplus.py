"""What stands beside a table: values that no heading is above, and rows of a CSV that are longer than its headings."""

from collections import Counter

from sheets._blank import is_blank
from sheets.columns import letters
from sheets.sheet import CellValue, Reading

MOST_COLUMNS = 256  # that are looked at for a missing heading
MOST_NAMED = 20


class Surplus:
    """The values of rows that no heading claims.

    In a CSV, a row with values further right than its row of headings goes has a delimiter within a cell, without
    quotes: what stands right of it is in the wrong column.
    """

    def __init__(self, headers: list[CellValue], *, is_delimited: bool) -> None:
        self.width = len(headers) if is_delimited else None
        self.bare = [column for column, header in enumerate(headers[:MOST_COLUMNS]) if is_blank([header])]
        self.filled: Counter[int] = Counter()
        self.overlong: dict[int, int] = {}
        self.rows = 0
        self.padded: Counter[int] = Counter()
        self.first_padded: dict[int, int] = {}

    def note(self, number: int, cells: list[CellValue]) -> None:
        """Look at one row."""
        self.rows += 1
        for column in self.bare:
            if column < len(cells) and not is_blank(cells[column : column + 1]):
                self.filled[column] += 1
        if self.width is None or len(cells) <= self.width:
            return
        if is_blank(cells[self.width :]):
            self.padded[len(cells)] += 1
            self.first_padded.setdefault(len(cells), number)
        else:
            self.overlong[number] = len(cells)

    def describe(self, reading: Reading) -> None:
        """Say in a reading which columns have no heading, and which rows are longer than most, if only by blanks."""
        named = [f"{letters(column)} ({count})" for column, count in sorted(self.filled.items())]
        reading.bare_columns = named[:MOST_NAMED] + (["…"] if len(named) > MOST_NAMED else [])
        # Some programs end every row with a delimiter; where a few rows do, they may hold one more than they should.
        odd = [length for length, count in self.padded.items() if count * 2 < self.rows]
        reading.padded_rows = sum(self.padded[length] for length in odd)
        reading.first_padded_row = min((self.first_padded[length] for length in odd), default=None)
