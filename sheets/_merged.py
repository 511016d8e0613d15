"""Merged cells of a worksheet: the first holds what all of them show, and the others are empty."""

import re
from collections.abc import Iterable, Iterator

from sheets.sheet import Reading

MOST_KEPT = 1_000  # ranges; the others are counted as if they were below the headings
RANGE = re.compile(
    rb"<(?:[\w.-]+:)?mergeCell(?=\s)[^<>]*?(?<![\w:.-])ref\s*=\s*[\"']"
    rb"(\$?[A-Za-z]{1,3}\$?([0-9]{1,7})):(\$?[A-Za-z]{1,3}\$?([0-9]{1,7}))[\"']"
)


class Merged:
    """The ranges of cells that are merged, each with its first and last row."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int, str]] = []
        self._others = 0

    def follow(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces (no tag spread over two)."""
        for piece in pieces:
            if b"mergeCell" in piece:
                for first, first_row, last, last_row in RANGE.findall(piece):
                    if first != last:
                        name = f"{first.decode()}:{last.decode()}".replace("$", "").upper()
                        self._note(int(first_row), int(last_row), name)
            yield piece

    def _note(self, first_row: int, last_row: int, name: str) -> None:
        if len(self._ranges) < MOST_KEPT:
            self._ranges.append((first_row, last_row, name))
        else:
            self._others += 1

    def describe(self, reading: Reading) -> None:
        """Say in a reading which of them reach below the headings."""
        below = sorted((first, name) for first, last, name in self._ranges if last > reading.heading_row)
        reading.merged = len(below) + self._others
        reading.first_merged = below[0][1] if below else None
