"""Running a plan: all objects of a level at once, column by column, then the level below."""

import asyncio
from collections.abc import Awaitable, Sequence
from itertools import chain
from types import NoneType
from typing import Any, Protocol

from graphql import (
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from columnar.columns import Columns, Grouped, ObjectColumns
from columnar.leaves import OffPath, serialized
from columnar.plan import Plan, PlannedField
from columnar.relation import Related, RelatedRows

SLICE = 2_000  # objects after which others get a turn


class Asks(Protocol):
    """Who runs a plan: it finds what is related, and knows what a field's arguments are."""

    def asked(self, field: PlannedField) -> Any: ...
    def related(self, field: PlannedField, keys: Sequence[Any], asked: Any) -> Awaitable[Related]: ...
    def is_type_of(self, type_: GraphQLObjectType, value: Any) -> bool: ...


async def run(plan: Plan, source: Columns, asks: Asks) -> list[dict[str, Any]]:
    """The answer's dicts of all objects of a level; raises OffPath, or whatever goes wrong."""
    count, columns = len(source), []
    for field in plan.fields:
        column = source.column(field.attribute)
        if field.relation is not None:
            columns.append(await related(field, column, asks, asks.asked(field)))
        elif field.leaf is not None and isinstance(column, list):
            columns.append(_leaves(field.type, field.leaf, column))
        else:
            columns.append(await completed(field.type, field.child, column, asks))
        if count > SLICE:
            await asyncio.sleep(0)
    if count <= SLICE:
        return plan.make(count, *columns)
    made: list[dict[str, Any]] = []
    for start in range(0, count, SLICE):
        part = [column[start : start + SLICE] for column in columns]
        made += plan.make(min(SLICE, count - start), *part)
        await asyncio.sleep(0)
    return made


async def completed(type_: GraphQLOutputType, child: Plan | None, column: Any, asks: Asks) -> Sequence[Any]:
    """A column of resolved values as the answer has it."""
    inner: Any = type_.of_type if is_non_null_type(type_) else type_
    if isinstance(column, Grouped):
        return column.lists(await completed(inner.of_type, child, column.items, asks))
    if child is not None and not isinstance(column, list | tuple) and isinstance(column, Columns):
        return await run(child, column, asks)
    present, types = _without_nulls(type_, column)
    return _with_nulls(column, await _present(inner, child, present, types, asks))


def _leaves(type_: GraphQLOutputType, leaf: GraphQLLeafType, column: Sequence[Any]) -> Sequence[Any]:
    """The same for a column of leaves, which are many: there is nothing to wait for."""
    types = set(map(type, column))
    if NoneType not in types:  # as a rule
        return serialized(leaf, column, types)
    present, types = _without_nulls(type_, column)
    return _with_nulls(column, serialized(leaf, present, types))


def _without_nulls(type_: GraphQLOutputType, column: Sequence[Any]) -> tuple[Sequence[Any], set[type]]:
    types = set(map(type, column))
    if NoneType not in types:
        return column, types
    if is_non_null_type(type_):
        raise OffPath("null where none may be")
    types.discard(NoneType)
    return [value for value in column if value is not None], types


def _with_nulls(column: Sequence[Any], done: Sequence[Any]) -> Sequence[Any]:
    if len(done) == len(column):
        return done
    rest = iter(done)
    return [None if value is None else next(rest) for value in column]


async def _present(
    type_: GraphQLOutputType, child: Plan | None, column: Sequence[Any], types: set[type], asks: Asks
) -> Sequence[Any]:
    if is_leaf_type(type_):
        return serialized(type_, column, types)
    if is_list_type(type_):
        return await _lists(type_.of_type, child, column, types, asks)
    assert child is not None  # objects have a plan
    return await _objects(child, column, types, asks)


async def _lists(
    item: GraphQLOutputType, child: Plan | None, column: Sequence[Any], types: set[type], asks: Asks
) -> Sequence[Any]:
    if types <= {list, tuple}:
        flat = Grouped(list(chain.from_iterable(column)), list(map(len, column)))
        return flat.lists(await completed(item, child, flat.items, asks))
    if all(issubclass(one, Columns) for one in types):
        return [await completed(item, child, value, asks) for value in column]
    raise OffPath("a list of another kind")


async def _objects(child: Plan, column: Sequence[Any], types: set[type], asks: Asks) -> Sequence[Any]:
    for one in types:
        if issubclass(one, BaseException) or one is type(Undefined) or hasattr(one, "__await__"):
            raise OffPath("a value that is no object")
    if child.type.is_type_of is not None:
        samples = {type(value): value for value in column}
        if not all(asks.is_type_of(child.type, value) for value in samples.values()):
            raise OffPath("an object of another type")
    unique = {id(value): value for value in column}
    if len(unique) == len(column):
        return await run(child, ObjectColumns(column), asks)
    done = await run(child, ObjectColumns(list(unique.values())), asks)
    by_id = dict(zip(unique, done, strict=True))
    return [by_id[id(value)] for value in column]


async def related(field: PlannedField, column: Any, asks: Asks, asked: Any) -> Sequence[Any]:
    """The related objects of a level, loaded at once; raises OffPath, or whatever goes wrong."""
    distinct = dict.fromkeys(column)
    keys = [key for key in distinct if key is not None]
    found: Related = await asks.related(field, keys, asked) if keys else {}
    if not isinstance(found, RelatedRows):
        return await completed(field.type, field.child, list(map(found.get, column)), asks)
    assert field.child is not None  # rows are objects
    done = await run(field.child, found.columns, asks)
    by_key: dict[Any, Any]
    if found.many:
        by_key = {key: [] for key in keys}
        for key, one in zip(found.keys, done, strict=True):
            by_key[key].append(one)
    else:
        by_key = dict(zip(found.keys, done, strict=True))
    if is_non_null_type(field.type) and not by_key.keys() >= distinct.keys():
        raise OffPath("null where none may be")
    return list(map(by_key.get, column))
