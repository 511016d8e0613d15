"""What an operation's answer depends on, found in its document: the scopes of every noun it selects from.

A scope is a part of a tenant's data that has a version (db/shared/versions.py), such as its people or one report.
"""

from collections.abc import Mapping, Sequence
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
    is_introspection_type,
    visit,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from columnar import strawberry_field
from resolvers.permissions import VERSIONED, ScopeFamily
from schema.shared.noun import Noun, noun_of


class NamedMember(NamedTuple):
    """How a root field names the member of a family that it answers about: by a literal text, or by a variable."""

    text: str
    is_variable: bool


class CacheScopes(NamedTuple):
    """The scopes that an answer depends on; where only some members of a family count, the family and which.

    What an answer tells of the schema is true as long as the process lives, and no longer.
    """

    scopes: tuple[str, ...]
    family: ScopeFamily | None = None
    members: tuple[NamedMember, ...] = ()
    tells_schema: bool = False

    def member_keys(self, variables: Mapping[str, Any]) -> Sequence[Any] | None:
        """The keys that the members' scopes are found by; None where a member cannot be told from the variables."""
        if self.family is None:
            return ()
        texts = [variables.get(member.text) if member.is_variable else member.text for member in self.members]
        keys = [self.family.key(text) if isinstance(text, str) else None for text in texts]
        return None if None in keys else keys


def cache_scopes(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> CacheScopes | None:
    """What a valid operation's answer depends on; None where a part of it has no version.

    An answer about one report stays true when another report changes. That holds only where every root field names the
    report that it answers about, and nothing below brings a second one into the answer (`crosses`).
    """
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    selection = _SelectionVisitor(schema)
    for node in document.definitions:
        if node is operation or isinstance(node, FragmentDefinitionNode):
            visit(node, TypeInfoVisitor(selection.info, selection))
    tells_schema = selection.tells_schema
    if not selection.is_versioned or not (selection.roots or tells_schema):
        return None
    scopes = {scope for noun in selection.nouns for scope in noun.scopes}
    family, members = _common_family(selection.roots)
    if (
        family is not None
        and family.name in scopes
        and not any(family.name in noun.crosses for noun in selection.nouns)
    ):
        return CacheScopes(tuple(sorted(scopes - {family.name})), family, members, tells_schema)
    return CacheScopes(tuple(sorted(scopes)), tells_schema=tells_schema)


def _common_family(roots: Sequence[tuple[FieldNode, Any]]) -> tuple[ScopeFamily | None, tuple[NamedMember, ...]]:
    """The family of which every root field names a member, and the members; none where a root field does not."""
    families = {versioned for _, versioned in roots if isinstance(versioned, ScopeFamily)}
    if len(families) != 1 or not all(isinstance(versioned, ScopeFamily) for _, versioned in roots):
        return None, ()
    (family,) = families
    members = [_named_member(node, family.argument) for node, _ in roots]
    return (None, ()) if None in members else (family, tuple(member for member in members if member))


def _named_member(root: FieldNode, name: str) -> NamedMember | None:
    for argument in root.arguments or ():
        if argument.name.value == name and isinstance(argument.value, VariableNode):
            return NamedMember(argument.value.name.value, is_variable=True)
        if argument.name.value == name and isinstance(argument.value, StringValueNode):
            return NamedMember(argument.value.value, is_variable=False)
    return None


class _SelectionVisitor(Visitor):
    """Collects the nouns that are selected from, and the root fields with how their answers are versioned."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.info = TypeInfo(schema)
        self._schema = schema
        self.nouns: set[Noun] = set()
        self.roots: list[tuple[FieldNode, Any]] = []
        self.is_versioned = True
        self.tells_schema = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note the type that a field answers with, and at the root how the answer is versioned."""
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if field is not None and is_introspection_type(get_named_type(field.type)):
            self.tells_schema = True
            return
        if parent is self._schema.query_type:
            declared = strawberry_field(field) if field is not None else None
            versioned = declared.metadata.get(VERSIONED) if declared is not None else None
            self.roots.append((node, versioned))
            self.is_versioned &= bool(versioned)
        if field is None:
            return
        type_ = get_named_type(field.type)
        if is_composite_type(type_):
            noun = _noun(type_) if isinstance(type_, GraphQLObjectType) else None
            self.is_versioned &= noun is not None
            if noun is not None:
                self.nouns.add(noun)


def _noun(type_: GraphQLObjectType) -> Noun | None:
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return noun_of(definition.origin) if definition is not None else None
