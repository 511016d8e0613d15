"""The words of a tenant: matched without regard to letter case, shown as they were first spelled."""

from collections.abc import Collection
from typing import TypeAlias

from db.engine import ReadSession, WriteSession
from db.shared.enums import TermKind
from db.shared.terms import all_spellings, remember_spellings, spellings_of_words
from services.shared.text import key, shown

Word: TypeAlias = tuple[TermKind, str]
"""A text, or its key, and the vocabulary that it belongs to."""


class Vocabulary:
    """Known spellings, and those that an import meets for the first time."""

    def __init__(self, known: dict[tuple[TermKind, str], str]) -> None:
        self._known = known
        self._new: dict[tuple[TermKind, str], str] = {}

    @classmethod
    async def load(cls, session: ReadSession) -> "Vocabulary":
        """The tenant's words as they stand."""
        return cls(await all_spellings(session))

    def spell(self, kind: TermKind, text: str) -> str:
        """The spelling shown for a text: the first one seen, which may be this one."""
        term = (kind, key(text))
        if (spelling := self._known.get(term)) is None:
            spelling = self._known[term] = self._new[term] = shown(text)
        return spelling

    async def save(self, session: WriteSession) -> None:
        """Remember the words met for the first time."""
        await remember_spellings(session, self._new)
        self._new = {}


async def kept_spellings(session: WriteSession, words: Collection[Word]) -> dict[Word, str]:
    """The spelling of some words, each of a kind, by kind and key; those met for the first time are kept as they are.

    Somebody else may be first: what is answered is what is kept.
    """
    given = {(kind, key(text)): shown(text) for kind, text in words}
    known = await spellings_of_words(session, given)
    if new := {word: spelling for word, spelling in given.items() if word not in known}:
        await remember_spellings(session, new)
        known = await spellings_of_words(session, given)
    return known
