"""Arguments that every room has: texts as the keys they are matched by, and patches."""

from collections.abc import Sequence
from typing import Any

from strawberry import UNSET

from services.shared.text import key, shown


def keys(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """Texts as the keys they are matched by. None leaves a choice open, no texts match nothing, everywhere alike."""
    return None if texts is None else tuple(key(text) for text in texts)


def states(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """States as they are kept."""
    return None if texts is None else tuple(shown(text).upper() for text in texts)


def given(patch: Any) -> dict[str, Any]:
    """The fields of a patch that were given, null included."""
    return {name: value for name, value in vars(patch).items() if value is not UNSET}
