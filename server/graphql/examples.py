"""The examples as GraphiQL lists them: by room, with their variables and with the permissions that they need."""

import json
from pathlib import Path
from typing import Any

from graphql import FieldNode, NamedTypeNode, OperationDefinitionNode, TypeNode, parse

import graphql_examples
from columnar import strawberry_field
from resolvers.permissions import Guard
from server.graphql.schema import schema

EXAMPLES = Path(graphql_examples.__file__).parent


def listed_examples() -> list[dict[str, Any]]:
    """Every example: room, name, operation, permissions, query and variables (JSON text, or empty), and its tab.

    Those of the first tabs are numbered and come first, in their order; `tab` is null for all others.
    """
    tabs = {name: number for number, name in enumerate(graphql_examples.FIRST_TABS)}
    examples = [_example(path, tabs) for path in sorted(EXAMPLES.glob("*/*.graphql"))]
    return sorted(examples, key=lambda example: len(tabs) if example["tab"] is None else example["tab"])


def _example(path: Path, tabs: dict[str, int]) -> dict[str, Any]:
    query = path.read_text("utf-8")
    (operation,) = [node for node in parse(query).definitions if isinstance(node, OperationDefinitionNode)]
    return {
        "room": path.parent.name,
        "name": path.stem,
        "tab": tabs.get(f"{path.parent.name}/{path.stem}"),
        "operation": operation.operation.value,
        "permissions": permissions_of(operation),
        "query": query,
        "variables": _variables_of(path, operation),
    }


def permissions_of(operation: OperationDefinitionNode) -> list[str]:
    """The names of the permissions that an operation's root fields ask for, each once."""
    root = schema._schema.get_root_type(operation.operation)
    fields = root.fields if root is not None else {}
    selected = [node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)]
    declared = [strawberry_field(fields[name]) for name in selected if name in fields]
    guards = [guard for field in declared if field is not None for guard in reversed(field.extensions)]
    return list(dict.fromkeys(str(guard.permission.value) for guard in guards if isinstance(guard, Guard)))


def _variables_of(path: Path, operation: OperationDefinitionNode) -> str:
    """The variables to begin with; files are chosen beside them, and their nulls would be marked as mistakes."""
    file = path.with_suffix(".variables.json")
    text = file.read_text("utf-8") if file.exists() else ""
    files = {node.variable.name.value for node in operation.variable_definitions or () if _is_file(node.type)}
    if not files:
        return text
    others = {name: value for name, value in json.loads(text).items() if name not in files}
    return json.dumps(others, indent=2) if others else ""


def _is_file(type_: TypeNode) -> bool:
    while not isinstance(type_, NamedTypeNode):
        type_ = type_.type  # type: ignore[attr-defined]  # of a list, or of what must not be null
    return type_.name.value == "Upload"
