"""The guard before execution: how deep, how wide and how costly a document is, weighed once per fragment.

It runs on the parsed document before validation, whose rules are themselves slow on documents made to hurt. What the
schema does not know weighs as little as a leaf: validation will say so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    introspection_types,
)

from columnar import strawberry_field
from schema.shared.noun import SIZE

PAGE_ARGUMENTS = ("first", "limit")
LARGEST_PAGE = 500
UNKNOWN_LIST = 25
MOST_FRAGMENTS = 100
MOST_PAIRS = 5_000  # of fields with one name in one selection, which validation compares with each other
INTROSPECTION = frozenset({"__schema", "__type"})
INTROSPECTION_DEPTH = 20
OF_INTROSPECTION = {
    ("__Schema", "types"): 150,
    ("__Schema", "directives"): 8,
    ("__Type", "fields"): 10,
    ("__Type", "inputFields"): 5,
    ("__Type", "enumValues"): 3,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 2,
    ("__Field", "args"): 2,
    ("__Directive", "args"): 2,
}
LARGE = 10**12  # a weight is cut here: numbers of any length cost time of their own


class Limits(NamedTuple):
    """What a document may weigh."""

    bytes: int = 20_000
    depth: int = 12
    aliases: int = 30
    directives: int = 10
    fields: int = 1_000
    cost: int = 500_000
    mutations: int = 10


class TooComplex(GraphQLError):
    """A document that weighs too much; it was not carried out."""


class Weight(NamedTuple):
    """What a selection weighs: names are those it selects itself, each with how often."""

    depth: int
    fields: int
    aliases: int
    cost: int
    names: Mapping[str, int]


NOTHING = Weight(0, 0, 0, 0, {})


def weigh(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> int:
    """The cost of an operation; raises TooComplex, naming what is too much and how much is accepted."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    if len(fragments) > MOST_FRAGMENTS:
        raise too_much("fragments", len(fragments), MOST_FRAGMENTS)
    scale = _Scale(schema, fragments, variables, limits)
    root = schema.get_root_type(operation.operation)
    found = scale.selection(operation.selection_set, root)
    introspects = any(name in INTROSPECTION for name in found.names)
    depth = INTROSPECTION_DEPTH if introspects else limits.depth
    roots = sum(found.names.values())
    if operation.operation is OperationType.MUTATION and roots > limits.mutations:
        raise too_much("mutations", roots, limits.mutations)
    for what, value, most in (
        ("levels", found.depth, depth),
        ("fields", found.fields, limits.fields),
        ("aliases", found.aliases, limits.aliases),
        ("cost", found.cost, limits.cost),
    ):
        if value > most:
            raise too_much(what, value, most)
    return found.cost


def too_much(what: str, value: int, most: int) -> TooComplex:
    """The refusal, with both numbers."""
    return TooComplex(f"the document is too complex: {what} {min(value, LARGE):,}; accepted: at most {most:,}")


class _Scale:
    """Weighs one document; what a fragment weighs is remembered."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema, self._fragments, self._variables, self._limits = schema, fragments, variables, limits
        self._weighed: dict[str, Weight] = {}
        self._under_way: set[str] = set()

    def selection(self, selection_set: SelectionSetNode, parent: Any) -> Weight:
        """What a selection of fields weighs."""
        depth = fields = aliases = cost = 0
        names: Counter[str] = Counter()
        for node in selection_set.selections:
            self._check_directives(node.directives or ())
            if isinstance(node, FieldNode):
                found = self._field(node, parent)
                names[node.alias.value if node.alias else node.name.value] += 1
            else:
                found = self._fragment(node, parent)
                names.update(found.names)
            depth, fields = max(depth, found.depth), min(LARGE, fields + found.fields)
            aliases, cost = min(LARGE, aliases + found.aliases), min(LARGE, cost + found.cost)
        pairs = sum(count * count for count in names.values() if count > 1)
        if pairs > MOST_PAIRS:
            raise TooComplex("the document is too complex: a field is selected too often in one place")
        return Weight(depth, fields, aliases, cost, names)

    def _field(self, node: FieldNode, parent: Any) -> Weight:
        definition = getattr(parent, "fields", {}).get(node.name.value) if parent is not None else None
        type_ = _meta_type(node.name.value) if definition is None else definition.type
        below = NOTHING
        if node.selection_set is not None:
            below = self.selection(node.selection_set, get_named_type(type_) if type_ is not None else None)
        size = self._size(node, parent, definition, type_)
        cost = min(LARGE, 1 + size * below.cost)
        aliases = below.aliases + (node.alias is not None)
        return Weight(below.depth + 1, min(LARGE, below.fields + 1), aliases, cost, {})

    def _fragment(self, node: Any, parent: Any) -> Weight:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.selection(node.selection_set, self._type(condition) if condition else parent)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        fragment = self._fragments.get(name)
        if fragment is None or name in self._under_way:
            return NOTHING  # unknown, or a circle: validation says so
        if name not in self._weighed:
            self._under_way.add(name)
            self._check_directives(fragment.directives or ())
            self._weighed[name] = self.selection(fragment.selection_set, self._type(fragment.type_condition))
            self._under_way.remove(name)
        return self._weighed[name]

    def _type(self, condition: Any) -> Any:
        return self._schema.type_map.get(condition.name.value)

    def _size(self, node: FieldNode, parent: Any, definition: Any, type_: Any) -> int:
        """How many objects a field may answer with: its page argument, or what its list is expected to hold."""
        arguments = getattr(definition, "args", {})
        for name in PAGE_ARGUMENTS:
            if name in arguments:
                return self._page(node, name, arguments[name].default_value)
        bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if not isinstance(bare, GraphQLList):
            return 1
        return _declared_size(definition) or OF_INTROSPECTION.get(
            (getattr(parent, "name", ""), node.name.value), UNKNOWN_LIST
        )

    def _page(self, node: FieldNode, name: str, default: Any) -> int:
        value: Any = default if isinstance(default, int) else 50
        for argument in node.arguments or ():
            if argument.name.value == name:
                if isinstance(argument.value, IntValueNode) and len(argument.value.value) < 10:
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self._variables.get(argument.value.name.value, value)
        if not isinstance(value, int):
            return 50 if value is None else LARGEST_PAGE
        return max(1, min(value, LARGEST_PAGE))

    def _check_directives(self, directives: Iterable[Any]) -> None:
        count = len(tuple(directives))
        if count > self._limits.directives:
            raise too_much("directives on a field", count, self._limits.directives)


def _declared_size(definition: Any) -> int | None:
    """How many objects a list was declared to hold, by whoever declared the field."""
    declared = strawberry_field(definition)
    return declared.metadata.get(SIZE) if declared is not None else None


def _meta_type(name: str) -> Any:
    if name == "__schema":
        return introspection_types["__Schema"]
    return introspection_types["__Type"] if name == "__type" else None
