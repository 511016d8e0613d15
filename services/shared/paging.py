"""Pages: sizes within bounds, and opaque cursors that say where a page ended."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson

from db.engine import AnyRow, Rows
from services.shared.errors import BadRequest

DEFAULT_PAGE = 50
LARGEST_PAGE = 500


class Page(NamedTuple):
    """Rows of a page with a cursor each."""

    rows: Rows
    cursors: list[str]
    has_next: bool
    has_previous: bool


def page_size(first: int | None) -> int:
    """How many items a page has; raises BadRequest outside 0 to 500."""
    if first is None:
        return DEFAULT_PAGE
    if not 0 <= first <= LARGEST_PAGE:
        raise BadRequest(f"first is {first}; accepted: 0 to {LARGEST_PAGE}")
    return first


def cursor(place: Sequence[Any]) -> str:
    """An opaque cursor for a place in a list's order."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).decode().rstrip("=")


def parse_cursor(text: str | None, *shape: type) -> tuple[Any, ...] | None:
    """The place of a cursor of this list; raises BadRequest for anything else."""
    if text is None:
        return None
    try:
        place = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != list(shape) or not _in_range(place):
        raise BadRequest("after is not a cursor of this list; accepted: an endCursor it gave")
    return tuple(place)


def page(rows: Sequence[AnyRow], *, size: int, after: str | None, place: Callable[[AnyRow], Sequence[Any]]) -> Page:
    """A page from one row more than its size."""
    shown = rows[:size]
    return Page(shown, [cursor(place(row)) for row in shown], len(rows) > size, after is not None)


def _in_range(place: list[Any]) -> bool:
    return all("\x00" not in part if isinstance(part, str) else abs(part) < 2**63 for part in place)
