"""Plans: a selection below an object or a list, compiled once for all its objects."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)

from columnar._dict_maker import DictMaker, dict_maker
from columnar._internals import strawberry_field
from columnar._relation import Relation, Wanted, relation_of

TYPENAME = "__typename"


class PlannedField(NamedTuple):
    """One field of a plan: a plain attribute, or a relation; `child` where it holds objects, `leaf` where one leaf."""

    attribute: str
    type: GraphQLOutputType
    leaf: GraphQLLeafType | None
    child: "Plan | None"
    relation: Relation | None
    definition: GraphQLField
    node: FieldNode


class Plan(NamedTuple):
    """What is selected of all objects of a level."""

    type: GraphQLObjectType
    fields: Sequence[PlannedField]
    make_dicts: DictMaker  # the answer's dicts of the fields' columns
    wanted: Wanted
    is_plain: bool  # nothing below is loaded


class PlanningExecutor(Protocol):
    """What planning needs of an executor."""

    @property
    def schema(self) -> GraphQLSchema: ...
    @property
    def middleware_manager(self) -> Any: ...
    def collect_subfields(self, return_type: GraphQLObjectType, field_details_list: Any) -> Any: ...
    def plan(self, type_: GraphQLObjectType, field_details_list: Any) -> Plan | None: ...


def compile_plan(executor: PlanningExecutor, type_: GraphQLObjectType, field_details_list: Any) -> Plan | None:
    """The plan of a selection; None where only graphql-core can answer it."""
    try:
        selections, deferred, _ = executor.collect_subfields(type_, field_details_list)
    except GraphQLError:  # of a variable in a directive; it belongs where the selection is
        return None
    if deferred or executor.middleware_manager is not None:
        return None
    fields, names = [], []
    for response_name, selected in selections.items():
        if any(details.fragment_variable_values for details in selected):
            return None
        name = selected[0].node.name.value
        names.append((response_name, type_.name if name == TYPENAME else None))
        if name == TYPENAME:
            continue
        field = _plan_field_of(executor, type_, selected)
        if field is None:
            return None
        fields.append(field)
    return Plan(
        type=type_,
        fields=fields,
        make_dicts=dict_maker(tuple(names)),
        wanted=_wanted(fields),
        is_plain=all(field.relation is None and (field.child is None or field.child.is_plain) for field in fields),
    )


def _plan_field_of(executor: PlanningExecutor, type_: GraphQLObjectType, selected: Any) -> PlannedField | None:
    definition = type_.fields.get(selected[0].node.name.value)
    declared = strawberry_field(definition) if definition is not None else None
    if definition is None or declared is None:
        return None
    relation = relation_of(definition)
    if relation is None and (not declared.is_basic_field or definition.args):
        return None
    return plan_field(executor, definition, selected, relation, relation.by if relation else declared.python_name)


def plan_field(
    executor: PlanningExecutor,
    definition: GraphQLField,
    selected: Any,
    relation: Relation | None,
    attribute: str | None,
) -> PlannedField | None:
    """A field of a plan; None where its selection has none."""
    named, child = get_named_type(definition.type), None
    if is_abstract_type(named):
        return None
    if is_object_type(named):
        child = executor.plan(named, selected)
        if child is None:
            return None
    inner = get_nullable_type(definition.type)
    leaf = inner if is_leaf_type(inner) else None
    return PlannedField(attribute or "", definition.type, leaf, child, relation, definition, selected[0].node)


def _wanted(fields: Sequence[PlannedField]) -> Wanted:
    names_below = [field.child.wanted.names for field in fields if field.child is not None]
    names = frozenset(field.node.name.value for field in fields)
    # In one order, however they are selected: the statements that fetch them are fewer.
    return Wanted(sorted({field.attribute for field in fields}), names.union(*names_below))
