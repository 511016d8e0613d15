"""Every place in the schema where something can be named: arguments and fields of inputs, however deep."""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_named_type,
    is_required_argument,
    parse,
    value_from_ast_untyped,
)

from server.graphql.examples import EXAMPLES
from server.graphql.schema import schema

SCHEMA: GraphQLSchema = schema._schema
NODES = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
ROOTS: dict[OperationType, Mapping[str, GraphQLField]] = {
    OperationType.QUERY: SCHEMA.query_type.fields,  # type: ignore[union-attr]
    OperationType.MUTATION: SCHEMA.mutation_type.fields,  # type: ignore[union-attr]
    OperationType.SUBSCRIPTION: SCHEMA.subscription_type.fields,  # type: ignore[union-attr]
}
NAMING = {"ID", "UUID", "String"}  # and years: of reports and configurations
WEEKS = [("from",), ("to",), ("start",), ("until",), ("fromWeek",)]  # bounds, which name nothing that is kept
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Slot:
    """A place for a name: below the arguments of a root field, or of a field of an object with a global id."""

    operation: OperationType
    field: str
    path: Path
    kind: str
    within: str | None = None  # the object's type, where it is not a root field

    @property
    def name(self) -> str:
        """What the place is called: "tierId"."""
        return next(str(step) for step in reversed(self.path) if isinstance(step, str))

    @property
    def is_item(self) -> bool:
        """Whether it is one of a list."""
        return isinstance(self.path[-1], int)

    def __str__(self) -> str:
        steps = ".".join(str(step) for step in self.path if isinstance(step, str))
        return f"{self.within or self.operation.value}.{self.field}.{steps}"


def slots(*operations: OperationType) -> list[Slot]:
    """The slots of all root fields of some kinds, and of nested fields, which questions ask."""
    found = [
        Slot(operation, name, path, kind)
        for operation in operations
        for name, field in ROOTS[operation].items()
        for path, kind in _leaves(field)
    ]
    return found + (list(_nested()) if OperationType.QUERY in operations else [])


def _nested() -> Iterator[Slot]:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_ not in (
            SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type,
        ):  # fmt: skip
            for name, field in type_.fields.items():
                for path, kind in _leaves(field):
                    yield Slot(OperationType.QUERY, name, path, kind, within=type_.name)


def _leaves(field: GraphQLField) -> Iterator[tuple[Path, str]]:
    for name, argument in field.args.items():
        yield from _below(argument.type, (name,))


def _below(type_: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(type_, GraphQLNonNull):
        yield from _below(type_.of_type, path)
    elif isinstance(type_, GraphQLList):
        yield from _below(type_.of_type, (*path, 0))
    elif isinstance(type_, GraphQLInputObjectType):
        for name, field in type_.fields.items():
            if get_named_type(field.type) is not type_:  # filters within filters name what these do
                yield from _below(field.type, (*path, name))
    elif type_.name in NAMING or (type_.name == "Int" and path[-1] == "year" and path[-2:-1] not in WEEKS):
        yield path, type_.name


@cache
def example_arguments(operation: OperationType, field: str) -> dict[str, Any]:
    """The arguments that an example gives a root field: they fit the sample data."""
    for path in sorted(EXAMPLES.glob("*/*.graphql")):
        variables_file = path.with_suffix(".variables.json")
        variables = json.loads(variables_file.read_text("utf-8")) if variables_file.exists() else {}
        for definition in parse(path.read_text("utf-8")).definitions:
            assert isinstance(definition, OperationDefinitionNode)
            for node in definition.selection_set.selections if definition.operation is operation else ():
                if isinstance(node, FieldNode) and node.name.value == field:
                    return {
                        one.name.value: value_from_ast_untyped(one.value, variables) for one in node.arguments or ()
                    }
    raise AssertionError(f"no example asks {field}")


def filled(arguments: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Arguments with a value in a slot. Lists keep their first item.

    A dictionary says what else is put beside it, over values of the same type.
    """
    made = deepcopy(dict(arguments))
    place: Any = made
    for step, following in pairwise(path):
        empty: Any = [None] if isinstance(following, int) else {}
        held = place[step] if isinstance(step, int) or step in place else None
        place[step] = held[:1] if isinstance(held, list) and held else held or empty
        place = place[step]
    if isinstance(value, dict):
        place.update({name: one for name, one in value.items() if type(place.get(name)) is type(one)})
        value = value[path[-1]]
    place[path[-1]] = value
    return made


def document(
    operation: OperationType, field: str, arguments: Mapping[str, Any], *, within: tuple[str, str] | None = None
) -> dict[str, Any]:
    """A request that asks a root field, or one of an object of a type and id, for all it has."""
    declared_by = SCHEMA.type_map[within[0]].fields[field] if within else ROOTS[operation][field]  # type: ignore[attr-defined]
    declared = ", ".join(f"${name}: {declared_by.args[name].type}" for name in arguments)
    passed = ", ".join(f"{name}: ${name}" for name in arguments)
    asked = f"{field}{f'({passed})' if passed else ''} {everything(declared_by.type)}"
    if within:
        type_name, reached = within
        is_node = type_name in NODES
        asked = (
            f'node(id: "{reached}") {{ ... on {type_name} {{ {asked} }} }}' if is_node else f"{reached} {{ {asked} }}"
        )
    query = f"{operation.value} Crossing{f'({declared})' if declared else ''} {{ {asked} }}"
    return {"query": query, "variables": dict(arguments)}


def everything(type_: Any, depth: int = 1) -> str:
    """A selection of everything that a type has and that needs no argument, so many levels deep."""
    named = get_named_type(type_)
    if not isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    parts = ["__typename", *_fields(named, depth)]
    if isinstance(named, GraphQLInterfaceType):
        own = set(named.fields)
        for possible in SCHEMA.get_possible_types(named):
            more = _fields(possible, 0, without=own)
            parts += [f"... on {possible.name} {{ {' '.join(more)} }}"] if more and named.name == "Problem" else []
    return "{ " + " ".join(parts) + " }"


def _fields(type_: Any, depth: int, without: set[str] | frozenset[str] = frozenset()) -> list[str]:
    parts = []
    for name, field in type_.fields.items():
        needs = any(is_required_argument(given) for given in field.args.values())
        is_leaf = not hasattr(get_named_type(field.type), "fields")
        if name not in without and not needs and (is_leaf or depth > 0):
            parts.append(f"{name} {everything(field.type, depth - 1)}".strip())
    return parts
