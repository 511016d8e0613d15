"""Root fields that are relations: an operation that asks for one of them alone is answered by its plan."""

from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import GraphQLDeferDirective, GraphQLObjectType, is_object_type

from columnar.plan import PlannedField, planned
from columnar.relation import STRAWBERRY, relation_of
from columnar.run import Asks, related

if TYPE_CHECKING:
    from columnar.executor import ColumnarExecutor


class PlannedRoot(NamedTuple):
    """The one field of an operation."""

    name: str  # in the answer
    type: GraphQLObjectType
    field: PlannedField
    declared: Any  # the field as Strawberry knows it


def planned_root(executor: "ColumnarExecutor", type_: GraphQLObjectType, grouped: Any) -> PlannedRoot | None:
    """The plan of an operation; None where only the stock executor can answer it."""
    (name, selected), *others = grouped.items()
    definition = type_.fields.get(selected[0].node.name.value)
    relation = relation_of(definition) if definition is not None else None
    if others or definition is None or relation is None or relation.by is not None or relation.asked is None:
        return None
    if not is_object_type(definition.type) or executor.middleware_manager is not None:
        return None
    if executor.schema.get_directive(GraphQLDeferDirective.name) is not None:
        return None  # there may be more than these fields
    field = planned(executor, definition, selected, relation, None)
    declared = definition.extensions[STRAWBERRY]
    return PlannedRoot(name, definition.type, field, declared) if field is not None else None


async def answered(root: PlannedRoot, asks: Asks) -> dict[str, Any]:
    """The operation's data; raises OffPath, or whatever goes wrong."""
    key = asks.asked(root.field)
    found = await related(root.field, [key], asks, None) if key is not None else (None,)
    return {root.name: found[0]}
