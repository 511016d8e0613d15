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

from columnar._columns import parts
from columnar._fallback import Fallback

LEAST_INT, MOST_INT = -(2**31), 2**31 - 1


def _ints(column: Sequence[Any]) -> Sequence[Any]:
    for part in parts(column):
        if min(part) < LEAST_INT or max(part) > MOST_INT:
            raise Fallback("an integer beyond 32 bits")
    return column


def _floats(column: Sequence[Any]) -> Sequence[Any]:
    for part in parts(column):
        # A finite sum has finite parts; that of finite ones may still be too large.
        if not isfinite(sum(part)) and not all(map(isfinite, part)):
            raise Fallback("a float that is no number")
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


def types_of(column: Sequence[Any]) -> set[type]:
    """The types of the values."""
    types: set[type] = set()
    for part in parts(column):
        types.update(map(type, part))
    return types


def serialize_column(type_: GraphQLLeafType, column: Sequence[Any], types: set[type]) -> Sequence[Any]:
    """A column without nulls as the answer has it; `types` are those of its values. Raises Fallback."""
    if not column:
        return column
    only_type = next(iter(types)) if len(types) == 1 else None
    if only_type is None:
        return [_serialize(type_, value) for value in column]
    if (serialize_plain := _PLAIN.get((type_.name, only_type))) is not None:
        return serialize_plain(column)
    if not _are_alike_when_equal(only_type, column):
        return [_serialize(type_, value) for value in column]
    distinct: set[Any] = set()
    for part in parts(column):
        distinct.update(part)
    serialized = {value: _serialize(type_, value) for value in distinct}
    return [serialized[value] for value in column]


def _are_alike_when_equal(only_type: type, column: Sequence[Any]) -> bool:
    """Whether equal values are written alike, so that each distinct value is looked at only once."""
    if issubclass(only_type, datetime):  # one moment is written in as many ways as there are time zones
        return len({value.tzinfo for value in column}) <= 1
    return issubclass(only_type, str | date | UUID) or bool(getattr(only_type, "__members__", None))


def _serialize(type_: GraphQLLeafType, value: Any) -> Any:
    serialized = type_.coerce_output_value(value)
    if serialized is None or serialized is Undefined:
        raise Fallback("a value that is written as null")
    return serialized
