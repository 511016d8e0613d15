"""A main LOB taken apart: platform (first word), market (middle words), locality (last word)."""

from dataclasses import dataclass

from db.shared.enums import WorkType
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
        raise ValueError(f"a main LOB is {ACCEPTED}")
    return MainLob(platform=words[0], locality=locality)


def parse_locality(text: str) -> WorkType:
    """Domestic or Global, by any of the words a main LOB ends with; raises ValueError saying what is accepted."""
    if (locality := LOCALITY_OF.get(key(text))) is None:
        raise ValueError(f"must be {LOCALITIES}")
    return locality


def category_of(platform: str, locality: WorkType) -> str:
    """The top of the dashboard tree: "Amisys Onshore" for a Domestic demand, "Amisys Offshore" for a Global one."""
    return f"{platform} {'Onshore' if locality is WorkType.DOMESTIC else 'Offshore'}"
