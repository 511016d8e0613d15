"""Columns of scalars and enums as the answer has them: what is not plainly right is left to the stock executor."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLBoolean,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
    Undefined,
)

LEAST, MOST = -(2**31), 2**31 - 1


class OffPath(Exception):
    """Something that only the stock executor knows how to answer."""


def _ints(column: Sequence[Any]) -> Sequence[Any]:
    if min(column) < LEAST or max(column) > MOST:
        raise OffPath("an integer beyond 32 bits")
    return column


def _floats(column: Sequence[Any]) -> Sequence[Any]:
    # A finite sum has finite parts; that of finite ones may still be too large.
    if not isfinite(sum(column)) and not all(map(isfinite, column)):
        raise OffPath("a float that is no number")
    return column


def _as_they_are(column: Sequence[Any]) -> Sequence[Any]:
    return column


# By the scalar's name and the one Python type that all values have: columns that need no look at single values.
_PLAIN: dict[tuple[str, type], Callable[[Sequence[Any]], Sequence[Any]]] = {
    (GraphQLInt.name, int): _ints,
    (GraphQLFloat.name, float): _floats,
    (GraphQLString.name, str): _as_they_are,
    (GraphQLID.name, str): _as_they_are,
    (GraphQLBoolean.name, bool): _as_they_are,
}


def serialized(type_: GraphQLLeafType, column: Sequence[Any], types: set[type]) -> Sequence[Any]:
    """A column without nulls as the answer has it; `types` are those of its values. Raises OffPath."""
    if not column:
        return column
    one = next(iter(types)) if len(types) == 1 else None
    if one is not None and (plain := _PLAIN.get((type_.name, one))) is not None:
        return plain(column)
    if one is not None and (issubclass(one, str | date | UUID) or getattr(one, "__members__", None)):
        if issubclass(one, datetime) and len({value.tzinfo for value in column}) > 1:
            return [_written(type_, value) for value in column]  # one moment is written in many ways
        # Values of one such type that are equal are written alike: each is looked at once.
        written = {value: _written(type_, value) for value in set(column)}
        return list(map(written.__getitem__, column))
    return [_written(type_, value) for value in column]


def _written(type_: GraphQLLeafType, value: Any) -> Any:
    written = type_.coerce_output_value(value)
    if written is None or written is Undefined:
        raise OffPath("a value that is written as null")
    return written
