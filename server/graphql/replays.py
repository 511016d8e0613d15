"""Answers that are given again: to whoever may still have them, and without what is shown but once."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import strawberry
from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLSkipDirective,
    SelectionSetNode,
    get_directive_values,
)
from graphql.execution.values import VariableValues, get_variable_values

from columnar import strawberry_field
from resolvers.audit import audit_refusal
from resolvers.context import Context
from resolvers.permissions import Guard
from server.graphql.documents import PreparedOperation
from server.graphql.request import GraphQLRequest
from services.shared.access import Requirement
from services.shared.errors import Forbidden

SHOWN_ONCE = "was in the first answer alone, and is kept nowhere; if it is lost, revoke it and make another"


def without_secrets(content: dict[str, Any], secrets: Collection[str]) -> dict[str, Any]:
    """A GraphQL response as it may be kept: null instead of each secret, and in `extensions` where one was."""
    paths: list[list[str | int]] = []

    def kept(value: Any, path: list[str | int]) -> Any:
        if isinstance(value, dict):
            return {name: kept(item, [*path, name]) for name, item in value.items()}
        if isinstance(value, list):
            return [kept(item, [*path, place]) for place, item in enumerate(value)]
        if isinstance(value, str) and any(secret in value for secret in secrets):
            paths.append(path)
            return None
        return value

    if not secrets:
        return content
    data = kept(content.get("data"), [])
    told = {"shownOnce": [{"path": path, "message": f"{path[-1]} {SHOWN_ONCE}"} for path in paths]}
    return {**content, "data": data, "extensions": {**content.get("extensions", {}), **told}}


async def refused_replay(
    schema: strawberry.Schema, context: Context, operation: PreparedOperation, request: GraphQLRequest
) -> ExecutionResult | None:
    """The answer to a repeated mutation whose caller lacks a permission now, which the audit log is told of too.

    None for a caller who may do all of it.
    """
    for node, permission in _guarded_roots(schema, operation, request):
        try:
            context.caller.require(permission)
        except Forbidden as error:
            context.mutation_name = node.name.value
            await audit_refusal(context, [("FORBIDDEN", [], str(error))])
            response_name = node.alias.value if node.alias else node.name.value
            told = GraphQLError(str(error), node, path=[response_name], original_error=error)
            return ExecutionResult(None, [told])
    return None


def _guarded_roots(
    schema: strawberry.Schema, operation: PreparedOperation, request: GraphQLRequest
) -> Iterator[tuple[FieldNode, Requirement]]:
    """The root fields of a mutation that are carried out, each with the permission it needs."""
    core, fragments = schema._schema, operation.document.definitions
    variables = get_variable_values(
        core, operation.definition.variable_definitions or (), request.get("variables") or {}, hide_suggestions=True
    )
    assert isinstance(variables, VariableValues)  # they were good the first time
    by_name = {node.name.value: node for node in fragments if isinstance(node, FragmentDefinitionNode)}
    definitions = core.mutation_type.fields if core.mutation_type is not None else {}
    for node in _selected(operation.definition.selection_set, by_name, variables):
        declared = strawberry_field(definitions[node.name.value]) if node.name.value in definitions else None
        for guard in declared.extensions if declared is not None else ():
            if isinstance(guard, Guard):
                yield node, guard.permission


def _selected(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
) -> Iterator[FieldNode]:
    """The fields of a selection that @skip and @include leave, those of its fragments included."""
    for node in selection_set.selections:
        skip = get_directive_values(GraphQLSkipDirective, node, variables)
        include = get_directive_values(GraphQLIncludeDirective, node, variables)
        if (skip and skip["if"]) or (include and not include["if"]):
            continue
        if isinstance(node, FieldNode):
            yield node
        else:
            below: Any = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            yield from _selected(below.selection_set, fragments, variables)
