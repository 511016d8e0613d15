"""The committed schema contains what clients already rely on."""

from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    parse,
    print_ast,
)

from server.graphql import schema

ROOT = Path(__file__).parents[2]
CONTRACT = parse((Path(__file__).parents[1] / "support" / "contract.graphql").read_text())
COMMITTED = (ROOT / "schema" / "schema.graphql").read_text()

# Fields of the contract that come with forecast editing, and whatever only they reach.
LATER = {
    "historyLog", "previewBenchAllocation", "previewCphUpdate", "previewForecastReallocation", "previewManualUpdate",
    "commitPreview", "commitRecords",
}  # fmt: skip
ROOTS = ("Query", "Mutation")


def definitions(document: DocumentNode) -> dict[str, object]:
    return {definition.name.value: definition for definition in document.definitions}  # type: ignore[attr-defined]


OURS, THEIRS = definitions(parse(COMMITTED)), definitions(CONTRACT)


def names_in(node: object) -> set[str]:
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | InputObjectTypeDefinitionNode):
        fields = [f for f in node.fields if not (node.name.value in ROOTS and f.name.value in LATER)]
        types = [f.type for f in fields]
        types += [argument.type for f in fields for argument in getattr(f, "arguments", ()) or ()]
        interfaces = {interface.name.value for interface in getattr(node, "interfaces", ()) or ()}
        return {print_ast(type_).strip("[]!").replace("]", "").replace("!", "") for type_ in types} | interfaces
    return set()


def is_problem(node: object) -> bool:
    return any(interface.name.value == "Problem" for interface in getattr(node, "interfaces", ()) or ())


def due_types() -> list[str]:
    """Every type that the due part of the roots reaches, and every problem."""
    seen, waiting = set(), [*ROOTS, *(name for name in THEIRS if is_problem(THEIRS[name]))]
    while waiting:
        name = waiting.pop()
        if name in THEIRS and name not in seen:
            seen.add(name)
            waiting += names_in(THEIRS[name])
    return sorted(seen)


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert schema.as_str().strip() == COMMITTED.strip(), "run make schema"


@pytest.mark.parametrize("name", due_types())
def test_a_type_of_the_contract_is_there_with_all_it_promises(name: str) -> None:
    theirs, ours = THEIRS[name], OURS.get(name)
    if type(theirs).__name__ == "ScalarTypeDefinitionNode":
        assert ours is not None
        return
    assert type(ours) is type(theirs)
    if isinstance(theirs, EnumTypeDefinitionNode):
        assert {value.name.value for value in theirs.values} == {value.name.value for value in ours.values}  # type: ignore[union-attr]
        return
    found = {field.name.value: field for field in ours.fields}  # type: ignore[union-attr]
    for field in theirs.fields:  # type: ignore[attr-defined]
        if name in ROOTS and field.name.value in LATER:
            continue
        assert print_ast(found[field.name.value].type) == print_ast(field.type), field.name.value
        promised, ours_has = arguments_of(field), arguments_of(found[field.name.value])
        assert {argument: ours_has.get(argument) for argument in promised} == promised, field.name.value
        added = set(ours_has) - set(promised)
        assert all(not ours_has[argument][0].endswith("!") for argument in added), field.name.value
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
