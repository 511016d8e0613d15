"""Warnings about a platform, skills and states that no demand and nobody else has, where a word in use is near."""

from collections.abc import Iterable, Mapping

from db.engine import ReadSession
from db.workforce.words import KnownWords, words_in_use
from services.shared.near_words import near_word
from services.shared.text import key, shown

Words = Mapping[str, Iterable[str]]
"""What somebody is described with, by kind: "platform", "skill", "state"."""


async def doubtful_words(session: ReadSession, words: Words) -> list[str]:
    """A warning for each word that is probably a slip; to be asked before the words are written."""
    if not any(words.values()):
        return []
    return warnings_of(words, await words_in_use(session))


def warnings_of(words: Words, known: Mapping[str, KnownWords]) -> list[str]:
    """The same by the words in use: those of demands come first, since people are compared with them."""
    return [
        f"no demand has the {kind} {shown(word)}; did you mean {meant}?"
        for kind, given in words.items()
        for word in dict.fromkeys(given)
        if (meant := likely_word(word, known[kind])) is not None
    ]


def likely_word(word: str, known: KnownWords) -> str | None:
    """The word in use that one which no demand has was probably meant to be."""
    if key(word) in map(key, known.of_demands):
        return None
    return near_word(word, known.of_demands) or near_word(word, known.of_people)
