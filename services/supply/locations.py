"""Locations of stock: codes that are matched without regard to letter case, and kept as they were spelled first."""

from collections.abc import Collection

from db.engine import ReadSession, WriteSession
from db.shared.enums import TermKind
from db.shared.terms import spellings_of
from services.shared.text import key, shown
from services.shared.vocabulary import kept_spellings

MAIN = "MAIN"
"""Where stock lies unless something else is said."""


async def kept_locations(session: WriteSession, codes: Collection[str]) -> dict[str, str]:
    """The spelling of each code, by its key; codes met for the first time are remembered as they are spelled here."""
    kept = await kept_spellings(session, [(TermKind.LOCATION, code) for code in codes])
    return {code: spelling for (_, code), spelling in kept.items()}


async def spelled_location(session: ReadSession, code: str) -> str:
    """A code as it is kept; as it is given where nobody has used it yet."""
    return (await spellings_of(session, TermKind.LOCATION, [key(code)])).get(key(code), shown(code))
