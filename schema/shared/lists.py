"""Lists that arrive: what one of alternatives means wherever something is narrowed by one, and how long each may be."""

from collections.abc import Mapping
from typing import Any

NO_VALUES = "A list without values leaves the choice open, as null does."
ITEMS = "items"
MOST_ITEMS = 500  # of a list whose argument or input field says nothing else


def at_most(items: int) -> Mapping[str, Any]:
    """The metadata of an argument or an input field whose list may have so many items, where not MOST_ITEMS."""
    return {ITEMS: items}
