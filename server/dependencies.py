"""What an operation's answer depends on, found in its document: the scopes of every type it selects from."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_named_type,
    is_composite_type,
    visit,
)

from columnar import strawberry_field
from resolvers.permissions import VERSIONED
from schema.shared.scopes import OTHER_REPORTS, REPORT, SCOPES
from services.forecast.report_value import parse_report_value


class Dependencies(NamedTuple):
    """Scopes, and where one report is asked for how it is named: by a text, or by a variable."""

    scopes: tuple[str, ...]
    reports: tuple[tuple[str, bool], ...] = ()

    def months(self, variables: Mapping[str, Any]) -> list[tuple[int, int]] | None:
        """The months of the reports asked for; None where that cannot be told."""
        values = [variables.get(text) if is_variable else text for text, is_variable in self.reports]
        found = [parse_report_value(value) if isinstance(value, str) else None for value in values]
        return None if None in found else [(month.year, month.number) for month in found if month]


def dependencies(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Dependencies | None:
    """What a valid operation's answer depends on; None where not everything of it has a version."""
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    looking = _Types(schema)
    for node in document.definitions:
        if node is operation or isinstance(node, FragmentDefinitionNode):
            visit(node, TypeInfoVisitor(looking.info, looking))
    if not looking.are_versioned or not looking.roots:
        return None
    scopes = {scope for name in looking.types for scope in SCOPES[name]}
    named = [_report(root) for root in looking.roots]
    if REPORT in scopes and all(named) and not looking.types & OTHER_REPORTS:
        return Dependencies(tuple(sorted(scopes - {REPORT})), tuple(name for name in named if name))
    return Dependencies(tuple(sorted(scopes)))


def _report(root: FieldNode) -> tuple[str, bool] | None:
    if root.name.value != "report":
        return None
    for argument in root.arguments or ():
        if argument.name.value == "value" and isinstance(argument.value, VariableNode):
            return argument.value.name.value, True
        if argument.name.value == "value" and isinstance(argument.value, StringValueNode):
            return argument.value.value, False
    return None


class _Types(Visitor):
    """Collects the types that are selected from, and the root fields."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.info = TypeInfo(schema)
        self._schema = schema
        self.types: set[str] = set()
        self.roots: list[FieldNode] = []
        self.are_versioned = True

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at what a field answers with."""
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if parent is self._schema.query_type:
            self.roots.append(node)
            declared = strawberry_field(field) if field is not None else None
            self.are_versioned &= declared is not None and bool(declared.metadata.get(VERSIONED))
        if field is None:
            return
        named = get_named_type(field.type)
        if is_composite_type(named):
            self.are_versioned &= isinstance(named, GraphQLObjectType) and named.name in SCOPES
            self.types.add(named.name)
