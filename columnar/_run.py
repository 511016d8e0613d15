"""Running a plan: all objects of a level at once, column by column, then the level below."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import chain
from types import NoneType
from typing import Any, Protocol, TypeVar

from graphql import (
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    Undefined,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.arguments import convert_arguments

from columnar._columns import Columns, Grouped, ObjectColumns
from columnar._fallback import Fallback
from columnar._internals import strawberry_field, strawberry_schema
from columnar._leaves import serialize_column, types_of
from columnar._operation_plans import PlanVariant
from columnar._plan import Plan, PlannedField
from columnar._relation import Related, RelatedRows, Relation, Wanted
from columnar._root_field import PlannedRootField

T = TypeVar("T")
MANY = 2_000  # objects of a level that are answered where nobody waits for it
MOST_ARGUMENTS, LONGEST_ARGUMENTS = 64, 300  # of a plan that are kept; characters of one field's, as they are told


class RunningExecutor(Protocol):
    """What running a plan needs of an executor."""

    @property
    def schema(self) -> GraphQLSchema: ...
    @property
    def variable_values(self) -> VariableValues: ...
    @property
    def plans(self) -> PlanVariant: ...
    def related(
        self, relation: Relation, keys: Sequence[Any], arguments: Any, wanted: Wanted | None
    ) -> Awaitable[Related]: ...
    def written(self, type_: GraphQLLeafType, column: Sequence[Any], types: set[type]) -> Sequence[Any]: ...
    def is_type_of(self, type_: GraphQLObjectType, value: Any) -> bool: ...


class PlanRunner:
    """Runs plans for an executor; raises Fallback, or whatever goes wrong.

    Why the executor does not keep one but makes one for each value: each would refer to the other, and everything that
    an answer was made of would stay in memory until the garbage collector looks for such circles. As it is, all is free
    again with the answer.
    """

    def __init__(self, executor: RunningExecutor) -> None:
        self._executor = executor

    async def root_field(self, root: PlannedRootField) -> dict[str, Any]:
        """The data of an operation of one root field."""
        key = self._arguments(root.field)
        values = await self._related(root.field, [key], None) if key is not None else (None,)
        return {root.response_name: values[0]}

    async def run(self, plan: Plan, source: Columns) -> list[dict[str, Any]]:
        """The answer's dicts of all objects of a level."""
        count, columns = len(source), []
        found = await _apart(count, partial(self._columns, plan, source))
        for field, (column, is_complete) in zip(plan.fields, found, strict=True):
            if is_complete:
                columns.append(column)
            elif field.relation is not None:
                columns.append(await self._related(field, column, self._arguments(field)))
            else:
                columns.append(await self.complete(field.type, field.child, column))
        return await _apart(count, partial(plan.make_dicts, count, *columns))

    def _columns(self, plan: Plan, source: Columns) -> list[tuple[Any, bool]]:
        """What a level has for each field, and whether the answer has it so: leaves, read and written in one go."""
        columns: list[tuple[Any, bool]] = []
        for field in plan.fields:
            column = source.column(field.attribute)
            if field.relation is None and field.leaf is not None and isinstance(column, list):
                columns.append((self._complete_leaves(field.type, field.leaf, column), True))
            else:
                columns.append((column, False))
        return columns

    async def complete(self, type_: GraphQLOutputType, child: Plan | None, column: Any) -> Sequence[Any]:
        """A column of resolved values as the answer has it."""
        inner: Any = type_.of_type if is_non_null_type(type_) else type_
        if isinstance(column, Grouped):
            return column.lists(await self.complete(inner.of_type, child, column.items))
        if child is not None and not isinstance(column, list | tuple) and isinstance(column, Columns):
            return await self.run(child, column)
        present, types = _without_nulls(type_, column)
        return _with_nulls(column, await self._present(inner, child, present, types))

    def _complete_leaves(self, type_: GraphQLOutputType, leaf: GraphQLLeafType, column: Sequence[Any]) -> Sequence[Any]:
        types = types_of(column)
        if NoneType not in types:  # as a rule
            return self._executor.written(leaf, serialize_column(leaf, column, types), types)
        present, types = _without_nulls(type_, column)
        return _with_nulls(column, self._executor.written(leaf, serialize_column(leaf, present, types), types))

    async def _present(
        self, type_: GraphQLOutputType, child: Plan | None, column: Sequence[Any], types: set[type]
    ) -> Sequence[Any]:
        if is_leaf_type(type_):
            return self._executor.written(type_, serialize_column(type_, column, types), types)
        if is_list_type(type_):
            return await self._lists(type_.of_type, child, column, types)
        assert child is not None  # objects have a plan
        return await self._objects(child, column, types)

    async def _lists(
        self, item: GraphQLOutputType, child: Plan | None, column: Sequence[Any], types: set[type]
    ) -> Sequence[Any]:
        if types <= {list, tuple}:
            flat = Grouped(list(chain.from_iterable(column)), list(map(len, column)))
            return flat.lists(await self.complete(item, child, flat.items))
        if all(issubclass(type_, Columns) for type_ in types):
            return [await self.complete(item, child, value) for value in column]
        raise Fallback("a list of another kind")

    async def _objects(self, child: Plan, column: Sequence[Any], types: set[type]) -> Sequence[Any]:
        self._check_objects(child.type, column, types)
        unique = {id(value): value for value in column}
        if len(unique) == len(column):
            return await self.run(child, ObjectColumns(column))
        dicts = await self.run(child, ObjectColumns(list(unique.values())))
        by_id = dict(zip(unique, dicts, strict=True))
        return [by_id[id(value)] for value in column]

    def _check_objects(self, object_type: GraphQLObjectType, column: Sequence[Any], types: set[type]) -> None:
        for type_ in types:
            if issubclass(type_, BaseException) or type_ is type(Undefined) or hasattr(type_, "__await__"):
                raise Fallback("a value that is no object")
        if object_type.is_type_of is not None:
            samples = {type(value): value for value in column}
            if not all(self._executor.is_type_of(object_type, value) for value in samples.values()):
                raise Fallback("an object of another type")

    async def _related(self, field: PlannedField, column: Any, arguments: Any) -> Sequence[Any]:
        """The related objects of a level, loaded at once."""
        distinct = dict.fromkeys(column)
        keys = [key for key in distinct if key is not None]
        related = await self._load(field, keys, arguments) if keys else {}
        if not isinstance(related, RelatedRows):
            return await self.complete(field.type, field.child, list(map(related.get, column)))
        assert field.child is not None  # rows are objects
        dicts = await self.run(field.child, related.columns)
        by_key = _by_key(related, keys, dicts)
        if is_non_null_type(field.type) and not by_key.keys() >= distinct.keys():
            raise Fallback("null where none may be")
        return list(map(by_key.get, column))

    def _load(self, field: PlannedField, keys: Sequence[Any], arguments: Any) -> Awaitable[Related]:
        assert field.relation is not None
        wanted = field.child.wanted if field.child is not None else None
        return self._executor.related(field.relation, keys, arguments, wanted)

    def _arguments(self, field: PlannedField) -> Any:
        """What the field's relation makes of its arguments; of the same ones once."""
        relation = field.relation
        if relation is None or relation.arguments is None:
            return None
        given = get_argument_values(field.definition, field.node, self._executor.variable_values)
        known = self._executor.plans.arguments
        # Of a root field they are another one each time as a rule, such as an id; long ones are of a caller's making.
        if relation.by is None or len(told := repr(given)) > LONGEST_ARGUMENTS:
            return self._make_arguments(relation.arguments, field, given)
        key = (id(field.node), told)
        if key not in known:
            if len(known) >= MOST_ARGUMENTS:
                known.clear()
            known[key] = self._make_arguments(relation.arguments, field, given)
        return known[key]

    def _make_arguments(self, make: Callable[..., Any], field: PlannedField, given: dict[str, Any]) -> Any:
        schema = strawberry_schema(self._executor.schema)
        declared = strawberry_field(field.definition)
        assert declared is not None  # it has a relation
        registry = schema.schema_converter.scalar_registry
        return make(**convert_arguments(given, declared.arguments, registry, schema.config))


async def _apart(count: int, work: Callable[[], T]) -> T:
    """What work for so many objects returns or raises: nobody else on the event loop waits where they are many."""
    return work() if count <= MANY else await asyncio.to_thread(work)


def _without_nulls(type_: GraphQLOutputType, column: Sequence[Any]) -> tuple[Sequence[Any], set[type]]:
    types = types_of(column)
    if NoneType not in types:
        return column, types
    if is_non_null_type(type_):
        raise Fallback("null where none may be")
    types.discard(NoneType)
    return [value for value in column if value is not None], types


def _with_nulls(column: Sequence[Any], completed: Sequence[Any]) -> Sequence[Any]:
    if len(completed) == len(column):
        return completed
    rest = iter(completed)
    return [None if value is None else next(rest) for value in column]


def _by_key(related: RelatedRows, keys: Sequence[Any], dicts: Sequence[Any]) -> dict[Any, Any]:
    if not related.many:
        return dict(zip(related.keys, dicts, strict=True))
    by_key: dict[Any, list[Any]] = {key: [] for key in keys}
    for key, answer in zip(related.keys, dicts, strict=True):
        by_key[key].append(answer)
    return by_key
