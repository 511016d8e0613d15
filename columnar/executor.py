"""The executor: graphql-core's, which completes objects and lists by plans where it can."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.arguments import convert_arguments

from columnar.columns import Columns, ObjectColumns
from columnar.internals import conditional_variables
from columnar.opened import Asked, OpenedBefore
from columnar.plan import Plan, PlannedField, compiled
from columnar.relation import STRAWBERRY, Related, Relation, Wanted
from columnar.run import run

MOST_OPERATIONS = 512
MOST_ASKED = 256
UNPLANNED: Any = object()


class Plans:
    """The plans of one operation, by place and by the variables of its @skip and @include."""

    def __init__(self, executor: "ColumnarExecutor") -> None:
        # Plans are found by the identity of nodes, so the nodes must live as long.
        self.nodes = (executor.operation, executor.fragment_definitions)
        self.conditions = conditional_variables(executor.operation, executor.fragment_definitions)
        self.found: dict[Any, Plan | None] = {}
        self.asked: dict[Any, Any] = {}  # what arguments were made into, by field and value


class ColumnarExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers selections of plain attributes and relations level by level; everything else as graphql-core does.

    Whatever goes wrong on the way is answered by graphql-core for the same value: it alone knows how errors look.
    """

    _opened: ClassVar[OpenedBefore] = OpenedBefore()
    _operations: ClassVar[OrderedDict[int, Plans]] = OrderedDict()
    _plans: Plans | None = None
    _conditions: Any = None

    @classmethod
    def build(  # type: ignore[override]  # what else there is goes on by name
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: Any = None,
        context_value: Any = None,
        raw_variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        **others: Any,
    ) -> Any:
        """As graphql-core's; of an operation that was built before, only the variables are looked at anew."""
        asked = Asked(schema, document, root_value, operation_name, others)
        opened = cls._opened.get(asked)
        if opened is not None:
            with suppress(Exception):  # what graphql-core has more to say about
                values = opened.variable_values(raw_variable_values or {})
                return cls(**opened.kept, context_value=context_value, variable_values=values)
        made = super().build(schema, document, root_value, context_value, raw_variable_values, operation_name, **others)
        if opened is None and isinstance(made, cls):
            cls._opened.keep(asked, made)
        return made

    async def related(self, relation: Relation, keys: Sequence[Any], asked: Any, wanted: Wanted | None) -> Related:
        """What a relation finds for some keys; `asked` is what its arguments were made into. To be overridden."""
        raise NotImplementedError

    def fell_back(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Told when a value that has a plan is left to graphql-core, and why; to be overridden."""

    # Places where graphql-core completes objects and lists

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_details_list: Any,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """One object."""
        stock = super().complete_object_value
        arguments = (return_type, field_details_list, info, path, result, position_context)
        plan = self._plan_at(path, return_type, field_details_list)
        if plan is None or (return_type.is_type_of is not None and not return_type.is_type_of(result, info)):
            return stock(*arguments)
        return self._by_plan(plan, ObjectColumns((result,)), lambda made: made[0], lambda: stock(*arguments))

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: Any,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Any:
        """A list."""
        stock = super().complete_iterable_value
        named = item_type.of_type if is_non_null_type(item_type) else item_type
        plan = self._plan_at(path, named, field_details_list) if is_object_type(named) else None
        source = self._source(plan, items)
        if plan is None or source is None:
            return stock(item_type, field_details_list, info, path, items, position_context)
        return self._by_plan(
            plan,
            source,
            lambda made: made,
            lambda: stock(item_type, field_details_list, info, path, items, position_context),
        )

    def _plan_at(self, path: Path, type_: Any, details: Any) -> Plan | None:
        """The plan of a selection; below a list that graphql-core completes itself only one that loads nothing.

        There every item would load its own, while single fields that graphql-core resolves are loaded in batches.
        """
        plan = self.plan(type_, details)
        return plan if plan is None or plan.is_plain or not is_in_list(path) else None

    def _source(self, plan: Plan | None, items: Any) -> Columns | None:
        """The columns of a list's items, where they are objects and nothing else."""
        if plan is None or not isinstance(items, list | tuple):
            return items if plan is not None and isinstance(items, Columns) else None
        for one in set(map(type, items)):
            if one is type(None) or issubclass(one, BaseException) or hasattr(one, "__await__"):
                return None
        samples = {type(value): value for value in items}
        if not all(self.is_type_of(plan.type, value) for value in samples.values()):
            return None
        return ObjectColumns(items)

    def _by_plan(
        self,
        plan: Plan,
        source: Columns,
        taken: Callable[[list[dict[str, Any]]], Any],
        stock: Callable[[], Any],
    ) -> Any:
        work = self._attempted(plan, source, taken, stock)
        return begun(work) if plan.is_plain else work

    async def _attempted(
        self, plan: Plan, source: Columns, taken: Callable[[list[dict[str, Any]]], Any], stock: Callable[[], Any]
    ) -> Any:
        try:
            return taken(await run(plan, source, self._Asks(self)))
        except Exception as error:
            self.fell_back(plan.type, error)
        completed = stock()
        return await completed if self.is_awaitable(completed) else completed

    # Plans

    def plan(self, type_: Any, details: Any) -> Plan | None:
        """The plan of a selection of an object type, made once; None where there is none."""
        plans = self._plans or self._remembered()
        key = (type_.name, tuple([id(one.node) for one in details]), self._conditions)
        found: Plan | None = plans.found.get(key, UNPLANNED)
        if found is UNPLANNED:
            found = plans.found[key] = compiled(self, type_, details)
        return found

    def _remembered(self) -> Plans:
        known, key = self._operations, id(self.operation)
        plans = known.get(key)
        if plans is None or plans.nodes[0] is not self.operation:
            plans = known[key] = Plans(self)
            while len(known) > MOST_OPERATIONS:
                known.popitem(last=False)
        else:
            known.move_to_end(key)
        self._plans = plans
        coerced = self.variable_values.coerced
        self._conditions = tuple([coerced.get(name) for name in plans.conditions])
        return plans

    def is_type_of(self, type_: GraphQLObjectType, value: Any) -> bool:
        """Whether a value is an object of a type, as far as the type says."""
        return type_.is_type_of is None or bool(type_.is_type_of(value, None))  # type: ignore[arg-type]

    class _Asks:
        """The executor as those who run plans see it."""

        def __init__(self, executor: "ColumnarExecutor") -> None:
            self._executor = executor
            self.is_type_of = executor.is_type_of

        def asked(self, field: PlannedField) -> Any:
            """What the field's arguments are made into."""
            relation, executor = field.relation, self._executor
            if relation is None or relation.asked is None:
                return None
            given = get_argument_values(field.definition, field.node, executor.variable_values)
            plans = executor._plans or executor._remembered()
            key = (id(field.node), repr(given))
            if key not in plans.asked:
                if len(plans.asked) >= MOST_ASKED:
                    plans.asked.clear()
                plans.asked[key] = self._made(relation, field, given)
            return plans.asked[key]

        def _made(self, relation: Relation, field: PlannedField, given: dict[str, Any]) -> Any:
            assert relation.asked is not None
            executor = self._executor
            schema = executor.schema._strawberry_schema  # type: ignore[attr-defined]
            arguments = field.definition.extensions[STRAWBERRY].arguments
            registry = schema.schema_converter.scalar_registry
            return relation.asked(**convert_arguments(given, arguments, registry, schema.config))

        def related(self, field: PlannedField, keys: Sequence[Any], asked: Any) -> Awaitable[Related]:
            """What the field's relation finds."""
            assert field.relation is not None
            wanted = field.child.wanted if field.child is not None else None
            return self._executor.related(field.relation, keys, asked, wanted)


def is_in_list(path: Path | None) -> bool:
    """Whether a path leads through an item of a list."""
    while path is not None:
        if isinstance(path.key, int):
            return True
        path = path.prev
    return False


def begun(work: Coroutine[Any, None, Any]) -> Any:
    """The value of work that never waits; what is left of it, to be awaited, where it lets others have a turn."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    return _rest(work)


async def _rest(work: Coroutine[Any, None, Any]) -> Any:
    return await _Resumed(work)


class _Resumed:
    def __init__(self, work: Coroutine[Any, None, Any]) -> None:
        self._work = work

    def __await__(self) -> Generator[Any, Any, Any]:
        yield  # the turn that was already asked for
        return (yield from self._work.__await__())
