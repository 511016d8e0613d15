"""The shop floor has what clients rely on, but for what is still to come."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    parse,
    print_ast,
)

from tests.rules.test_contract import ROOT
from tests.rules.test_contract_supply import assert_arguments, default_of

CONTRACT = parse((Path(__file__).parents[1] / "support" / "contract_shop_floor.graphql").read_text())
COMMITTED = parse((ROOT / "schema" / "schema.graphql").read_text())
EXTENDED = ("Query", "Mutation", "Subscription", "Viewer")

# Fields and types that are not built yet, by subject; what is built is taken out.
TO_COME: set[str] = set()

OURS = {definition.name.value: definition for definition in COMMITTED.definitions}  # type: ignore[attr-defined]
THEIRS = {definition.name.value: definition for definition in CONTRACT.definitions}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(THEIRS))
def test_what_the_contract_promises_is_there(name: str) -> None:
    theirs, ours = THEIRS[name], OURS.get(name)
    if name in TO_COME:
        return
    assert ours is not None, "it is not in the schema"
    if isinstance(theirs, EnumTypeDefinitionNode):
        assert {value.name.value for value in theirs.values} == {value.name.value for value in OURS[name].values}
        return
    assert type(ours) is type(theirs) or name in EXTENDED
    found = {field.name.value: field for field in ours.fields}
    for field in theirs.fields:
        if f"{name}.{field.name.value}" in TO_COME:
            assert field.name.value not in found, "it is built: take it out of TO_COME"
            continue
        assert field.name.value in found, field.name.value
        assert print_ast(found[field.name.value].type) == print_ast(field.type), field.name.value
        assert_arguments(field, found[field.name.value])
        if isinstance(theirs, InputObjectTypeDefinitionNode):
            assert default_of(found[field.name.value]) == default_of(field), field.name.value
    assert _interfaces(theirs) <= _interfaces(ours)


def test_what_is_to_come_is_in_the_contract() -> None:
    fields = {f"{name}.{field.name.value}" for name, type_ in THEIRS.items() for field in getattr(type_, "fields", ())}
    assert fields | set(THEIRS) >= TO_COME


def _interfaces(definition: Any) -> set[str]:
    return {interface.name.value for interface in getattr(definition, "interfaces", ()) or ()}
