"""Pages of a list in an order that the caller chooses: after a place, by an index, with unknown values at the end.

A place is (value of the order's column, id): ids settle ties in the same direction. Whatever the direction, rows
without a value come last. An index of (tenant_id, column, id) is read forwards or backwards.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, literal, select, tuple_, union_all

from db.shared.enums import OrderDirection

_PART = "part_of_page"


class Place(NamedTuple):
    """Where a row stands: the value of the order's column, which may be unknown, and its id."""

    value: Any
    id: int


@dataclass(frozen=True)
class Ordering:
    """A column to list by, and the id that settles ties; `name` is the column's in the rows of the page."""

    column: ColumnElement[Any]
    id: ColumnElement[int]
    name: str
    is_nullable: bool = False

    def page(
        self,
        statement: Select[*tuple[Any, ...]],
        *,
        direction: OrderDirection,
        after: Place | None,
        size: int,
    ) -> Select[*tuple[Any, ...]]:
        """The first `size` rows of a statement after a place; its columns are named once each, `id` among them."""
        is_down = direction is OrderDirection.DESC
        known = self._known(statement, is_down, after, size)
        if not self.is_nullable:
            return known
        unknown = self._unknown(statement, is_down, after, size)
        if after is not None and after.value is None:
            return unknown
        parts = [part.add_columns(literal(place).label(_PART)) for place, part in enumerate((known, unknown))]
        both = union_all(*(select(part.subquery()) for part in parts)).subquery()
        columns = [column for column in both.c if column.name != _PART]
        by = [both.c[self.name], both.c.id]
        ends = [column.desc() for column in by] if is_down else by
        return select(*columns).order_by(both.c[_PART], *ends).limit(size)

    def _known(
        self, statement: Select[*tuple[Any, ...]], is_down: bool, after: Place | None, size: int
    ) -> Select[*tuple[Any, ...]]:
        if self.is_nullable:
            statement = statement.where(self.column.is_not(None))
        if after is not None:
            place = tuple_(self.column, self.id)
            limit = tuple_(literal(after.value, self.column.type), literal(after.id, self.id.type))
            statement = statement.where(place < limit if is_down else place > limit)
        ends = (self.column.desc(), self.id.desc()) if is_down else (self.column, self.id)
        return statement.order_by(*ends).limit(size)

    def _unknown(
        self, statement: Select[*tuple[Any, ...]], is_down: bool, after: Place | None, size: int
    ) -> Select[*tuple[Any, ...]]:
        is_unknown: ColumnElement[bool] = self.column.is_(None)
        if after is not None and after.value is None:
            is_unknown = and_(is_unknown, self.id < after.id if is_down else self.id > after.id)
        return statement.where(is_unknown).order_by(self.id.desc() if is_down else self.id).limit(size)
