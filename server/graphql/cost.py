"""How deep, how wide and how costly a document is: weighed before it is validated, each fragment once.

The rules of validation are themselves slow on documents that are made to hurt, so that this runs on the parsed document
before them. What the schema does not know weighs as little as a leaf: validation will refuse it.

The cost is the number of fields that the answer will have, were every list as long as its page argument or its declared
size says.
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
DEFAULT_PAGE = 50
UNDECLARED_SIZE = 25  # of a list that declares no size
MOST_FRAGMENTS = 100
MOST_PAIRS = 5_000  # of fields with one name in one selection: validation compares each with each
INTROSPECTION = frozenset({"__schema", "__type"})
INTROSPECTION_DEPTH = 20
# How long the lists of introspection are, by type and field: they are graphql-core's, and declare no size.
INTROSPECTION_SIZES = {
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
LARGEST = 10**12  # weights are cut here: nested pages multiply, and arithmetic with endless numbers takes time too


class Limits(NamedTuple):
    """The most that a document may have of each."""

    bytes: int = 20_000
    depth: int = 12
    aliases: int = 30
    directives: int = 10
    fields: int = 1_000
    cost: int = 500_000
    mutations: int = 10


class TooComplex(GraphQLError):
    """A document that weighs too much; nothing of it was executed."""


class Weight(NamedTuple):
    """What a field or a selection weighs; `names` counts the response names that a selection has at its top level."""

    depth: int
    fields: int
    aliases: int
    cost: int
    names: Mapping[str, int]


NO_WEIGHT = Weight(0, 0, 0, 0, {})


def weigh(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits,
) -> int:
    """The cost of an operation; raises TooComplex, naming what is too much and how much is accepted."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    if len(fragments) > MOST_FRAGMENTS:
        raise too_much("fragments", len(fragments), MOST_FRAGMENTS)
    weigher = _Weigher(schema, fragments, variables, limits)
    weight = weigher.selection(operation.selection_set, schema.get_root_type(operation.operation))
    introspects = any(name in INTROSPECTION for name in weight.names)
    depth = INTROSPECTION_DEPTH if introspects else limits.depth
    roots = sum(weight.names.values())
    if operation.operation is OperationType.MUTATION and roots > limits.mutations:
        raise too_much("mutations", roots, limits.mutations)
    for what, value, most in (
        ("levels", weight.depth, depth),
        ("fields", weight.fields, limits.fields),
        ("aliases", weight.aliases, limits.aliases),
        ("cost", weight.cost, limits.cost),
    ):
        if value > most:
            raise too_much(what, value, most)
    return weight.cost


def too_much(what: str, value: int, most: int) -> TooComplex:
    """The refusal of a document that has too much of something, with both numbers."""
    return TooComplex(f"the document is too complex: {what} {min(value, LARGEST):,}; accepted: at most {most:,}")


class _Weigher:
    """Weighs one document. A fragment is weighed once, however often it is spread, and fragments may spread others."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        limits: Limits,
    ) -> None:
        self._schema, self._fragments, self._variables, self._limits = schema, fragments, variables, limits
        self._fragment_weights: dict[str, Weight] = {}
        self._fragments_under_way: set[str] = set()

    def selection(self, selection_set: SelectionSetNode, parent: Any) -> Weight:
        """What a selection of fields weighs."""
        depth = fields = aliases = cost = 0
        names: Counter[str] = Counter()
        for node in selection_set.selections:
            self._check_directives(node.directives or ())
            if isinstance(node, FieldNode):
                weight = self._field(node, parent)
                names[node.alias.value if node.alias else node.name.value] += 1
            else:
                weight = self._fragment(node, parent)
                names.update(weight.names)
            depth, fields = max(depth, weight.depth), min(LARGEST, fields + weight.fields)
            aliases, cost = min(LARGEST, aliases + weight.aliases), min(LARGEST, cost + weight.cost)
        pairs = sum(count * count for count in names.values() if count > 1)
        if pairs > MOST_PAIRS:
            raise TooComplex("the document is too complex: a field is selected too often in one place")
        return Weight(depth, fields, aliases, cost, names)

    def _field(self, node: FieldNode, parent: Any) -> Weight:
        definition = getattr(parent, "fields", {}).get(node.name.value) if parent is not None else None
        type_ = _meta_type(node.name.value) if definition is None else definition.type
        below = NO_WEIGHT
        if node.selection_set is not None:
            below = self.selection(node.selection_set, get_named_type(type_) if type_ is not None else None)
        size = self._size(node, parent, definition, type_)
        cost = min(LARGEST, 1 + size * below.cost)
        aliases = below.aliases + (node.alias is not None)
        return Weight(below.depth + 1, min(LARGEST, below.fields + 1), aliases, cost, {})

    def _fragment(self, node: Any, parent: Any) -> Weight:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.selection(node.selection_set, self._type(condition) if condition else parent)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        fragment = self._fragments.get(name)
        if fragment is None or name in self._fragments_under_way:
            return NO_WEIGHT  # unknown, or a circle: validation refuses both
        if name not in self._fragment_weights:
            self._fragments_under_way.add(name)
            self._check_directives(fragment.directives or ())
            self._fragment_weights[name] = self.selection(fragment.selection_set, self._type(fragment.type_condition))
            self._fragments_under_way.remove(name)
        return self._fragment_weights[name]

    def _type(self, condition: Any) -> Any:
        return self._schema.type_map.get(condition.name.value)

    def _size(self, node: FieldNode, parent: Any, definition: Any, type_: Any) -> int:
        """How many objects a field may answer with: its page argument, or what its list is expected to hold."""
        arguments = getattr(definition, "args", {})
        for name in PAGE_ARGUMENTS:
            if name in arguments:
                return self._page(node, name, arguments[name].default_value)
        nullable = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if not isinstance(nullable, GraphQLList):
            return 1
        return _declared_size(definition) or INTROSPECTION_SIZES.get(
            (getattr(parent, "name", ""), node.name.value), UNDECLARED_SIZE
        )

    def _page(self, node: FieldNode, name: str, default: Any) -> int:
        """The value of a page argument: a number of the document, a variable, or what the schema says without one."""
        value: Any = default if isinstance(default, int) else DEFAULT_PAGE
        for argument in node.arguments or ():
            if argument.name.value == name:
                if isinstance(argument.value, IntValueNode) and len(argument.value.value) < 10:
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self._variables.get(argument.value.name.value, value)
        if not isinstance(value, int):
            return DEFAULT_PAGE if value is None else LARGEST_PAGE  # no number is refused by the field
        return max(1, min(value, LARGEST_PAGE))

    def _check_directives(self, directives: Iterable[Any]) -> None:
        count = len(tuple(directives))
        if count > self._limits.directives:
            raise too_much("directives on a field", count, self._limits.directives)


def _declared_size(definition: Any) -> int | None:
    """How many objects a list is expected to hold, by its `size` (schema/shared/noun.py); None where it has none."""
    declared = strawberry_field(definition)
    return declared.metadata.get(SIZE) if declared is not None else None


def _meta_type(name: str) -> Any:
    """The type of the fields of introspection, which no type of the schema lists."""
    if name == "__schema":
        return introspection_types["__Schema"]
    return introspection_types["__Type"] if name == "__type" else None
