"""Keys from files: how a text is shown, and the key it is matched by."""

from collections.abc import Sequence

from sheets import shown

__all__ = ["LONGEST_TEXT", "key", "shown", "slug", "some"]

LONGEST_TEXT = 200  # characters of a text that somebody gives, in a request or a cell

MOST_NAMED = 10  # of a list in a sentence, before it only counts


def key(text: str) -> str:
    """What a text is matched by: as shown, without regard to letter case."""
    return shown(text).casefold()


def slug(text: str) -> str:
    """A text as part of a path: lower case, anything but letters and digits becomes one dash."""
    return "-".join("".join(character if character.isalnum() else " " for character in key(text)).split())


def some(names: Sequence[str]) -> str:
    """The first ten names, and how many more there are; an empty text where there is none."""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
