"""Arguments that every room has: texts as the keys they are matched by, and patches."""

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from strawberry import UNSET

from services.shared.text import key, shown


def keys(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """Texts as the keys they are matched by, each once and in one order; None, which leaves the choice open: none."""
    return tuple(sorted({key(text) for text in filled(texts)})) or None


def states(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """States as they are kept, each once and in one order; None where there are none."""
    return tuple(sorted({shown(text).upper() for text in filled(texts)})) or None


def filled(texts: Sequence[str] | None) -> list[str]:
    """The values that say something: a blank one, a list without values, and null leave a choice open, all alike."""
    return [text for text in texts or () if text.strip()]


def part(text: str | None) -> str | None:
    """A text that is looked for, spaced and composed as texts are kept; None for a blank one, which leaves it open.

    What nobody can have written stays in it, and is found nowhere; the database takes no NUL, so another such stands
    for it.
    """
    return normalize("NFC", " ".join((text or "").replace("\x00", "\x01").split())) or None


def given(patch: Any) -> dict[str, Any]:
    """The fields of a patch that were given, null included."""
    return {name: value for name, value in vars(patch).items() if value is not UNSET}
