"""Pages of lists, from either end: sizes within bounds, and opaque cursors that say where a row stands."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import orjson

from db.postgres.reading import ColumnRows
from db.shared.bounds import Bound
from db.shared.enums import OrderDirection
from db.shared.pages import Ordering, Place, Window
from services.shared.bounds import require_argument
from services.shared.errors import BadRequest

Order = TypeVar("Order", bound=Enum)
DEFAULT_PAGE = 50
PAGE_SIZES = Bound(least=0, most=500, places=0)
ACCEPTED = "accepted: a startCursor or an endCursor that it gave"


class Turn(NamedTuple, Generic[Order]):
    """How the pages of a list are turned: in which order, and which page is asked for.

    `usual` is how many rows a page has where neither `first` nor `last` says it.
    """

    order: Order
    direction: OrderDirection
    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None
    usual: int = DEFAULT_PAGE

    @property
    def is_backward(self) -> bool:
        """Whether the page is nearest to the end of what is asked for: its last rows, or those just before a cursor."""
        return self.last is not None or (self.first is None and self.after is None and self.before is not None)

    @property
    def size(self) -> int:
        """How many rows the page may have; raises BadRequest outside 0 to 500, and for both ends."""
        if self.first is not None and self.last is not None:
            raise BadRequest("first and last are both given; accepted: one of them")
        if self.last is not None:
            return require_argument("last", self.last, PAGE_SIZES)
        return self.usual if self.first is None else require_argument("first", self.first, PAGE_SIZES)

    @property
    def listed_by(self) -> tuple[str, str]:
        """The order that cursors belong to."""
        return self.order.name, self.direction.name


@dataclass
class Page:
    """Rows of a page; `place` are the columns that say where a row stands in the list."""

    rows: ColumnRows
    place: Sequence[str]
    has_next: bool
    has_previous: bool
    listed_by: Sequence[str]

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


async def turned(read: Callable[[Window], Awaitable[ColumnRows]], turn: Turn[Any], ordering: Ordering) -> Page:
    """The page that is asked for, of rows that are read in a window; raises BadRequest for a bad size or cursor."""
    opened = window(turn, ordering)
    return page_of(await read(opened), turn, opened)


def window(turn: Turn[Any], ordering: Ordering) -> Window:
    """Where the page lies, and one row more, which says whether others follow; raises BadRequest."""
    size = turn.size
    after = _place("after", turn.after, turn, ordering)
    before = _place("before", turn.before, turn, ordering)
    return Window(ordering, turn.direction, size + 1, after, before, turn.is_backward)


def page_of(rows: ColumnRows, turn: Turn[Any], opened: Window) -> Page:
    """A page from the rows of its window, one more than its size where there are more.

    Rows lie beyond a cursor wherever one is given: the row that it was made of.
    """
    is_more, shown = len(rows) == opened.size, rows.first(opened.size - 1)
    has_next, has_previous = opened.before is not None, opened.after is not None
    if opened.is_backward:
        return Page(shown.reversed(), opened.ordering.names, has_next, has_previous or is_more, turn.listed_by)
    return Page(shown, opened.ordering.names, has_next or is_more, has_previous, turn.listed_by)


def cursor(place: Sequence[object]) -> str:
    """An opaque cursor for a place in a list's order."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place), default=str)).decode().rstrip("=")


def place_of(text: str, *shape: type) -> tuple[Any, ...] | None:
    """The place of a cursor, if its parts have these types."""
    place = _parts(text)
    if place is None or [type(part) for part in place] != list(shape) or not _in_range(place):
        return None
    return tuple(place)


def _place(argument: str, text: str | None, turn: Turn[Any], ordering: Ordering) -> Place | None:
    """The place that a cursor says in the list's order; raises BadRequest."""
    if text is None:
        return None
    order, direction, *values = _parts(text) or (None, None)
    if (order, direction) == turn.listed_by:
        try:
            return ordering.place(values)
        except ValueError:
            pass
    elif _is_one_of(type(turn.order), order) and _is_one_of(OrderDirection, direction):
        asked = " ".join(turn.listed_by)
        raise BadRequest(
            f"{argument} is a cursor of this list by {order} {direction}, which is asked by {asked}; {ACCEPTED}"
            " in the order that is asked"
        )
    raise BadRequest(f"{argument} is not a cursor of this list in this order; {ACCEPTED}")


def _is_one_of(enum: type[Enum], word: object) -> bool:
    """Whether a part of a cursor, which may be any JSON, is a word of an enum."""
    return isinstance(word, str) and word in enum.__members__


def _parts(text: str) -> list[Any] | None:
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    return parts if isinstance(parts, list) and len(parts) >= 2 else None


def _in_range(place: list[Any]) -> bool:
    return all("\x00" not in part if isinstance(part, str) else abs(part) < 2**63 for part in place)
