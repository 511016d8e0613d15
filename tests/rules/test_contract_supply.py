"""The supply room has what clients rely on."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    parse,
    print_ast,
)

from tests.rules.test_contract import ROOT, arguments_of

CONTRACT = parse((Path(__file__).parents[1] / "support" / "contract_supply.graphql").read_text())
COMMITTED = parse((ROOT / "schema" / "schema.graphql").read_text())
ROOTS = ("Query", "Mutation", "Subscription")

OURS = {definition.name.value: definition for definition in COMMITTED.definitions}  # type: ignore[attr-defined]
THEIRS = {definition.name.value: definition for definition in CONTRACT.definitions}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(set(THEIRS) - set(ROOTS)))
def test_a_type_of_the_contract_is_there_with_all_it_promises(name: str) -> None:
    theirs, ours = THEIRS[name], OURS.get(name)
    if isinstance(theirs, EnumTypeDefinitionNode | EnumTypeExtensionNode):
        assert {value.name.value for value in theirs.values} <= {value.name.value for value in OURS[name].values}
        return
    assert ours is not None, "it is not in the schema"
    if isinstance(theirs, ScalarTypeDefinitionNode):
        assert ours.description.value == theirs.description.value  # type: ignore[union-attr]
        return
    assert type(ours) is type(theirs)
    found = {field.name.value: field for field in ours.fields}
    for field in theirs.fields:
        assert field.name.value in found, field.name.value
        assert print_ast(found[field.name.value].type) == print_ast(field.type), field.name.value
        assert_arguments(field, found[field.name.value])
        if isinstance(theirs, InputObjectTypeDefinitionNode):
            assert default_of(found[field.name.value]) == default_of(field), field.name.value
    assert {i.name.value for i in getattr(theirs, "interfaces", ()) or ()} <= {
        i.name.value for i in getattr(ours, "interfaces", ()) or ()
    }


@pytest.mark.parametrize("root", ROOTS)
def test_a_root_field_of_the_contract_is_there(root: str) -> None:
    built = {field.name.value: field for field in OURS[root].fields}
    for field in THEIRS[root].fields:
        name = field.name.value
        assert name in built
        assert print_ast(built[name].type) == print_ast(field.type), name
        assert_arguments(field, built[name])


def assert_arguments(theirs: Any, ours: Any) -> None:
    promised, found = arguments_of(theirs), arguments_of(ours)
    assert {name: found.get(name) for name in promised} == promised, theirs.name.value
    needed = [name for name in set(found) - set(promised) if found[name][0].endswith("!") and found[name][1] is None]
    assert needed == [], theirs.name.value


def default_of(field: Any) -> str | None:
    """A default as text; a number is the same whether it is quoted, and null says nothing."""
    if field.default_value is None or print_ast(field.default_value) == "null":
        return None
    text = print_ast(field.default_value)
    return text.strip('"') if print_ast(field.type).startswith("Decimal") else text
