"""Platforms and skills in the spelling that was seen first."""

from collections.abc import Sequence

from db.engine import WriteSession
from db.shared.enums import TermKind
from services.shared.vocabulary import Vocabulary


async def kept_spelling(
    session: WriteSession, *, platform: str | None = None, skills: Sequence[str] | None = None
) -> dict[str, object]:
    """The columns `platform` and `skills`, where given, as they are kept; new words are remembered."""
    vocabulary = await Vocabulary.load(session)
    columns: dict[str, object] = {}
    if platform is not None:
        columns["platform"] = vocabulary.spell(TermKind.PLATFORM, platform)
    if skills is not None:
        columns["skills"] = distinct_skills(vocabulary, skills)
    await vocabulary.save(session)
    return columns


def distinct_skills(vocabulary: Vocabulary, skills: Sequence[str]) -> list[str]:
    """Skills as they are kept, each once."""
    return list(dict.fromkeys(vocabulary.spell(TermKind.CASE_TYPE, skill) for skill in skills))
