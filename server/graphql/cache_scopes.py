"""What an operation's answer depends on, found in its document: the scopes of every noun it selects from."""

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
    visit,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from columnar import strawberry_field
from resolvers.permissions import VERSIONED, OneOf
from schema.shared.noun import Noun, noun_of


class NamedMember(NamedTuple):
    """How a root field names the member of a family that it answers about: by a text, or by a variable."""

    text: str
    is_variable: bool


class CacheScopes(NamedTuple):
    """What an answer depends on: scopes, and where only some members of a family count, which."""

    scopes: tuple[str, ...]
    family: OneOf | None = None
    members: tuple[NamedMember, ...] = ()

    def keys(self, variables: Mapping[str, Any]) -> Sequence[Any] | None:
        """What the members are found by; None where that cannot be told."""
        if self.family is None:
            return ()
        texts = [variables.get(member.text) if member.is_variable else member.text for member in self.members]
        keys = [self.family.key(text) if isinstance(text, str) else None for text in texts]
        return None if None in keys else keys


def cache_scopes(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> CacheScopes | None:
    """What a valid operation's answer depends on; None where not everything of it has a version."""
    if operation.operation is not OperationType.QUERY or schema.query_type is None:
        return None
    selected = _Selected(schema)
    for node in document.definitions:
        if node is operation or isinstance(node, FragmentDefinitionNode):
            visit(node, TypeInfoVisitor(selected.info, selected))
    if not selected.are_versioned or not selected.roots:
        return None
    scopes = {scope for noun in selected.nouns for scope in noun.scopes}
    family, members = _one_family(selected.roots)
    if (
        family is not None
        and family.family in scopes
        and not any(family.family in one.crosses for one in selected.nouns)
    ):
        return CacheScopes(tuple(sorted(scopes - {family.family})), family, members)
    return CacheScopes(tuple(sorted(scopes)))


def _one_family(roots: Sequence[tuple[FieldNode, Any]]) -> tuple[OneOf | None, tuple[NamedMember, ...]]:
    """The family of which every root field names a member, and the members; none where one does not."""
    families = {versioned for _, versioned in roots if isinstance(versioned, OneOf)}
    if len(families) != 1 or not all(isinstance(versioned, OneOf) for _, versioned in roots):
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


class _Selected(Visitor):
    """Collects the nouns that are selected from, and the root fields with how their answers are versioned."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self.info = TypeInfo(schema)
        self._schema = schema
        self.nouns: set[Noun] = set()
        self.roots: list[tuple[FieldNode, Any]] = []
        self.are_versioned = True

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Look at what a field answers with."""
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if parent is self._schema.query_type:
            declared = strawberry_field(field) if field is not None else None
            versioned = declared.metadata.get(VERSIONED) if declared is not None else None
            self.roots.append((node, versioned))
            self.are_versioned &= bool(versioned)
        if field is None:
            return
        named = get_named_type(field.type)
        if is_composite_type(named):
            noun = _noun(named) if isinstance(named, GraphQLObjectType) else None
            self.are_versioned &= noun is not None
            if noun is not None:
                self.nouns.add(noun)


def _noun(type_: GraphQLObjectType) -> Noun | None:
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return noun_of(definition.origin) if definition is not None else None
