"""Whether the library of the ETS models is installed; asked by who must not load it."""

from functools import cache
from importlib.util import find_spec

LIBRARY = "statsforecast"
MISSING = f"{LIBRARY} is not installed; install the extra forecast: headroom-capacity[forecast]"


@cache
def is_installed() -> bool:
    """Whether statsforecast can be imported."""
    return find_spec(LIBRARY) is not None
