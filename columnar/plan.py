"""Plans: a selection below an object or a list, compiled once for all its objects."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
)
from strawberry.types.field import StrawberryField

from columnar.relation import STRAWBERRY, Relation, Wanted, relation_of

if TYPE_CHECKING:
    from columnar.executor import ColumnarExecutor

TYPENAME = "__typename"
Maker = Callable[..., list[dict[str, Any]]]


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
    make: Maker  # the answer's dicts of the fields' columns
    wanted: Wanted
    is_plain: bool  # nothing below is loaded


def compiled(executor: "ColumnarExecutor", type_: GraphQLObjectType, details: Any) -> Plan | None:
    """The plan of a selection; None where only the stock executor can answer it."""
    try:
        grouped, deferred, _ = executor.collect_subfields(type_, details)
    except GraphQLError:  # of a variable in a directive; it belongs where the selection is
        return None
    if deferred or executor.middleware_manager is not None:
        return None
    fields, names = [], []
    for response_name, selected in grouped.items():
        if any(one.fragment_variable_values for one in selected):
            return None
        name = selected[0].node.name.value
        names.append((response_name, type_.name if name == TYPENAME else None))
        if name == TYPENAME:
            continue
        field = _planned(executor, type_, selected)
        if field is None:
            return None
        fields.append(field)
    return Plan(
        type=type_,
        fields=fields,
        make=maker(tuple(names)),
        wanted=_wanted(fields),
        is_plain=all(field.relation is None and (field.child is None or field.child.is_plain) for field in fields),
    )


def _planned(executor: "ColumnarExecutor", type_: GraphQLObjectType, selected: Any) -> PlannedField | None:
    node = selected[0].node
    definition = type_.fields.get(node.name.value)
    declared = definition.extensions.get(STRAWBERRY) if definition is not None else None
    if definition is None or not isinstance(declared, StrawberryField):
        return None
    relation = relation_of(definition)
    if relation is None and (not declared.is_basic_field or definition.args):
        return None
    return planned(executor, definition, selected, relation, relation.by if relation else declared.python_name)


def planned(
    executor: "ColumnarExecutor",
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
    below = [field.child.wanted.names for field in fields if field.child is not None]
    names = frozenset(field.node.name.value for field in fields)
    # In one order, however they are selected: the statements that fetch them are fewer.
    return Wanted(sorted({field.attribute for field in fields}), names.union(*below))


@lru_cache(maxsize=4096)
def maker(names: tuple[tuple[str, str | None], ...]) -> Maker:
    """What makes an answer's dicts of columns: one comprehension, written for these names.

    Names are (response name, constant or None); GraphQL names are letters, digits and underscores, so that they can be
    written into code. The function takes how many dicts there are, and one column for each name without a constant.
    """
    places = [f"c{place}" for place, (_, constant) in enumerate(names) if constant is None]
    items = ", ".join(
        f"{name!r}: {f'c{place}' if constant is None else repr(constant)}"
        for place, (name, constant) in enumerate(names)
    )
    if not places:
        source = f"lambda count: [{{{items}}} for _ in range(count)]"
    elif len(places) == 1:
        source = f"lambda count, columns0: [{{{items}}} for {places[0]} in columns0]"
    else:
        given = ", ".join(f"columns{number}" for number in range(len(places)))
        source = f"lambda count, {given}: [{{{items}}} for {', '.join(places)} in zip({given}, strict=True)]"
    made: Maker = eval(source, {"zip": zip, "range": range})  # noqa: S307 – of names that the parser let through
    return made
