"""Keys from files: how a text is shown, and the key it is matched by."""

import re
from collections.abc import Sequence
from unicodedata import category, normalize

from sheets import JOINERS, is_seen, shown

__all__ = ["LONGEST_TEXT", "control_character", "key", "natural_order", "shown", "slug", "some"]

NOT_MATCHED = dict.fromkeys(map(ord, JOINERS))
ENDS_OF_LINES = "\t\n\r"
LONGEST_TEXT = 200  # characters of a text that somebody gives, in a request or a cell

MOST_NAMED = 10  # of a list in a sentence, before it only counts


def key(text: str) -> str:
    """What a text is matched by: as shown, without regard to letter case, and to joiners, which may show or not."""
    matched = shown(text).casefold()
    return matched if matched.isprintable() else normalize("NFC", matched.translate(NOT_MATCHED))


def control_character(text: str) -> str | None:
    """The first character of a text that nobody can see, as "U+0007"; None where there is none.

    Spaces of every kind are seen, and so are tabs and the ends of lines, and what holds emoji together.
    """
    if text.isprintable():
        return None
    for place, character in enumerate(text):
        is_space = character.isspace() and (category(character) != "Cc" or character in ENDS_OF_LINES)
        if not (is_space or is_seen(text, place)):
            return f"U+{ord(character):04X}"
    return None


def natural_order(text: str) -> str:
    """What a text is sorted by where its numbers are to sort as numbers: "LOB 2" before "LOB 10"."""
    return re.sub(r"[0-9]+", lambda number: number[0].zfill(20), text) + "\x01" + text


def slug(text: str) -> str:
    """A text as part of a path: lower case, anything but letters and digits becomes one dash."""
    return "-".join("".join(character if character.isalnum() else " " for character in key(text)).split())


def some(names: Sequence[str], *, most: int = MOST_NAMED, of: str = "") -> str:
    """The first names, and how many more there are, said of what where that is given; an empty text for none."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more{of and f' {of}'}" if more > 0 else "")
