"""A text as it is kept and shown."""

import unicodedata


def shown(text: str) -> str:
    """A text as it is kept and shown: trimmed, inner white space collapsed, composed characters (NFC).

    What cannot be printed (NUL, lone surrogates, control characters) is left out: no database text can hold it all.
    """
    words = " ".join(text.split())
    if not words.isprintable():
        printable = ("".join(filter(str.isprintable, word)) for word in text.split())
        words = " ".join(filter(None, printable))
    return unicodedata.normalize("NFC", words)
