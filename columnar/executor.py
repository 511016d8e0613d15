"""The executor: graphql-core's, which completes objects and lists by plans where it can."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    is_non_null_type,
    is_object_type,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from columnar.asking import Asking, Plans
from columnar.begun import Begun
from columnar.columns import Columns, ObjectColumns
from columnar.opened import Asked, OpenedBefore
from columnar.plan import Plan, compiled
from columnar.relation import Related, Relation, Wanted
from columnar.roots import PlannedRoot, answered, planned_root
from columnar.run import run

MOST_OPERATIONS = 512
UNPLANNED: Any = object()


class ColumnarExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers selections of plain attributes and relations level by level; everything else as graphql-core does.

    Whatever goes wrong on the way is answered by graphql-core for the same value: it alone knows how errors look.
    """

    _opened: ClassVar[OpenedBefore] = OpenedBefore()
    _operations: ClassVar[OrderedDict[int, Plans]] = OrderedDict()
    _plans: Plans | None = None
    _conditions: Any = None

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        root_value: Any = None,
        context_value: Any = None,
        raw_variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        *more: Any,
        **others: Any,
    ) -> Any:
        """As graphql-core's; of an operation that was built before, only the variables are looked at anew."""
        arguments = (schema, document, root_value, context_value, raw_variable_values, operation_name, *more)
        if more:  # a subscription's
            return super().build(*arguments, **others)
        asked = Asked(schema, document, root_value, operation_name, others)
        opened = cls._opened.get(asked)
        if opened is not None:
            with suppress(Exception):  # what graphql-core has more to say about
                values = opened.variable_values(raw_variable_values or {})
                return cls(**opened.kept, context_value=context_value, variable_values=values)
        made = super().build(*arguments, **others)
        if opened is None and isinstance(made, cls):
            cls._opened.keep(asked, made)
        return made

    async def related(self, relation: Relation, keys: Sequence[Any], asked: Any, wanted: Wanted | None) -> Related:
        """What a relation finds for some keys; `asked` is what its arguments were made into. To be overridden."""
        raise NotImplementedError

    def may(self, declared: StrawberryField) -> bool:
        """Whether a root field may be answered without its extensions; to be overridden by whoever knows them."""
        return not declared.extensions

    def fell_back(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Told when a value that has a plan is left to graphql-core, and why; to be overridden."""

    # Places where graphql-core begins, and where it completes objects and lists

    def execute_operation(self, serially: bool | None = None) -> Any:
        """An operation: at once, where that is how it was planned."""
        plans = self.plans
        root = plans.roots.get(self._conditions) if self.hooks is None and self.abort_signal is None else None
        return super().execute_operation(serially) if root is None else self._at_once(root)

    async def _at_once(self, root: PlannedRoot) -> Any:
        if self.may(root.declared):
            try:
                return ExecutionResult(await answered(root, Asking(self)), None)
            except Exception as error:
                self.fell_back(root.type, error)
        result = super().execute_operation()
        return await result if self.is_awaitable(result) else result

    def execute_root_grouped_field_set(
        self, root_type: Any, root_value: Any, grouped_field_set: Any, serially: bool, position_context: Any
    ) -> Any:
        """The root fields; how they are planned is for the next time."""
        plans = self.plans
        if self._conditions not in plans.roots:
            plans.roots[self._conditions] = planned_root(self, root_type, grouped_field_set)
        return super().execute_root_grouped_field_set(
            root_type, root_value, grouped_field_set, serially, position_context
        )

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
        if not plan.is_plain:
            return work
        begun = Begun(work)
        return begun.value if begun.is_done else rest(begun)

    async def _attempted(
        self, plan: Plan, source: Columns, taken: Callable[[list[dict[str, Any]]], Any], stock: Callable[[], Any]
    ) -> Any:
        try:
            return taken(await run(plan, source, Asking(self)))
        except Exception as error:
            self.fell_back(plan.type, error)
        completed = stock()
        return await completed if self.is_awaitable(completed) else completed

    # Plans

    def plan(self, type_: Any, details: Any) -> Plan | None:
        """The plan of a selection of an object type, made once; None where there is none."""
        plans = self.plans
        key = (type_.name, tuple([id(one.node) for one in details]), self._conditions)
        found: Plan | None = plans.found.get(key, UNPLANNED)
        if found is UNPLANNED:
            found = plans.found[key] = compiled(self, type_, details)
        return found

    @property
    def plans(self) -> Plans:
        """What is remembered of the operation."""
        if self._plans is None:
            self._plans = self._remembered()
            coerced = self.variable_values.coerced
            self._conditions = tuple([coerced.get(name) for name in self._plans.conditions])
        return self._plans

    def _remembered(self) -> Plans:
        known, key = self._operations, id(self.operation)
        plans = known.get(key)
        if plans is None or plans.nodes[0] is not self.operation:
            plans = known[key] = Plans(self)
            while len(known) > MOST_OPERATIONS:
                known.popitem(last=False)
        else:
            known.move_to_end(key)
        return plans

    def is_type_of(self, type_: GraphQLObjectType, value: Any) -> bool:
        """Whether a value is an object of a type, as far as the type says."""
        return type_.is_type_of is None or bool(type_.is_type_of(value, None))  # type: ignore[arg-type]


def is_in_list(path: Path | None) -> bool:
    """Whether a path leads through an item of a list."""
    while path is not None:
        if isinstance(path.key, int):
            return True
        path = path.prev
    return False


async def rest(begun: Begun[Any]) -> Any:
    """What has been begun, as graphql-core knows what it has to await."""
    return await begun
