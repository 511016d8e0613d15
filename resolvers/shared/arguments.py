"""Arguments that every room has: texts as the keys they are matched by, and patches."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from unicodedata import normalize

from strawberry import UNSET

from db.shared.combining import Combining
from db.shared.searching import Part
from schema.shared.combining import MOST_FILTERS
from services.shared.errors import BadRequest
from services.shared.text import key, shown

F = TypeVar("F", bound=Combining)


def combined(chosen: Any, own: Callable[[Any], F]) -> F:
    """The filter of an input and of all that it is combined with; raises BadRequest for too many together."""
    whole = _combined(chosen, own)
    if sum(1 for _ in whole.parts()) > MOST_FILTERS:
        raise BadRequest(f"filter combines more than {MOST_FILTERS} filters; accepted: at most so many")
    return whole


def _combined(chosen: Any, own: Callable[[Any], F]) -> F:
    return replace(
        own(chosen),
        all_of=tuple(_combined(one, own) for one in chosen.and_ or ()),
        any_of=tuple(_combined(one, own) for one in chosen.or_ or ()),
        none_of=None if chosen.not_ is None else _combined(chosen.not_, own),
    )


def keys(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """Texts as the keys they are matched by, each once and in one order; None, which leaves the choice open: none."""
    return tuple(sorted({key(text) for text in filled(texts)})) or None


def states(texts: Sequence[str] | None) -> tuple[str, ...] | None:
    """States as they are kept, each once and in one order; None where there are none."""
    return tuple(sorted({shown(text).upper() for text in filled(texts)})) or None


def filled(texts: Sequence[str] | None) -> list[str]:
    """The values that say something: a blank one, a list without values, and null leave a choice open, all alike."""
    return [text for text in texts or () if text.strip()]


def whole(text: str | None) -> str | None:
    """A text that is looked for, spaced and composed as texts are kept; None for a blank one, which leaves it open.

    What nobody can have written stays in it, and is found nowhere; the database takes no NUL, so another such stands
    for it.
    """
    return normalize("NFC", " ".join((text or "").replace("\x00", "\x01").split())) or None


def part(text: str | None) -> Part | None:
    """A part of texts and of keys that is looked for; None for a blank one."""
    found = whole(text)
    return None if found is None else Part(found, key(found))


def given(patch: Any) -> dict[str, Any]:
    """The fields of a patch that were given, null included."""
    return {name: value for name, value in vars(patch).items() if value is not UNSET}
