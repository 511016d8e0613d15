"""What is remembered of an operation, and its executor as those who run plans see it."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments

from columnar.internals import conditional_variables
from columnar.plan import Plan, PlannedField
from columnar.relation import STRAWBERRY, Related, Relation

if TYPE_CHECKING:
    from columnar.executor import ColumnarExecutor
    from columnar.roots import PlannedRoot

MOST_ASKED = 256
MOST_COMBINATIONS = 16
UNPLANNED: Any = object()


class Plans:
    """The plans of one operation, by place, under one combination of the variables of its @skip and @include."""

    def __init__(self) -> None:
        self.found: dict[Any, Plan | None] = {}
        self.root: PlannedRoot | None = UNPLANNED
        self.asked: dict[Any, Any] = {}  # what arguments were made into, by field and value


class Combinations:
    """All plans of one operation; they are found by the identity of its nodes, so these must live as long."""

    def __init__(self, executor: "ColumnarExecutor") -> None:
        self._names = conditional_variables(executor.operation, executor.fragment_definitions)
        self._plans: dict[tuple[Any, ...], Plans] = {}

    def __len__(self) -> int:
        return len(self._plans)

    def plans(self, coerced: Mapping[str, Any]) -> Plans:
        """Those for some values of the variables."""
        values = tuple([coerced.get(name) for name in self._names])
        plans = self._plans.get(values)
        if plans is None:
            if len(self._plans) >= MOST_COMBINATIONS:  # there are two to the power of the variables
                self._plans.clear()
            plans = self._plans[values] = Plans()
        return plans


class Asking:
    """Asks an executor for what is related, and for what a field's arguments are made into."""

    def __init__(self, executor: "ColumnarExecutor") -> None:
        self._executor = executor
        self.is_type_of = executor.is_type_of

    def asked(self, field: PlannedField) -> Any:
        """What the field's arguments are made into."""
        relation = field.relation
        if relation is None or relation.asked is None:
            return None
        given = get_argument_values(field.definition, field.node, self._executor.variable_values)
        if relation.by is None:
            return self._made(relation, field, given)
        known = self._executor.plans.asked
        key = (id(field.node), repr(given))
        if key not in known:
            if len(known) >= MOST_ASKED:
                known.clear()
            known[key] = self._made(relation, field, given)
        return known[key]

    def _made(self, relation: Relation, field: PlannedField, given: dict[str, Any]) -> Any:
        assert relation.asked is not None
        schema = self._executor.schema._strawberry_schema  # type: ignore[attr-defined]
        arguments = field.definition.extensions[STRAWBERRY].arguments
        registry = schema.schema_converter.scalar_registry
        return relation.asked(**convert_arguments(given, arguments, registry, schema.config))

    def related(self, field: PlannedField, keys: Sequence[Any], asked: Any) -> Awaitable[Related]:
        """What the field's relation finds."""
        assert field.relation is not None
        wanted = field.child.wanted if field.child is not None else None
        return self._executor.related(field.relation, keys, asked, wanted)
