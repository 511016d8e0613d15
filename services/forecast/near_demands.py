"""The demand that was probably meant by one there is none of, and what there is where nothing is near."""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from db.forecast.rows import DemandRow
from services.shared.near_words import NearWords, slips_between
from services.shared.text import key, some

MOST_LISTED = 5

Words = tuple[str, str, str]
"""Main LOB, state and case type."""


class Meant(NamedTuple):
    """What is said about a demand that there is none of; `part` is the word that is wrong, None where several are."""

    said: str
    part: int | None


class NearDemands:
    """The demands of a tenant by their words."""

    def __init__(self, demands: Iterable[DemandRow]) -> None:
        self._demands: dict[Words, Words] = {}
        for row in demands:
            words = (row.main_lob, row.state, row.case_type)
            self._demands[_match(words)] = words
        self._spelled: list[dict[str, str]] = [{}, {}, {}]
        for match, words in self._demands.items():
            for spelled, folded, word in zip(self._spelled, match, words, strict=True):
                spelled[folded] = word
        self._lobs, self._case_types = NearWords(self._spelled[0].values()), NearWords(self._spelled[2].values())

    def meant(self, main_lob: str, state: str, case_type: str) -> Meant:
        """The nearest demand, as a question; else the words there are that it may have with those that are right."""
        given = _match((main_lob, state, case_type))
        candidates = [words for words in product(*self._candidates(given)) if words in self._demands]
        if not candidates:
            return self._there_is(given)
        nearest = min(candidates, key=lambda words: (_differing(given, words), self._demands[words]))
        wrong = [part for part in range(3) if nearest[part] != given[part]]
        return Meant(f"did you mean {' / '.join(self._demands[nearest])}?", wrong[0] if len(wrong) == 1 else None)

    def _candidates(self, given: Words) -> tuple[list[str], list[str], list[str]]:
        lob, state, case_type = given
        states = [code for code in self._spelled[1] if len(code) == len(state) and slips_between(code, state) <= 1]
        return (
            [lob, *map(key, self._lobs.near(lob))],
            [state, *sorted(states)],
            [case_type, *map(key, self._case_types.near(case_type))],
        )

    def _there_is(self, given: Words) -> Meant:
        """What there is of the first word that is not right with those before it."""
        for part, what in enumerate(("main LOBs", "states", "case types")):
            right = {words[part]: shown[part] for words, shown in self._demands.items() if words[:part] == given[:part]}
            if given[part] not in right:
                of = f" of {' / '.join(self._spelled[place][given[place]] for place in range(part))}" if part else ""
                names = some(sorted(right.values()), most=MOST_LISTED) or "none yet, import a forecast first"
                return Meant(f"accepted are the {what}{of}: {names}", part)
        raise AssertionError("there is such a demand")


def _differing(given: Words, words: Words) -> tuple[int, int]:
    pairs = [(one, other) for one, other in zip(given, words, strict=True) if one != other]
    return len(pairs), sum(slips_between(one, other) for one, other in pairs)


def _match(words: Words) -> Words:
    main_lob, state, case_type = map(key, words)
    return main_lob, state, case_type
