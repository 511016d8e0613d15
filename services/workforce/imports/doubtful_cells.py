"""Warnings about platforms, skills and states in a file that no demand has, where a word in use is near."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from db.workforce.words import KnownWords
from services.shared.text import key, shown
from services.workforce.people.doubtful_words import likely_word

MOST_WORDS = 500  # of one kind that are compared; a file with more has something else in the column


class _Place(NamedTuple):
    """Where a word stands first, as it is spelled there."""

    word: str
    row: int
    column: str


class CellWords:
    """The words of a file by kind ("platform", "skill", "state"): where each stands first, and in how many rows."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], _Place] = {}
        self._rows: dict[tuple[str, str], int] = {}

    def note(self, kind: str, words: Iterable[str], *, row: int, column: str) -> None:
        """Note the words of one cell."""
        for folded, word in {key(word): shown(word) for word in words}.items():
            self._first.setdefault((kind, folded), _Place(word, row, column))
            self._rows[kind, folded] = self._rows.get((kind, folded), 0) + 1

    def warnings(self, known: Mapping[str, KnownWords]) -> list[str]:
        """A sentence for each word that is probably a slip, however many rows have it."""
        return [
            f"row {place.row}, {place.column}: no demand has the {kind} {place.word}; did you mean {meant}?"
            + (f" ({count} rows)" if (count := self._rows[kind, folded]) > 1 else "")
            for kind, used in known.items()
            for folded, place in self._of(kind)
            if (meant := likely_word(place.word, used)) is not None
        ]

    def _of(self, kind: str) -> list[tuple[str, _Place]]:
        return [(folded, place) for (of, folded), place in self._first.items() if of == kind][:MOST_WORDS]
