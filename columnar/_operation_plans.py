"""The plans of an operation, kept from one request to the next."""

from collections.abc import Mapping
from typing import Any

from graphql import FragmentDefinitionNode, OperationDefinitionNode, VariableNode, Visitor, visit

from columnar._plan import Plan
from columnar._root_field import PlannedRootField

MOST_VARIANTS = 16
UNPLANNED: Any = object()


class PlanVariant:
    """The plans of one operation, as some values of the variables in its @skip and @include have it."""

    def __init__(self) -> None:
        self.by_selection: dict[Any, Plan | None] = {}  # by type and nodes; None where graphql-core answers
        self.root_field: PlannedRootField | None = UNPLANNED
        self.arguments: dict[Any, Any] = {}  # what relations made of their arguments, by field and values


class OperationPlans:
    """All plans of one operation.

    Why they are found by the identity of nodes (`id`): nodes of graphql-core are equal when their whole subtrees are,
    so that each look into a dict would walk through a subtree to hash it. An identity costs nothing, but it is good
    only as long as its node lives: afterwards another node may stand at the same place in memory. So whoever keeps
    plans keeps their document too: the operation cache beside them, an executor in its operation.
    """

    def __init__(self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._names = conditional_variables(operation, fragments)
        self._variants: dict[tuple[Any, ...], PlanVariant] = {}

    def __len__(self) -> int:
        return len(self._variants)

    def variant(self, variables: Mapping[str, Any]) -> PlanVariant:
        """The plans for some values of the variables."""
        values = tuple([variables.get(name) for name in self._names])
        variant = self._variants.get(values)
        if variant is None:
            if len(self._variants) >= MOST_VARIANTS:  # there are two to the power of the variables
                self._variants.clear()
            variant = self._variants[values] = PlanVariant()
        return variant


def conditional_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that @skip and @include look at, anywhere in an operation or a fragment of its document."""
    conditions = _Conditions()
    for node in (operation, *fragments.values()):
        visit(node, conditions)
    return tuple(sorted(conditions.names))


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            values = [argument.value for argument in node.arguments]
            self.names |= {value.name.value for value in values if isinstance(value, VariableNode)}
