"""Warnings about a platform, skills and states that no demand and nobody else has, where a word in use is near."""

from collections.abc import Iterable, Mapping

from db.engine import ReadSession
from db.workforce.words import KnownWords, words_in_use
from services.shared.cell_words import Meant
from services.shared.near_words import NearWords
from services.shared.text import shown

Words = Mapping[str, Iterable[str]]
"""What somebody is described with, by kind: "platform", "skill", "state"."""


async def doubtful_words(session: ReadSession, words: Words) -> list[str]:
    """A warning for each word that is probably a slip; to be asked before the words are written."""
    if not any(words.values()):
        return []
    meant = likely_words(await words_in_use(session))
    return [
        f"no demand has the {kind} {shown(word)}; did you mean {probably}?"
        for kind, given in words.items()
        for word in dict.fromkeys(given)
        if (probably := meant[kind](word)) is not None
    ]


def likely_words(known: Mapping[str, KnownWords]) -> dict[str, Meant]:
    """By kind, which word in use one that no demand has was probably meant to be.

    Those of demands come first, since people are compared with them.
    """
    return {kind: _likely(words) for kind, words in known.items()}


def _likely(known: KnownWords) -> Meant:
    of_demands, of_people = NearWords(known.of_demands), NearWords(known.of_people)

    def meant(word: str) -> str | None:
        if word in of_demands:
            return None
        return of_demands.nearest(word) or of_people.nearest(word)

    return meant
