"""Whatever the schema names of ours, it describes: the docs pane of GraphiQL is the manual."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
)

from server.graphql.schema import schema

BUILT = build_schema(schema.as_str())
TYPES = {
    name: type_
    for name, type_ in BUILT.type_map.items()
    if not name.startswith("__") and not isinstance(type_, GraphQLScalarType)
}


def undescribed(type_: GraphQLNamedType) -> Iterator[str]:
    if not type_.description:
        yield type_.name
    if isinstance(type_, GraphQLEnumType):
        yield from (f"{type_.name}.{name}" for name, value in type_.values.items() if not value.description)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in type_.fields.items():
            if not field.description:
                yield f"{type_.name}.{name}"
            for argument, given in getattr(field, "args", {}).items():
                if not given.description:
                    yield f"{type_.name}.{name}({argument}:)"


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_describes_itself_and_all_it_has(name: str) -> None:
    assert list(undescribed(TYPES[name])) == []
