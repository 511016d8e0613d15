"""How deep, how wide and how costly a document is: weighed before it is validated, each fragment once.

The rules of validation are themselves slow on documents that are made to hurt, so that this runs on the parsed document
before them. What the schema does not know weighs as little as a leaf: validation will refuse it.

The cost is the number of fields that the answer will have, were every list as long as its page argument or its declared
size says. Of a tree each floor is as long as the tree can be wide, and of its figures, which are computed and written
column by column, four weigh as much as one field (decision 45).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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
from schema.shared.noun import COLUMNS, MOST, SIZE
from server.graphql.expensive_parts import Place, expensive_parts
from server.graphql.weights import FIELD, FIGURE, LARGEST, NO_WEIGHT, Asked, Floors, Weight, merged_floors

PAGE_ARGUMENTS = ("first", "last", "limit")
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
    ):
        if value > most:
            raise too_much(what, value, most)
    cost = -(-weight.cost // FIELD)
    if cost > limits.cost:
        parts = weigher.dearest(operation.selection_set, operation.operation, weight.cost)
        raise too_much("cost", cost, limits.cost, parts=parts)
    return cost


def too_much(what: str, value: int, most: int, *, parts: str = "") -> TooComplex:
    """The refusal of a document that has too much of something, with both numbers, and the parts that make it so."""
    dear = f"; leave out some of what costs most: {parts}, or ask for smaller pages" if parts else ""
    return TooComplex(f"the document is too complex: {what} {min(value, LARGEST):,}; accepted: at most {most:,}{dear}")


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
        self._fragment_weights: dict[tuple[str, bool], Weight] = {}
        self._fragments_under_way: set[str] = set()

    def selection(self, selection_set: SelectionSetNode, parent: Any, in_columns: bool = False) -> Weight:
        """What a selection of fields weighs; `in_columns` where its leaves are figures."""
        depth = fields = aliases = cost = 0
        floors: Floors = ()
        names: Counter[str] = Counter()
        for node in selection_set.selections:
            self._check_directives(node.directives or ())
            if isinstance(node, FieldNode):
                weight = self.field(node, parent, in_columns)
                names[node.alias.value if node.alias else node.name.value] += 1
            else:
                weight = self._fragment(node, parent, in_columns)
                names.update(weight.names)
            depth, fields = max(depth, weight.depth), min(LARGEST, fields + weight.fields)
            aliases, cost = min(LARGEST, aliases + weight.aliases), min(LARGEST, cost + weight.cost)
            floors = merged_floors(floors, weight.floors) if weight.floors else floors
        pairs = sum(count * count for count in names.values() if count > 1)
        if pairs > MOST_PAIRS:
            raise TooComplex("the document is too complex: a field is selected too often in one place")
        return Weight(depth, fields, aliases, cost, names, floors)

    def field(self, node: FieldNode, parent: Any, in_columns: bool) -> Weight:
        """What a field weighs, with everything below it."""
        asked = self.asked(node, parent, in_columns)
        own = FIGURE if in_columns and node.selection_set is None else FIELD
        below = NO_WEIGHT
        if node.selection_set is not None:
            below = self.selection(node.selection_set, asked.type, asked.in_columns)
        cost, floors = asked.total(own, below)
        aliases = below.aliases + (node.alias is not None)
        return Weight(below.depth + 1, min(LARGEST, below.fields + 1), aliases, cost, {}, floors)

    def asked(self, node: FieldNode, parent: Any, in_columns: bool) -> Asked:
        """What the schema says of a field."""
        definition = getattr(parent, "fields", {}).get(node.name.value) if parent is not None else None
        type_ = _meta_type(node.name.value) if definition is None else definition.type
        declared = _declared(definition)
        return Asked(
            get_named_type(type_) if type_ is not None else None,
            self._size(node, parent, definition, type_),
            declared.get(MOST),
            in_columns or bool(declared.get(COLUMNS)),
        )

    def dearest(self, selection_set: SelectionSetNode, operation: OperationType, total: int) -> str:
        """The parts of the operation that cost most, with their shares of it."""
        root = Place(selection_set, self._schema.get_root_type(operation), (), 1, 1)
        parts = expensive_parts(self, root, total)
        return ", ".join(f"{'.'.join(path)} ({100 * cost // total} %)" for path, cost in parts)

    def fields_of(self, selection_set: SelectionSetNode, parent: Any) -> Iterator[tuple[FieldNode, Any]]:
        """The fields of a selection, each with the type that has it; a fragment is looked into once."""
        seen: set[str] = set()
        left: list[tuple[SelectionSetNode, Any]] = [(selection_set, parent)]
        while left:
            selected, type_ = left.pop()
            for node in selected.selections:
                if isinstance(node, FieldNode):
                    yield node, type_
                elif isinstance(node, InlineFragmentNode):
                    left.append((node.selection_set, self._type(node.type_condition) if node.type_condition else type_))
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                    seen.add(node.name.value)
                    if (fragment := self._fragments.get(node.name.value)) is not None:
                        left.append((fragment.selection_set, self._type(fragment.type_condition)))

    def _fragment(self, node: Any, parent: Any, in_columns: bool) -> Weight:
        if isinstance(node, InlineFragmentNode):
            condition = node.type_condition
            return self.selection(node.selection_set, self._type(condition) if condition else parent, in_columns)
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        fragment = self._fragments.get(name)
        if fragment is None or name in self._fragments_under_way:
            return NO_WEIGHT  # unknown, or a circle: validation refuses both
        key = (name, in_columns)
        if key not in self._fragment_weights:
            self._fragments_under_way.add(name)
            self._check_directives(fragment.directives or ())
            self._fragment_weights[key] = self.selection(
                fragment.selection_set, self._type(fragment.type_condition), in_columns
            )
            self._fragments_under_way.remove(name)
        return self._fragment_weights[key]

    def _type(self, condition: Any) -> Any:
        return self._schema.type_map.get(condition.name.value)

    def _size(self, node: FieldNode, parent: Any, definition: Any, type_: Any) -> int:
        """How many objects a field may answer with: its page argument, or what its list is expected to hold."""
        arguments = getattr(definition, "args", {})
        if any(name in arguments for name in PAGE_ARGUMENTS):
            return self._page(node, arguments)
        nullable = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if not isinstance(nullable, GraphQLList):
            return 1
        return _declared(definition).get(SIZE) or INTROSPECTION_SIZES.get(
            (getattr(parent, "name", ""), node.name.value), UNDECLARED_SIZE
        )

    def _page(self, node: FieldNode, arguments: Mapping[str, Any]) -> int:
        """The largest page that its arguments ask for: what several of them say is refused by the field."""
        given = [self._given(node, name, arguments[name]) for name in PAGE_ARGUMENTS if name in arguments]
        return max((_page_size(value) for value in given if value is not None), default=DEFAULT_PAGE)

    def _given(self, node: FieldNode, name: str, declared: Any) -> Any:
        """A page argument: a number of the document, a variable, or what the schema says without one."""
        default: Any = declared.default_value if isinstance(declared.default_value, int) else None
        for argument in node.arguments or ():
            if argument.name.value == name:
                if isinstance(argument.value, IntValueNode):
                    return int(argument.value.value) if len(argument.value.value) < 10 else LARGEST_PAGE
                if isinstance(argument.value, VariableNode):
                    return self._variables.get(argument.value.name.value, default)
        return default

    def _check_directives(self, directives: Iterable[Any]) -> None:
        count = len(tuple(directives))
        if count > self._limits.directives:
            raise too_much("directives on a field", count, self._limits.directives)


def _page_size(value: Any) -> int:
    """How many objects a page argument stands for; what is no number is refused by the field."""
    return max(1, min(value, LARGEST_PAGE)) if isinstance(value, int) else LARGEST_PAGE


def _declared(definition: Any) -> Mapping[str, Any]:
    """What a field says of itself for being weighed: SIZE, MOST, COLUMNS (schema/shared/noun.py)."""
    declared = strawberry_field(definition) if definition is not None else None
    return declared.metadata if declared is not None else {}


def _meta_type(name: str) -> Any:
    """The type of the fields of introspection, which no type of the schema lists."""
    if name == "__schema":
        return introspection_types["__Schema"]
    return introspection_types["__Type"] if name == "__type" else None
