"""Root fields that are relations: an operation that asks for one of them alone is answered by its plan."""

from typing import Any, NamedTuple

from graphql import GraphQLDeferDirective, GraphQLObjectType, is_object_type
from strawberry.types.field import StrawberryField

from columnar._internals import strawberry_field
from columnar._plan import PlannedField, PlanningExecutor, plan_field
from columnar._relation import relation_of


class PlannedRootField(NamedTuple):
    """The one field of an operation."""

    response_name: str
    type: GraphQLObjectType
    field: PlannedField
    declared: StrawberryField


def plan_root_field(executor: PlanningExecutor, type_: GraphQLObjectType, selections: Any) -> PlannedRootField | None:
    """The plan of an operation; None where only graphql-core can answer it."""
    if len(selections) != 1:  # none at all where every root field is left out by @skip or @include
        return None
    ((response_name, selected),) = selections.items()
    definition = type_.fields.get(selected[0].node.name.value)
    if definition is None or not is_object_type(definition.type) or executor.middleware_manager is not None:
        return None
    declared, relation = strawberry_field(definition), relation_of(definition)
    if declared is None or relation is None or relation.by is not None or relation.arguments is None:
        return None
    if executor.schema.get_directive(GraphQLDeferDirective.name) is not None:
        return None  # there may be more than these fields
    field = plan_field(executor, definition, selected, relation, None)
    return PlannedRootField(response_name, definition.type, field, declared) if field is not None else None
