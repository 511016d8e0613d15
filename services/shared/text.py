"""Keys from files: how a text is shown, and the key it is matched by."""

from sheets import shown

__all__ = ["LONGEST_TEXT", "key", "shown", "slug"]

LONGEST_TEXT = 200  # characters of a text that somebody gives, in a request or a cell


def key(text: str) -> str:
    """What a text is matched by: as shown, without regard to letter case."""
    return shown(text).casefold()


def slug(text: str) -> str:
    """A text as part of a path: lower case, anything but letters and digits becomes one dash."""
    return "-".join("".join(character if character.isalnum() else " " for character in key(text)).split())
