"""Keys from files: how a text is shown, and the key it is matched by."""

import unicodedata

LONGEST_TEXT = 200  # characters of a text that somebody gives, in a request or a cell


def shown(text: str) -> str:
    """A text as it is kept and shown: trimmed, inner white space collapsed, composed characters (NFC).

    What cannot be printed (NUL, lone surrogates, control characters) is left out: no database text can hold it all.
    """
    words = " ".join(text.split())
    if not words.isprintable():
        printable = ("".join(filter(str.isprintable, word)) for word in text.split())
        words = " ".join(filter(None, printable))
    return unicodedata.normalize("NFC", words)


def key(text: str) -> str:
    """What a text is matched by: as shown, without regard to letter case."""
    return shown(text).casefold()


def slug(text: str) -> str:
    """A text as part of a path: lower case, anything but letters and digits becomes one dash."""
    return "-".join("".join(character if character.isalnum() else " " for character in key(text)).split())
