"""A main LOB taken apart: platform (first word), market (middle words), locality (last word)."""

from dataclasses import dataclass

from db.shared.enums import WorkType
from services.shared.near_words import near_word
from services.shared.text import key

LOCALITY_OF = {
    "domestic": WorkType.DOMESTIC,
    "onshore": WorkType.DOMESTIC,
    "offshore": WorkType.GLOBAL,
    "global": WorkType.GLOBAL,
}
LOCALITIES = "Domestic or Global, also Onshore or Offshore"
ACCEPTED = "a platform, a market and one of DOMESTIC, ONSHORE, OFFSHORE, GLOBAL, e.g. Amisys Medicaid DOMESTIC"


@dataclass(frozen=True, slots=True)
class MainLob:
    """The parts of a main LOB that rules ask for."""

    platform: str
    locality: WorkType


def parse_main_lob(text: str) -> MainLob:
    """Take "Amisys Medicaid DOMESTIC" apart; raises ValueError saying what is accepted."""
    words = text.split()
    locality = LOCALITY_OF.get(words[-1].casefold()) if words else None
    if locality is None or len(words) < 2:
        near = near_word(words[-1], [*LOCALITY_OF]) if len(words) > 1 else None
        meant = f"; did you mean {' '.join([*words[:-1], near.upper()])}?" if near is not None else ""
        raise ValueError(f"is no main LOB; {ACCEPTED} is accepted{meant}")
    return MainLob(platform=words[0], locality=locality)


def parse_locality(text: str) -> WorkType:
    """Domestic or Global, by any of the words a main LOB ends with; raises ValueError saying what is accepted."""
    if (locality := LOCALITY_OF.get(key(text))) is None:
        near = near_word(text, [*LOCALITY_OF])
        raise ValueError(f"must be {LOCALITIES}" + (f"; did you mean {near.title()}?" if near is not None else ""))
    return locality


def category_of(platform: str, locality: WorkType) -> str:
    """The top of the dashboard tree: "Amisys Onshore" for a Domestic demand, "Amisys Offshore" for a Global one."""
    return f"{platform} {'Onshore' if locality is WorkType.DOMESTIC else 'Offshore'}"
