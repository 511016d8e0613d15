"""Every relation names a loader that a room has, and keys it by something its type keeps."""

from collections.abc import Iterator

import pytest
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from resolvers.loading import Loader
from schema.shared.noun import noun_of
from server.graphql.schema import schema
from server.rooms import HOUSE

Relation = tuple[StrawberryObjectDefinition, StrawberryField]


def relations() -> Iterator[tuple[str, Relation]]:
    for name in schema.schema_converter.type_map:
        definition = schema.get_type_by_name(name)
        if isinstance(definition, StrawberryObjectDefinition):
            for field in definition.fields:
                if "relation" in field.metadata:
                    yield f"{name}.{field.python_name}", (definition, field)


RELATIONS = dict(relations())
LOADERS = HOUSE.loaders


def test_there_are_relations() -> None:
    assert {"Assignment.demand", "ForecastRecord.months", "Resource.replaced_by"} <= set(RELATIONS)


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_a_relation_names_a_loader_that_exists(relation: str) -> None:
    _, field = RELATIONS[relation]
    assert field.metadata["relation"].loader in LOADERS


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_a_relation_goes_by_a_key_that_its_type_keeps(relation: str) -> None:
    definition, field = RELATIONS[relation]
    kept_in = field.metadata["relation"].by
    assert kept_in in definition.origin.__dataclass_fields__ or (kept_in is None and definition.name == "Query")


@pytest.mark.parametrize("relation", sorted(RELATIONS))
def test_a_relation_says_what_it_answers(relation: str) -> None:
    _, field = RELATIONS[relation]
    assert field.description


@pytest.mark.parametrize("name", sorted(LOADERS))
def test_a_loader_is_named_what_by_key_as_its_class_is(name: str) -> None:
    loader = LOADERS[name]
    words = name.partition(".")[2].split("_")
    assert "by" in words
    assert loader.__name__ == "".join(word.capitalize() for word in words)
    assert issubclass(loader, Loader)


def test_every_type_with_an_id_of_its_own_can_be_asked_for_through_node() -> None:
    nodes = {
        name
        for name in schema.schema_converter.type_map
        if isinstance(definition := schema.get_type_by_name(name), StrawberryObjectDefinition)
        and "Node" in {interface.name for interface in definition.interfaces}
    }
    declared = {name: noun_of(schema.get_type_by_name(name).origin) for name in nodes}  # type: ignore[union-attr]
    for name, noun in declared.items():
        assert noun is not None and noun.node in LOADERS, f"{name}: declare it with @noun(node=…, permission=…)"
        assert noun.permission is not None, name
