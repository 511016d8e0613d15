"""The words of a file by kind: where each stands first and in how many rows, to warn of those that look like slips."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from services.shared.text import key, shown

MOST_WORDS = 500  # of one kind that are compared; a file with more has something else in the column


class WordPlace(NamedTuple):
    """Where a word stands first, as it is spelled there, and how many rows have it."""

    word: str
    row: int
    column: str
    rows: int

    def warning(self, kind: str, meant: str) -> str:
        """What is said of a word that is probably a slip, however many rows have it."""
        return f"row {self.row}, {self.column}: no demand has the {kind} {self.word}; did you mean {meant}?{self.more}"

    @property
    def more(self) -> str:
        """How many rows have the word, where one is not all."""
        return f" ({self.rows:,} rows)" if self.rows > 1 else ""


Meant: TypeAlias = Callable[[str], str | None]
"""The word that one was probably meant to be; None for one that is no slip."""


class CellWords:
    """The words of a file by kind ("platform", "skill", "state")."""

    def __init__(self) -> None:
        self._places: dict[str, dict[str, WordPlace]] = {}

    def note(self, kind: str, words: Iterable[str], *, row: int, column: str) -> None:
        """Note the words of one cell."""
        places = self._places.setdefault(kind, {})
        for folded, word in {key(word): shown(word) for word in words}.items():
            place = places.get(folded)
            places[folded] = WordPlace(word, row, column, 1) if place is None else place._replace(rows=place.rows + 1)

    def of(self, kind: str) -> list[WordPlace]:
        """The first words of a kind, in the order in which they stand."""
        return list(self._places.get(kind, {}).values())[:MOST_WORDS]

    def warnings(self, meant: Mapping[str, Meant]) -> list[str]:
        """A sentence for each word of these kinds that is probably a slip."""
        return [
            place.warning(kind, probably)
            for kind, meant_by in meant.items()
            for place in self.of(kind)
            if (probably := meant_by(place.word)) is not None
        ]
