"""What the package relies on within graphql-core and Strawberry, in one place.

Why within: graphql-core has no public place at which one could complete a whole list at once. So `ColumnarExecutor`
overrides methods that graphql-core's own executor calls while it works, and marks as private (":meta private:"). It
also makes executors by their constructor, past `build`, which does again what was done for the same document before.
A release may change any of this without saying so. Therefore both packages are pinned to one version each, and a test
fails when `broken_assumptions` finds a method, parameter or attribute that is no longer what it was.
"""

import inspect
from typing import Any

from graphql import GraphQLField, GraphQLSchema
from graphql.execution import Executor
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

CONSTRUCTOR_ARGUMENTS = (
    "schema", "fragment_definitions", "fragments", "root_value", "context_value", "operation", "variable_values",
    "field_resolver", "type_resolver", "subscribe_field_resolver", "enable_early_execution", "middleware_manager",
    "is_awaitable", "is_async_iterable", "hide_suggestions", "abort_signal", "hooks",
)  # fmt: skip
OF_ONE_REQUEST = ("context_value", "variable_values")
OF_THE_OPERATION = tuple(name for name in CONSTRUCTOR_ARGUMENTS if name not in OF_ONE_REQUEST)

METHOD_PARAMETERS = {
    "execute_operation": "self serially",
    "execute_root_grouped_field_set": "self root_type root_value grouped_field_set serially position_context",
    "complete_object_value": "self return_type field_details_list info path result position_context",
    "complete_iterable_value": "self item_type field_details_list info path items position_context",
    "collect_subfields": "self return_type field_details_list",
}


def broken_assumptions() -> list[str]:
    """What is no longer as the package needs it; empty while all is well."""
    methods = {name: getattr(StrawberryGraphQLCoreExecutionContext, name, None) for name in METHOD_PARAMETERS}
    expected = {**METHOD_PARAMETERS, "__init__": " ".join(("self", *CONSTRUCTOR_ARGUMENTS))}
    broken = [
        f"{name} has other parameters than {expected[name]}"
        for name, method in {**methods, "__init__": Executor.__init__}.items()
        if method is None or " ".join(inspect.signature(method).parameters) != expected[name]
    ]
    missing = [name for name in CONSTRUCTOR_ARGUMENTS if name not in Executor.__annotations__]
    return broken + [f"the executor has no {name}" for name in missing]


def strawberry_field(definition: GraphQLField) -> StrawberryField | None:
    """The field as Strawberry declared it, with its extensions and metadata; None where Strawberry did not make it."""
    declared = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return declared if isinstance(declared, StrawberryField) else None


def strawberry_schema(schema: GraphQLSchema) -> Any:
    """The schema as Strawberry declared it, which knows the scalars and the configuration."""
    return schema._strawberry_schema  # type: ignore[attr-defined]
