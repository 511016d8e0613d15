"""Filters that are combined with others of their kind: all of some, any of some, and not one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

Conditions = list[ColumnElement[bool]]
COMBINING = ("all_of", "any_of", "none_of")
"""The fields that combine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combining:
    """A filter that keeps what its own fields keep, every one of `all_of`, some of `any_of`, and not `none_of`."""

    all_of: tuple[Self, ...] = ()
    any_of: tuple[Self, ...] = ()
    none_of: Self | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """The filter's own fields as conditions; `beside` is what stands beside the table where a filter needs it."""
        raise NotImplementedError

    def conditions(self, *beside: Any) -> Conditions:
        """The filter as conditions, with all that it is combined with."""
        return self.combined_conditions(*beside)

    def combined_conditions(self, *beside: Any) -> Conditions:
        """The same without what holds for the whole alone."""
        conditions = self.own_conditions(*beside)
        for one in self.all_of:
            conditions += one.combined_conditions(*beside)
        if self.any_of:
            conditions.append(or_(*(_whole(one.combined_conditions(*beside)) for one in self.any_of)))
        if self.none_of is not None:
            # What cannot be said of a row does not hold of it, and so it is kept.
            conditions.append(not_(func.coalesce(_whole(self.none_of.combined_conditions(*beside)), false())))
        return conditions

    def parts(self) -> Iterator[Self]:
        """The filter and every one that is within it."""
        yield self
        for one in (*self.all_of, *self.any_of, *([self.none_of] if self.none_of is not None else [])):
            yield from one.parts()


def _whole(conditions: Conditions) -> ColumnElement[bool]:
    return and_(true(), *conditions)
