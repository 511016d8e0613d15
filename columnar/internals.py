"""What the executor relies on within graphql-core and Strawberry, in one place."""

import inspect
from collections.abc import Mapping
from typing import Any

from graphql import FragmentDefinitionNode, OperationDefinitionNode, VariableNode, Visitor, visit
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from columnar.opened import KEPT

PARAMETERS = {
    "__init__": f"self {' '.join(KEPT[:4])} context_value {KEPT[4]} variable_values {' '.join(KEPT[5:])}",
    "execute_operation": "self serially",
    "execute_root_grouped_field_set": "self root_type root_value grouped_field_set serially position_context",
    "complete_object_value": "self return_type field_details_list info path result position_context",
    "complete_iterable_value": "self item_type field_details_list info path items position_context",
    "collect_subfields": "self return_type field_details_list",
}
ATTRIBUTES = (*KEPT, "context_value", "variable_values")


def changed() -> list[str]:
    """What is no longer as the executor needs it; empty while all is well."""
    found = []
    for name, parameters in PARAMETERS.items():
        method = getattr(Executor if name == "__init__" else StrawberryGraphQLCoreExecutionContext, name, None)
        if method is None or " ".join(inspect.signature(method).parameters) != parameters:
            found.append(f"{name} has other parameters than {parameters}")
    found += [f"the executor has no {name}" for name in ATTRIBUTES if name not in Executor.__annotations__]
    return found


def conditional_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that @skip and @include look at, anywhere in an operation or a fragment of its document."""
    looking = _Conditions()
    for node in (operation, *fragments.values()):
        visit(node, looking)
    return tuple(sorted(looking.names))


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: Any, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            self.names |= {one.value.name.value for one in node.arguments if isinstance(one.value, VariableNode)}
