"""The executor: graphql-core's, which completes objects and lists by plans where it can."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_nullable_type,
    is_object_type,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from columnar.asking import UNPLANNED, Asking, Combinations, Plans
from columnar.begun import Begun
from columnar.columns import Columns, ObjectColumns
from columnar.opened import Asked, OpenedBefore
from columnar.plan import Plan, compiled
from columnar.relation import Related, Relation, Wanted
from columnar.roots import PlannedRoot, answered, planned_root
from columnar.run import completed, run


class ColumnarExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers selections of plain attributes and relations level by level; everything else as graphql-core does.

    Whatever goes wrong on the way is answered by graphql-core for the same value: it alone knows how errors look.
    """

    _opened: ClassVar[OpenedBefore] = OpenedBefore()
    _combinations: Combinations | None = None
    _plans: Plans | None = None

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
        if more:  # a subscription's, whose events are carried out by copies
            made = super().build(*arguments, **others)
            if isinstance(made, cls):
                made._combinations = Combinations(made)
            return made
        asked = Asked(schema, document, root_value, operation_name, others)
        opened = cls._opened.get(asked)
        if opened is not None:
            with suppress(Exception):  # what graphql-core has more to say about
                values = opened.variable_values(raw_variable_values or {})
                made = cls(**opened.kept, context_value=context_value, variable_values=values)
                made._combinations = opened.combinations
                return made
        made = super().build(*arguments, **others)
        if isinstance(made, cls):
            if opened is None:
                cls._opened.keep(asked, made)
            else:
                made._combinations = opened.combinations
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
        root = self.plans.root
        if root is None or root is UNPLANNED or self.hooks is not None or self.abort_signal is not None:
            return super().execute_operation(serially)
        return self._at_once(root)

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
        if self.plans.root is UNPLANNED:
            self.plans.root = planned_root(self, root_type, grouped_field_set)
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

        async def one() -> Any:
            return (await run(plan, ObjectColumns((result,)), Asking(self)))[0]

        return self._by_plan(plan, one, lambda: stock(*arguments))

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
        arguments = (item_type, field_details_list, info, path, items, position_context)
        named = get_nullable_type(item_type)
        plan = self._plan_at(path, named, field_details_list) if is_object_type(named) else None
        if plan is None or not isinstance(items, list | tuple | Columns):
            return stock(*arguments)
        return self._by_plan(plan, lambda: completed(item_type, plan, items, Asking(self)), lambda: stock(*arguments))

    def _plan_at(self, path: Path, type_: Any, details: Any) -> Plan | None:
        """The plan of a selection; below a list that graphql-core completes itself only one that loads nothing.

        There every item would load its own, while single fields that graphql-core resolves are loaded in batches.
        """
        plan = self.plan(type_, details)
        return plan if plan is None or plan.is_plain or not is_in_list(path) else None

    def _by_plan(self, plan: Plan, work: Callable[[], Coroutine[Any, Any, Any]], stock: Callable[[], Any]) -> Any:
        attempted = self._attempted(plan, work, stock)
        if not plan.is_plain:
            return attempted
        begun = Begun(attempted)
        return begun.value if begun.is_done else rest(begun)

    async def _attempted(
        self, plan: Plan, work: Callable[[], Coroutine[Any, Any, Any]], stock: Callable[[], Any]
    ) -> Any:
        try:
            return await work()
        except Exception as error:
            self.fell_back(plan.type, error)
        result = stock()
        return await result if self.is_awaitable(result) else result

    # Plans

    def plan(self, type_: Any, details: Any) -> Plan | None:
        """The plan of a selection of an object type, made once; None where there is none."""
        plans = self.plans
        key = (type_.name, tuple([id(one.node) for one in details]))
        found: Plan | None = plans.found.get(key, UNPLANNED)
        if found is UNPLANNED:
            found = plans.found[key] = compiled(self, type_, details)
        return found

    @property
    def plans(self) -> Plans:
        """What is remembered of the operation, under its variables."""
        if self._plans is None:
            self._plans = self.combinations.plans(self.variable_values.coerced)
        return self._plans

    @property
    def combinations(self) -> Combinations:
        """What is remembered of the operation, under any variables."""
        if self._combinations is None:
            self._combinations = Combinations(self)
        return self._combinations

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
