"""How long the lists of a request are: counted in its document and its variables, before anything is made of them.

So are the names in the objects of its variables: graphql-core writes the whole object for each name that it has not.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.shared.combining import MOST_FILTERS, MOST_NESTED
from schema.shared.lists import ITEMS, MOST_ITEMS

Declared = GraphQLArgument | GraphQLInputField


class TooManyItems(GraphQLError):
    """A list or an object that is longer than its place allows, or filters that are combined too far.

    Nothing was executed.
    """

    def __init__(self, path: tuple[str, ...], count: int, most: int, *, of: str = "items") -> None:
        super().__init__(f"{'.'.join(path)} has {count:,} {of}; accepted: at most {most:,}")
        self.path_of_list = path


class Combined:
    """How many filters one value combines; raises TooManyItems for too many, and for too many within one another."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self._path = path
        self._count = 0

    def enter(self, path: tuple[str, ...], depth: int) -> None:
        """Count one more filter, so many of its kind around it."""
        self._count += 1
        if depth > MOST_NESTED:
            raise TooManyItems(path, depth, MOST_NESTED, of="filters around it")
        if self._count > MOST_FILTERS:
            raise TooManyItems(self._path, self._count, MOST_FILTERS, of="filters")


class Place(NamedTuple):
    """Where a value stands: of what type it is, and how many items it may have where it is a list.

    `around` is how many filters are around it that it may be combined with.
    """

    type: Any
    most: int
    around: int = 0


class ListBounds:
    """The lists of one valid document: where its variables stand. Raises TooManyItems for one in the document itself.

    A list is counted before its items are looked at, so that counting takes no longer than the bounds allow.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        places: dict[str, list[Place]] = {}
        info = TypeInfo(schema)

        class Fields(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> None:
                definition = info.get_field_def()
                assert definition is not None  # the document is valid
                for argument in node.arguments or ():
                    declared = definition.args[argument.name.value]
                    place, path = Place(declared.type, most_items(declared)), (node.name.value, argument.name.value)
                    for name, found in _in_literal(argument.value, place, path, Combined(path)):
                        places.setdefault(name, []).append(found)

        visit(document, TypeInfoVisitor(info, Fields()))
        self._places = places

    def check(self, variables: Mapping[str, Any]) -> None:
        """Raise TooManyItems for the first list or object in the variables that is too long."""
        for name, places in self._places.items():
            if name in variables:
                for place in places:
                    _count(variables[name], place, ("variables", name), Combined(("variables", name)))


def most_items(declared: Declared) -> int:
    """How many items the list of an argument or an input field may have, as it was declared."""
    definition = declared.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return int(getattr(definition, "metadata", {}).get(ITEMS, MOST_ITEMS))


def describe_bounds(schema: GraphQLSchema) -> None:
    """Have the description of each argument and input field that is a list say how many items it may have."""
    for declared in _declared(schema):
        if isinstance(_nullable(declared.type), GraphQLList):
            declared.description = f"{declared.description or ''} At most {most_items(declared):,}.".lstrip()


def _declared(schema: GraphQLSchema) -> Iterator[Declared]:
    """Every argument and input field of ours."""
    for name, type_ in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(type_, GraphQLInputObjectType):
            yield from type_.fields.values()
        else:
            for field in getattr(type_, "fields", {}).values():
                yield from field.args.values()


def _in_literal(
    node: ValueNode, place: Place, path: tuple[str, ...], combined: Combined
) -> Iterator[tuple[str, Place]]:
    """The variables in a value of the document, each with where it stands; raises TooManyItems."""
    type_ = _nullable(place.type)
    if isinstance(node, VariableNode):
        if _is_counted(type_):
            yield node.name.value, place
    elif isinstance(type_, GraphQLList) and isinstance(node, ListValueNode):
        if len(node.values) > place.most:
            raise TooManyItems(path, len(node.values), place.most)
        for item in node.values:
            yield from _in_literal(item, _item(place, type_), path, combined)
    elif isinstance(type_, GraphQLList):
        yield from _in_literal(node, _item(place, type_), path, combined)
    elif isinstance(type_, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
        if _combines(type_):
            combined.enter(path, place.around)
        for field in node.fields:
            below = _field(place, type_, type_.fields[field.name.value])
            yield from _in_literal(field.value, below, (*path, field.name.value), combined)


def _item(place: Place, type_: Any) -> Place:
    return Place(type_.of_type, MOST_ITEMS, place.around)


def _field(place: Place, type_: GraphQLInputObjectType, declared: GraphQLInputField) -> Place:
    is_within = get_named_type(declared.type) is type_
    return Place(declared.type, most_items(declared), place.around + 1 if is_within else 0)


def _count(value: Any, place: Place, path: tuple[str, ...], combined: Combined) -> None:
    """Raise TooManyItems for what is too long in a value; what is of another type is not for us to refuse."""
    type_ = _nullable(place.type)
    if isinstance(type_, GraphQLList):
        items = value if isinstance(value, list) else [value]  # one value stands for a list of it
        if len(items) > place.most:
            raise TooManyItems(path, len(items), place.most)
        if _is_counted(type_.of_type):
            for number, item in enumerate(items):
                _count(item, _item(place, type_), (*path, str(number)), combined)
    elif isinstance(type_, GraphQLInputObjectType) and isinstance(value, dict):
        if len(value) > len(type_.fields):
            raise TooManyItems(path, len(value), len(type_.fields), of="names")
        if _combines(type_):
            combined.enter(path, place.around)
        for name, declared in _counted_fields(type_):
            if name in value:
                _count(value[name], _field(place, type_, declared), (*path, name), combined)


def _nullable(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def _is_counted(type_: Any) -> bool:
    """Whether a value of a type may hold a list, or names."""
    return isinstance(_nullable(type_), GraphQLList | GraphQLInputObjectType)


@cache
def _counted_fields(type_: GraphQLInputObjectType) -> Sequence[tuple[str, GraphQLInputField]]:
    return [(name, field) for name, field in type_.fields.items() if _is_counted(field.type)]


@cache
def _combines(type_: GraphQLInputObjectType) -> bool:
    """Whether it is a filter that others of its kind are combined with."""
    return any(get_named_type(field.type) is type_ for field in type_.fields.values())
