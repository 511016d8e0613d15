"""What may be the table that somebody means: a worksheet of a workbook, or a CSV file."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sheets._formats import NumberFormat
from sheets.sheet import CellValue, Reading

Record = tuple[int, list[CellValue]]


class Formats(Protocol):
    """The number formats of a column's numeric cells by row number, as far as they tell something."""

    def get(self, number: int) -> NumberFormat | None: ...


class Formatted(Protocol):
    """The numeric cells of a worksheet whose number formats tell something."""

    def of_columns(self, columns: Collection[int]) -> Mapping[int, Formats]: ...

    def where(self, shows: Callable[[NumberFormat], bool], *, width: int) -> Mapping[int, tuple[int, int]]: ...


class Unseen(Protocol):
    """The rows and columns of a worksheet that are hidden."""

    rows: set[int]

    def has_column(self, column: int) -> bool: ...


class Merges(Protocol):
    """The cells of a worksheet that are merged."""

    def describe(self, reading: Reading) -> None: ...


@dataclass
class Candidate:
    """Numbered records still to be drawn, and what is known of how they were read once the first one is.

    `size` is that of its unpacked part, in bytes.
    """

    records: Iterator[Record]
    reading: Reading = field(default_factory=Reading)
    formatted: Formatted | None = None
    unseen: Unseen | None = None
    merges: Merges | None = None
    size: int = 0
