"""The committed schema contains what clients already rely on."""

from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    parse,
    print_ast,
)

from server.graphql.schema import schema

ROOT = Path(__file__).parents[2]
CONTRACT = parse((Path(__file__).parents[1] / "support" / "contract.graphql").read_text())
# Rooms add members to enums.
ADDED = [
    definition
    for definition in parse((Path(__file__).parents[1] / "support" / "contract_supply.graphql").read_text()).definitions
    if isinstance(definition, EnumTypeExtensionNode)
]
COMMITTED = (ROOT / "schema" / "schema.graphql").read_text()


def definitions(document: DocumentNode) -> dict[str, object]:
    return {definition.name.value: definition for definition in document.definitions}  # type: ignore[attr-defined]


OURS, THEIRS = definitions(parse(COMMITTED)), definitions(CONTRACT)


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert schema.as_str().strip() == COMMITTED.strip(), "run make schema"


@pytest.mark.parametrize("name", sorted(THEIRS))
def test_a_type_of_the_contract_is_there_with_all_it_promises(name: str) -> None:
    theirs, ours = THEIRS[name], OURS.get(name)
    if type(theirs).__name__ == "ScalarTypeDefinitionNode":
        assert ours is not None
        return
    assert type(ours) is type(theirs)
    if isinstance(theirs, EnumTypeDefinitionNode):
        added = {value.name.value for enum in ADDED if enum.name.value == name for value in enum.values}
        promised_values = {value.name.value for value in theirs.values} | added
        assert promised_values == {value.name.value for value in ours.values}  # type: ignore[union-attr]
        return
    found = {field.name.value: field for field in ours.fields}  # type: ignore[union-attr]
    for field in theirs.fields:  # type: ignore[attr-defined]
        assert print_ast(found[field.name.value].type) == print_ast(field.type), field.name.value
        promised, ours_has = arguments_of(field), arguments_of(found[field.name.value])
        assert {argument: ours_has.get(argument) for argument in promised} == promised, field.name.value
        added = set(ours_has) - set(promised)
        needed = [name for name in added if ours_has[name][0].endswith("!") and ours_has[name][1] is None]
        assert needed == [], field.name.value
    assert {i.name.value for i in getattr(theirs, "interfaces", ()) or ()} <= {
        i.name.value for i in getattr(ours, "interfaces", ()) or ()
    }


def arguments_of(field: object) -> dict[str, tuple[str, str | None]]:
    """Arguments by name, with type and default; a default of null says nothing."""
    shown = {}
    for argument in getattr(field, "arguments", ()) or ():
        default = print_ast(argument.default_value) if argument.default_value else None
        shown[argument.name.value] = (print_ast(argument.type), None if default == "null" else default)
    return shown
