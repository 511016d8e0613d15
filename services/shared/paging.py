"""Pages: sizes within bounds, and opaque cursors that say where a page ended."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import orjson

from db.postgres.reading import ColumnRows
from db.shared.bounds import Bound
from db.shared.enums import OrderDirection
from services.shared.bounds import require_argument
from services.shared.errors import BadRequest

DEFAULT_PAGE = 50
PAGE_SIZES = Bound(least=0, most=500, places=0)


@dataclass
class Page:
    """Rows of a page; `place` are the columns that say where a row stands in the list."""

    rows: ColumnRows
    place: Sequence[str]
    has_next: bool
    has_previous: bool
    listed_by: Sequence[str] = ()  # which order its cursors belong to, where the caller chooses one

    @cached_property
    def cursors(self) -> list[str]:
        """A cursor for each row."""
        return self._cursors(slice(None))

    @property
    def first_cursor(self) -> str | None:
        """The cursor of the first row, if there is one."""
        return next(iter(self._cursors(slice(1))), None)

    @property
    def last_cursor(self) -> str | None:
        """The cursor of the last row, if there is one."""
        return next(iter(self._cursors(slice(-1, None))), None)

    def _cursors(self, which: slice) -> list[str]:
        places = zip(*(self.rows.column(name)[which] for name in self.place), strict=True)
        return [cursor((*self.listed_by, *place)) for place in places]


def page_size(first: int | None) -> int:
    """How many items a page has; raises BadRequest outside 0 to 500."""
    if first is None:
        return DEFAULT_PAGE
    return require_argument("first", first, PAGE_SIZES)


def cursor(place: Sequence[object]) -> str:
    """An opaque cursor for a place in a list's order."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).decode().rstrip("=")


def parse_cursor(text: str | None, *shape: type) -> tuple[Any, ...] | None:
    """The place of a cursor of this list; raises BadRequest for anything else."""
    if text is None:
        return None
    if (place := place_of(text, *shape)) is None:
        raise BadRequest("after is not a cursor of this list; accepted: an endCursor it gave")
    return place


def place_of(text: str, *shape: type) -> tuple[Any, ...] | None:
    """The place of a cursor, if its parts have these types."""
    try:
        place = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(place, list) or [type(part) for part in place] != list(shape) or not _in_range(place):
        return None
    return tuple(place)


def parse_place(text: str | None, order: Enum, direction: OrderDirection) -> tuple[str, int] | None:
    """The place, a value as text and an id, of a cursor of a list in this order; raises BadRequest otherwise."""
    if text is None:
        return None
    place = place_of(text, str, str, str, int)
    if place is None or place[:2] != (order.name, direction.name):
        raise BadRequest("after is not a cursor of this list in this order; accepted: an endCursor it gave")
    return place[2], place[3]


def ordered_page(rows: ColumnRows, *, size: int, after: str | None, order: Enum, direction: OrderDirection) -> Page:
    """A page in a chosen order, by the columns `place` and `id`, from one row more than its size."""
    return Page(rows.first(size), ["place", "id"], len(rows) > size, after is not None, (order.name, direction.name))


def page(rows: ColumnRows, *, size: int, after: str | None, place: Sequence[str]) -> Page:
    """A page from one row more than its size."""
    return Page(rows.first(size), place, len(rows) > size, after is not None)


def _in_range(place: list[Any]) -> bool:
    return all("\x00" not in part if isinstance(part, str) else abs(part) < 2**63 for part in place)
