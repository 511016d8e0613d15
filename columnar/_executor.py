"""The executor: graphql-core's, which completes objects and lists by plans where it can."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLLeafType,
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

from columnar._columns import Columns, ObjectColumns
from columnar._eager import EagerCoroutine
from columnar._operation_cache import CachedOperation, OperationCache, OperationKey
from columnar._operation_plans import UNPLANNED, OperationPlans, PlanVariant
from columnar._plan import Plan, compile_plan
from columnar._relation import Related, Relation, Wanted
from columnar._root_field import PlannedRootField, plan_root_field
from columnar._run import PlanRunner


class ColumnarExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers selections of plain attributes and relations level by level; everything else as graphql-core does.

    Whatever goes wrong on the way is answered by graphql-core for the same value: it alone knows how errors look.
    """

    _operation_cache: ClassVar[OperationCache] = OperationCache()
    _operation_plans: OperationPlans | None = None
    _plans: PlanVariant | None = None

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
        **options: Any,
    ) -> Any:
        """As graphql-core's; of an operation that was built before, only the variables are looked at anew."""
        arguments = (schema, document, root_value, context_value, raw_variable_values, operation_name, *more)
        if more:  # a subscription's, whose events are carried out by copies: they share the plans made here
            executor = super().build(*arguments, **options)
            if isinstance(executor, cls):
                executor._operation_plans = OperationPlans(executor.operation, executor.fragment_definitions)
            return executor
        key = OperationKey(schema, document, root_value, operation_name, options)
        cached = cls._operation_cache.get(key)
        if cached is not None:
            with suppress(Exception):  # of variables that are not plainly right: graphql-core says below what is wrong
                return cls._build_cached(cached, context_value, raw_variable_values or {})
        executor = super().build(*arguments, **options)
        if isinstance(executor, cls):
            if cached is None:
                cls._operation_cache.keep(key, executor)
            else:
                executor._operation_plans = cached.plans
        return executor

    @classmethod
    def _build_cached(cls, cached: CachedOperation, context_value: Any, variables: dict[str, Any]) -> Any:
        variable_values = cached.variables.coerce(variables)
        executor = cls(**cached.arguments, context_value=context_value, variable_values=variable_values)
        executor._operation_plans = cached.plans
        return executor

    # To be overridden

    async def related(self, relation: Relation, keys: Sequence[Any], arguments: Any, wanted: Wanted | None) -> Related:
        """What belongs to some keys; `arguments` is what the relation made of the field's. To be overridden."""
        raise NotImplementedError

    def written(self, type_: GraphQLLeafType, column: Sequence[Any], types: set[type]) -> Sequence[Any]:
        """A serialised column of a scalar or an enum as it stands in the answer; to be overridden.

        `types` are those of the values before they were serialised. Whoever overrides it overrides
        `complete_leaf_value` as well, for what graphql-core completes.
        """
        return column

    def may_skip_extensions(self, declared: StrawberryField) -> bool:
        """Whether a root field may be answered without its extensions; to be overridden by whoever knows them."""
        return not declared.extensions

    def on_fallback(self, type_: GraphQLObjectType, error: Exception) -> None:
        """Told when a value that has a plan is left to graphql-core, and why; to be overridden."""

    # Places where graphql-core begins, and where it completes objects and lists

    def execute_operation(self, serially: bool | None = None) -> Any:
        """An operation: at once, where that is how it was planned."""
        root = self.plans.root_field
        if root is None or root is UNPLANNED or self.hooks is not None or self.abort_signal is not None:
            return super().execute_operation(serially)
        return self._answer_root_field(root)

    async def _answer_root_field(self, root: PlannedRootField) -> Any:
        if self.may_skip_extensions(root.declared):
            try:
                return ExecutionResult(await PlanRunner(self).root_field(root), None)
            except Exception as error:
                self.on_fallback(root.type, error)
        result = super().execute_operation()
        return await result if self.is_awaitable(result) else result

    def execute_root_grouped_field_set(
        self, root_type: Any, root_value: Any, grouped_field_set: Any, serially: bool, position_context: Any
    ) -> Any:
        """The root fields; how they are planned is for the next time."""
        if self.plans.root_field is UNPLANNED:
            self.plans.root_field = plan_root_field(self, root_type, grouped_field_set)
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

        async def only_dict() -> Any:
            return (await PlanRunner(self).run(plan, ObjectColumns((result,))))[0]

        return self._by_plan(plan, only_dict, lambda: stock(*arguments))

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
        return self._by_plan(plan, lambda: PlanRunner(self).complete(item_type, plan, items), lambda: stock(*arguments))

    def _plan_at(self, path: Path, type_: Any, field_details_list: Any) -> Plan | None:
        """The plan of a selection; below a list that graphql-core completes itself only one that loads nothing.

        There every item would load its own, while single fields that graphql-core resolves are loaded in batches.
        """
        plan = self.plan(type_, field_details_list)
        return plan if plan is None or plan.is_plain or not _is_in_list(path) else None

    def _by_plan(self, plan: Plan, run: Callable[[], Coroutine[Any, Any, Any]], stock: Callable[[], Any]) -> Any:
        """A value by its plan: at once where nothing has to be waited for, else what graphql-core is to await."""
        answer = self._run_or_fall_back(plan, run, stock)
        if not plan.is_plain:  # it waits for what it loads, so that nothing is won by a first step
            return answer
        eager = EagerCoroutine(answer)
        return eager.value if eager.is_done else _rest_of(eager)

    async def _run_or_fall_back(
        self, plan: Plan, run: Callable[[], Coroutine[Any, Any, Any]], stock: Callable[[], Any]
    ) -> Any:
        try:
            return await run()
        except Exception as error:
            self.on_fallback(plan.type, error)
        result = stock()
        return await result if self.is_awaitable(result) else result

    # What plans and those who run them need

    def plan(self, type_: Any, field_details_list: Any) -> Plan | None:
        """The plan of a selection of an object type, made once; None where there is none."""
        by_selection = self.plans.by_selection
        selection = (type_.name, tuple([id(details.node) for details in field_details_list]))
        plan: Plan | None = by_selection.get(selection, UNPLANNED)
        if plan is UNPLANNED:
            plan = by_selection[selection] = compile_plan(self, type_, field_details_list)
        return plan

    @property
    def plans(self) -> PlanVariant:
        """The plans of the operation, under its variables."""
        if self._plans is None:
            self._plans = self.operation_plans.variant(self.variable_values.coerced)
        return self._plans

    @property
    def operation_plans(self) -> OperationPlans:
        """The plans of the operation, under any variables."""
        if self._operation_plans is None:
            self._operation_plans = OperationPlans(self.operation, self.fragment_definitions)
        return self._operation_plans

    def is_type_of(self, type_: GraphQLObjectType, value: Any) -> bool:
        """Whether a value is an object of a type, as far as the type says."""
        return type_.is_type_of is None or bool(type_.is_type_of(value, None))  # type: ignore[arg-type]


def _is_in_list(path: Path | None) -> bool:
    """Whether a path leads through an item of a list."""
    while path is not None:
        if isinstance(path.key, int):
            return True
        path = path.prev
    return False


async def _rest_of(eager: EagerCoroutine[Any]) -> Any:
    """The rest as a coroutine: graphql-core looks for those first, and closes those it does not await after all."""
    return await eager
