"""Pages in an order that is chosen: a place in one is the ordering value, as text, and the row's id."""

from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Float, Numeric, Select, Text, cast, literal, select, tuple_, union_all

from db.shared.enums import OrderDirection

Place: TypeAlias = tuple[str, int]
"""The columns `place` and `id` of a row: a cursor is made of them, and a page goes on after them."""


def page(
    statement: Select[*tuple[Any, ...]],
    column: Any,
    id: Any,
    *,
    direction: OrderDirection,
    after: Place | None,
    size: int,
) -> Select[*tuple[Any, ...]]:
    """The rows of a statement by a column that is never null, then by id, those after a place; with the place."""
    is_down = direction is OrderDirection.DESC
    chosen = statement.add_columns(cast(column, Text).label("place")).limit(size)
    if after is not None:
        here, there = tuple_(column, id), tuple_(_read(after[0], column), after[1])
        chosen = chosen.where(here < there if is_down else here > there)
    return chosen.order_by(*((column.desc(), id.desc()) if is_down else (column, id)))


def page_unknown_last(
    statement: Select[*tuple[Any, ...]],
    column: Any,
    id: Any,
    *,
    direction: OrderDirection,
    after: Place | None,
    size: int,
) -> Select[*tuple[Any, ...]]:
    """The rows of a statement by a column that may be null: in both directions those come last, by id, at the place "".

    Two pages, each of which an index gives in its order, and as much of both as there is room for.
    """
    is_down, is_past_known = direction is OrderDirection.DESC, after is not None and not after[0]
    unknown = statement.where(column.is_(None)).add_columns(literal("", Text).label("place")).limit(size)
    # By the column too, which is null in all of them: so the index has them in order.
    unknown = unknown.order_by(*((column.desc(), id.desc()) if is_down else (column, id)))
    if after is not None and is_past_known:
        return unknown.where(id < after[1] if is_down else id > after[1])
    known = page(statement.where(column.is_not(None)), column, id, direction=direction, after=after, size=size)
    both = union_all(select(known.subquery()), select(unknown.subquery())).subquery()
    by, then = both.c[column.key], both.c[id.key]
    order = (by.desc(), then.desc()) if is_down else (by, then)
    return select(both).order_by(both.c.place == "", *order).limit(size)


def _read(place: str, column: Any) -> ColumnElement[Any]:
    given = literal(place, Text)
    if isinstance(column.type, Text):
        return given
    # A product of two quantities has more places than either.
    return cast(
        given, Numeric() if isinstance(column.type, Numeric) and not isinstance(column.type, Float) else column.type
    )
