"""Words that look like a slip of the pen: nobody uses them, and a word that is in use is a letter or two away."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from services.shared.states import STATE_NAMES
from services.shared.text import key

LONG = 5  # letters of a word in which two slips are still one word
MOST_SLIPS = 2

# Words that planners have beside each other, and of which none is a slip of another: CT is no slip of CA.
SPELLED_RIGHT = frozenset({"medicaid", "medicare", "medical", "onshore", "offshore", "inbound", "outbound"})
SPELLED_RIGHT |= {code.lower() for code in STATE_NAMES}
PART = re.compile(r"\w+")
ROMAN = re.compile("[ivx]+")
DIGITS = re.compile(r"\d+")
ZEROS = re.compile(r"(?<!\d)0+(?=\d)")  # spreadsheets lose them


class _Known(NamedTuple):
    word: str
    folded: str
    parts: list[str]
    letters: int


class NearWords:
    """Known words, made ready for many others to be compared with them."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._folded: set[str] = set()
        self._alike: dict[tuple[str, ...], list[_Known]] = {}
        for word in sorted(known):
            self.add(word)

    def __contains__(self, word: str) -> bool:
        return key(word) in self._folded

    def add(self, word: str) -> None:
        """Know one more."""
        folded = key(word)
        if folded not in self._folded:
            self._folded.add(folded)
            plain = ZEROS.sub("", folded)
            parts = PART.findall(plain)
            self._alike.setdefault(_told_apart_by(parts), []).append(_Known(word, plain, parts, _letters(plain)))

    def nearest(self, word: str) -> str | None:
        """The word that another was probably meant to be; None where it is known itself, or is like none of them."""
        return next(iter(self.near(word)), None)

    def near(self, word: str) -> list[str]:
        """All that it may have been meant to be: the nearest first, and of those the first by alphabet."""
        given = key(word)
        if given in self._folded or (len(given) < 2 and not given.isdigit()):
            return []
        given = ZEROS.sub("", given)
        parts, letters = PART.findall(given), _letters(given)
        slips = [
            (count, known.word)
            for known in self._alike.get(_told_apart_by(parts), ())
            # A slip changes two of the letters that are there, so that most words need no closer look.
            if abs(len(known.folded) - len(given)) <= MOST_SLIPS
            and (known.letters ^ letters).bit_count() <= 2 * MOST_SLIPS
            and (count := _slips(given, parts, known)) is not None
        ]
        return [word for _, word in sorted(slips)]


def near_word(word: str, known: Collection[str]) -> str | None:
    """The known word that another was probably meant to be; None where it is known itself, or is like none of them.

    A slip is a letter too many, missing or wrong, or two neighbours that changed places; letter case does not matter.
    Long words may have two. Numbers, single letters and Roman numbers tell names apart, and are no slips; the zeros
    before a number are.
    """
    return NearWords(known).nearest(word)


def slips_between(given: str, meant: str, *, most: int | None = None) -> int:
    """How many slips make one word of another: the optimal string alignment distance; of more than `most` just more."""
    if most is not None and abs(len(given) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(given, start=1):
        now = [row]
        for column, other in enumerate(meant, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and (letter, given[row - 2]) == (meant[column - 2], other):
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if most is not None and min(now) > most and min(last) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def _slips(given: str, parts: list[str], known: _Known) -> int | None:
    """How many slips make one of the other, signs between letters being none; None for too many to be one."""
    if "".join(parts) == "".join(known.parts):
        return 0
    if len(parts) != len(known.parts):
        count = slips_between(given, known.folded, most=MOST_SLIPS)
        return count if count <= _most(given, known.folded) else None
    total = 0
    for part, other in zip(parts, known.parts, strict=True):
        if part == other:
            continue
        count = slips_between(part, other, most=MOST_SLIPS)
        if count > _most(part, other) or (part in SPELLED_RIGHT and other in SPELLED_RIGHT):
            return None
        total += count
    return total if total <= MOST_SLIPS else None


def _most(given: str, other: str) -> int:
    return MOST_SLIPS if min(len(given), len(other)) >= LONG else 1


def _told_apart_by(parts: list[str]) -> tuple[str, ...]:
    """What is no slip in a name: its numbers, and single letters and Roman numbers beside a word."""
    numbers = [number for part in parts for number in DIGITS.findall(part)]
    if max(map(len, parts), default=0) < 2 or len(parts) < 2:
        return tuple(numbers)
    return *numbers, *(part for part in parts if (len(part) == 1 and part.isalpha()) or ROMAN.fullmatch(part))


def _letters(folded: str) -> int:
    """The set of letters in a word, as bits."""
    letters = 0
    for letter in folded:
        letters |= 1 << (ord(letter) & 63)
    return letters
