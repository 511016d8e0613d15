"""Variables that are meant for this service and set nothing: what is misspelt is told, and not left out in silence."""

import re
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from server.wrong_settings import LONGEST_SHOWN, PREFIX, names_in

OTHERS = {
    *("HEADROOM_URL", "HEADROOM_TOKEN"),  # what clients' programs are told: docs/clients.md
    "HEADROOM_TEST_DATABASE_URL",  # where our own suite runs: CONTRIBUTING.md
}
# What Kubernetes sets in pods beside Services named "headroom", "headroom-db" and the like: it is about those.
OF_SERVICE = re.compile(rf"{PREFIX}(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://\S+", re.IGNORECASE)

# How alike two names are, from 0 to 1, where one may be meant by the other.
ALIKE = 0.6
ALIKE_BEGINNING = 0.85  # HEADROM_ is meant for us, BEDROOM_ is not; then the whole has to be as much alike


def misspelt(variables: Mapping[str, str], file: Path | None, settings: Collection[str]) -> list[str]:
    """A line for each variable, of an environment or of an .env file, that is none of the settings.

    Values are not repeated: one may be a secret.
    """
    known = [f"{PREFIX}{name.upper()}" for name in settings]
    told = {name: name for name, value in variables.items() if not _is_of_service(name.upper(), value)}
    told |= {name: f"{name}, in {file}," for name in names_in(file)} if file else {}
    return [
        f"{place[:LONGEST_SHOWN]} is no setting and changes nothing; {_meant(name.upper(), known)}"
        for name, place in told.items()
        if _is_for_us(name.upper(), known)
    ]


def _is_of_service(name: str, value: str) -> bool:
    is_address = name.startswith(PREFIX) and name.endswith("_PORT") and SERVICE_ADDRESS.fullmatch(value) is not None
    return is_address or OF_SERVICE.fullmatch(name) is not None


def _is_for_us(name: str, known: Collection[str]) -> bool:
    """Whether a name is meant for us without being one of ours: by its beginning, or by nearly that and a setting."""
    if name.startswith(PREFIX):
        return name not in known and name not in OTHERS
    beginning = SequenceMatcher(None, name[: len(PREFIX)], PREFIX).ratio()
    return beginning >= ALIKE_BEGINNING and bool(get_close_matches(name, known, n=1, cutoff=ALIKE_BEGINNING))


def _meant(name: str, known: Collection[str]) -> str:
    """What to do instead: a name that begins as ours do is compared without that, which all have in common."""
    is_begun = name.startswith(PREFIX)
    begun = {one.removeprefix(PREFIX) if is_begun else one: one for one in known}
    nearest = get_close_matches(name.removeprefix(PREFIX), begun, n=1, cutoff=ALIKE)
    return f"did you mean {begun[nearest[0]]}?" if nearest else "docs/operations.md lists those that do"
