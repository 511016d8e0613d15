"""Keys from files: how a text is shown, and the key it is matched by."""

import re

from sheets import shown

__all__ = ["LONGEST_TEXT", "key", "natural_order", "shown", "slug"]

LONGEST_TEXT = 200  # characters of a text that somebody gives, in a request or a cell


def key(text: str) -> str:
    """What a text is matched by: as shown, without regard to letter case."""
    return shown(text).casefold()


def natural_order(text: str) -> str:
    """What a text is sorted by where its numbers are to sort as numbers: "LOB 2" before "LOB 10"."""
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(20), text) + "\x01" + text


def slug(text: str) -> str:
    """A text as part of a path: lower case, anything but letters and digits becomes one dash."""
    return "-".join("".join(character if character.isalnum() else " " for character in key(text)).split())
