"""Locations of stock: codes that are matched without regard to letter case, and kept as they were spelled first."""

from collections.abc import Collection

from db.engine import ReadSession, WriteSession
from db.shared.enums import TermKind
from db.shared.terms import remember_spellings, spellings_of
from services.shared.text import key, shown

MAIN = "MAIN"
"""Where stock lies unless something else is said."""


async def kept_locations(session: WriteSession, codes: Collection[str]) -> dict[str, str]:
    """The spelling of each code, by its key; codes met for the first time are remembered as they are spelled here."""
    given = {key(code): shown(code) for code in codes}
    known = await spellings_of(session, TermKind.LOCATION, given)
    if new := {(TermKind.LOCATION, code): spelling for code, spelling in given.items() if code not in known}:
        await remember_spellings(session, new)
        known = await spellings_of(session, TermKind.LOCATION, given)  # somebody else may have been first
    return known


async def spelled_location(session: ReadSession, code: str) -> str:
    """A code as it is kept; as it is given where nobody has used it yet."""
    return (await spellings_of(session, TermKind.LOCATION, [key(code)])).get(key(code), shown(code))
