"""Pages of lists in an order that is chosen, from either end: rows between two places, nearest to one of them first."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    Select,
    Text,
    false,
    literal,
    select,
    tuple_,
    union_all,
)

from db.shared.enums import OrderDirection

Place: TypeAlias = tuple[Any, ...]
"""Where a row stands in an order: the values of the order's columns."""
LARGEST = 2**63
MOST_DIGITS = 200  # of a number, on either side of its point


class Ordering:
    """What a list is ordered by: columns, which no two rows have alike.

    With `unknown_last` the first of them may be null: such rows come last in both directions.
    """

    def __init__(self, *columns: Any, unknown_last: bool = False) -> None:
        self.columns = columns
        self.unknown_last = unknown_last
        self._readers = [_reader(column.type) for column in columns]

    @property
    def names(self) -> list[str]:
        """The columns of a page's rows that say where each row stands."""
        return [f"place_{number}" for number in range(len(self.columns))]

    def place(self, values: Sequence[Any]) -> Place:
        """The place that the values of a cursor say; raises ValueError for values of something else."""
        if len(values) != len(self.columns) or (values[0] is None and not self.unknown_last):
            raise ValueError("not so many values")
        return tuple(
            None if number == 0 and value is None else read(value)
            for number, (value, read) in enumerate(zip(values, self._readers, strict=True))
        )


class Window(NamedTuple):
    """Which rows of a list are asked for: so many between two places, from the end where `is_backward`."""

    ordering: Ordering
    direction: OrderDirection
    size: int
    after: Place | None = None
    before: Place | None = None
    is_backward: bool = False

    @property
    def reads_down(self) -> bool:
        """Whether rows are read from the largest to the smallest."""
        return (self.direction is OrderDirection.DESC) is not self.is_backward

    @property
    def reading_order(self) -> list[Any]:
        """The order in which rows are read; of a page from the end it is that of the list turned round."""
        columns = self.ordering.columns
        return [column.desc() for column in columns] if self.reads_down else list(columns)


def page(statement: Select[*tuple[Any, ...]], window: Window) -> Select[*tuple[Any, ...]]:
    """The rows of a statement in a window, each with its place, in reading order; the end is nearest where backward.

    Where something may be unknown these are two pages, each of which an index gives in its order, and as much of both
    as there is room for.
    """
    placed = with_place(statement, window.ordering)
    if not window.ordering.unknown_last:
        return _part(placed.where(*bounds(window)), window)
    first = window.ordering.columns[0]
    known = _part(placed.where(first.is_not(None), *_bounds_of_known(window)), window)
    unknown = _part(placed.where(first.is_(None), *_bounds_of_unknown(window)), window)
    if window.after is not None and window.after[0] is None:
        return unknown
    if window.before is not None and window.before[0] is not None:
        return known
    both = union_all(select(known.subquery()), select(unknown.subquery())).subquery()
    places = [both.c[name] for name in window.ordering.names]
    is_unknown = places[0].is_(None)
    order = [place.desc() for place in places] if window.reads_down else places
    return select(both).order_by(is_unknown.desc() if window.is_backward else is_unknown, *order).limit(window.size)


def with_place(statement: Select[*tuple[Any, ...]], ordering: Ordering) -> Select[*tuple[Any, ...]]:
    """A statement with the place of each row."""
    labelled = zip(ordering.columns, ordering.names, strict=True)
    return statement.add_columns(*(column.label(name) for column, name in labelled))


def bounds(window: Window) -> list[ColumnElement[bool]]:
    """That a row lies between the places of a window, in an order by what is never unknown."""
    return _between(window, window.ordering.columns, window.after, window.before)


def _part(statement: Select[*tuple[Any, ...]], window: Window) -> Select[*tuple[Any, ...]]:
    return statement.order_by(*window.reading_order).limit(window.size)


def _bounds_of_known(window: Window) -> list[ColumnElement[bool]]:
    after, before = window.after, window.before
    if after is not None and after[0] is None:
        return [false()]
    return _between(window, window.ordering.columns, after, None if before and before[0] is None else before)


def _bounds_of_unknown(window: Window) -> list[ColumnElement[bool]]:
    after, before = window.after, window.before
    if before is not None and before[0] is not None:
        return [false()]
    unknown_after = after[1:] if after is not None and after[0] is None else None
    return _between(window, window.ordering.columns[1:], unknown_after, before[1:] if before else None)


def _between(
    window: Window, columns: Sequence[Any], after: Place | None, before: Place | None
) -> list[ColumnElement[bool]]:
    is_down, here = window.direction is OrderDirection.DESC, tuple_(*columns)
    conditions: list[Any] = []
    if after is not None:
        conditions.append(here < place_at(after, columns) if is_down else here > place_at(after, columns))
    if before is not None:
        conditions.append(here > place_at(before, columns) if is_down else here < place_at(before, columns))
    return conditions


def place_at(place: Sequence[Any], columns: Sequence[Any]) -> Any:
    """A place to compare columns with, whatever numbers a cursor says."""
    return tuple_(*(literal(value, _wide(column.type)) for value, column in zip(place, columns, strict=True)))


def _wide(type_: Any) -> Any:
    """A product of two quantities has more places than either, and a cursor may say more than a column holds."""
    if isinstance(type_, Integer):
        return BigInteger()
    return Numeric() if isinstance(type_, Numeric) and not isinstance(type_, Float) else type_


def _reader(type_: Any) -> Callable[[Any], Any]:
    """What makes a column's value of that of a cursor; it raises ValueError for any other."""
    for kinds, read in _READERS:
        if isinstance(type_, kinds):
            return read
    raise TypeError(f"no list is ordered by {type_!r}")


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"no {kind.__name__}")
    return value


def _whole(value: Any) -> int:
    if abs(_of(int, value)) >= LARGEST:
        raise ValueError("no such number")
    return int(value)


def _number(value: Any) -> Decimal:
    try:
        number = Decimal(_of(str, value))
    except InvalidOperation:
        raise ValueError("no number") from None
    is_long = len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS
    if number.is_nan() or (number.is_finite() and is_long):
        raise ValueError("no such number")
    return number


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_of(str, value))
    if moment.tzinfo is None:
        raise ValueError("no moment")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such moment") from None


def _text(value: Any) -> str:
    if "\x00" in _of(str, value):
        raise ValueError("no text")
    return str(value)


_READERS: Sequence[tuple[Any, Callable[[Any], Any]]] = (
    ((BigInteger, Integer), _whole),
    (Float, partial(_of, float)),
    (Numeric, _number),
    (DateTime, _moment),
    (Date, lambda value: date.fromisoformat(_of(str, value))),
    (Text, _text),
)
