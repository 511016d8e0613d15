"""A text as it is kept and shown."""

import unicodedata

from sheets._signs import is_seen


def shown(text: str) -> str:
    """A text as it is kept and shown: trimmed, inner white space collapsed, composed characters (NFC).

    What nobody sees (NUL, lone surrogates, control characters) is left out: no database text can hold it all.
    """
    words = " ".join(text.split())
    if not words.isprintable():
        words = " ".join(filter(None, map(_seen, text.split())))
    return unicodedata.normalize("NFC", words)


def _seen(word: str) -> str:
    return "".join(character for place, character in enumerate(word) if is_seen(word, place))
