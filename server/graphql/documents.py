"""Documents, made ready to execute: parsed, weighed and validated once, and kept for whoever sends the same again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from server.graphql.cache_scopes import CacheScopes, cache_scopes
from server.graphql.cost import Limits, TooComplex, too_much, weigh
from server.graphql.list_bounds import ListBounds
from server.graphql.request import GraphQLRequest

MOST_TOKENS = 2_000
MOST_CHARACTERS = 1_000_000  # of documents that are kept: their nodes take a hundred times as much memory
MOST_COSTS = 64  # of one document, by its page sizes
RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
NESTED = "the document is too complex: it is nested too deeply"


@dataclass
class PreparedOperation:
    """An operation of a document, parsed, and valid unless it has errors."""

    document: DocumentNode
    definition: OperationDefinitionNode
    errors: list[GraphQLError] | None = None  # of validation; None before it has run
    page_variables: tuple[str, ...] = ()  # the variables that the cost depends on
    page_defaults: Mapping[str, int] = field(default_factory=dict)  # where a request leaves such a variable out
    costs: dict[tuple[Any, ...], int] = field(default_factory=dict)  # by the values of page_variables
    list_bounds: ListBounds | None = None  # None where it has errors
    cache_scopes: CacheScopes | None = None
    field_names: frozenset[str] = frozenset()  # of everything that the document selects, at any depth

    @property
    def type(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.definition.operation

    @property
    def name(self) -> str | None:
        """Its name in the document, where it has one."""
        return self.definition.name.value if self.definition.name else None


class DocumentCache:
    """The operations that were prepared lately, bounded by the length of their documents."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._operations: OrderedDict[tuple[str, str | None], PreparedOperation] = OrderedDict()
        self._characters = 0

    def prepare(self, request: GraphQLRequest, limits: Limits) -> tuple[PreparedOperation, int]:
        """The operation of a request and its cost; raises GraphQLError for a document that cannot be executed.

        That is one that cannot be parsed, weighs more than `limits`, has too long a list, or leaves open which
        operation is meant. Errors of validation are in the operation instead, since they are the same for everybody who
        sends the document.
        """
        text, name = request["query"], request.get("operationName")
        if len(text) > limits.bytes or len(text.encode("utf-8", "surrogatepass")) > limits.bytes:
            raise too_much("bytes", len(text), limits.bytes)
        variables = request.get("variables") or {}
        try:
            operation, cost = self._prepare(text, name, variables, limits)
        except RecursionError:
            raise TooComplex(NESTED) from None
        if operation.list_bounds is not None:
            operation.list_bounds.check(variables)
        return operation, cost

    def _prepare(
        self, text: str, name: str | None, variables: Mapping[str, Any], limits: Limits
    ) -> tuple[PreparedOperation, int]:
        key = (text, name)
        operation = self._operations.get(key)
        if operation is not None:
            self._operations.move_to_end(key)
            return operation, _cost(self._schema, operation, variables, limits)
        operation = _select_operation(parse(text, max_tokens=MOST_TOKENS), name)
        # Weighed before it is validated: validation is itself slow on documents that are made to hurt.
        cost = _cost(self._schema, operation, variables, limits)
        # What a name is like is not looked for: it takes long, and names need not be what it takes them for.
        operation.errors = list(validate(self._schema, operation.document, RULES, hide_suggestions=True))
        if not operation.errors:
            operation.list_bounds = ListBounds(self._schema, operation.document)
            operation.cache_scopes = cache_scopes(self._schema, operation.document, operation.definition)
            operation.field_names = _field_names(operation.document)
        self._keep(key, operation)
        return operation, cost

    def _keep(self, key: tuple[str, str | None], operation: PreparedOperation) -> None:
        self._operations[key] = operation
        self._characters += len(key[0])
        while self._characters > MOST_CHARACTERS:
            (text, _), _ = self._operations.popitem(last=False)
            self._characters -= len(text)


def _field_names(document: DocumentNode) -> frozenset[str]:
    names: set[str] = set()

    class Names(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            names.add(node.name.value)

    visit(document, Names())
    return frozenset(names)


def _cost(schema: GraphQLSchema, operation: PreparedOperation, variables: Mapping[str, Any], limits: Limits) -> int:
    """What the operation costs with these variables, weighed once for each of their page sizes; raises TooComplex."""
    variables = {**operation.page_defaults, **variables}
    cost = operation.costs.get(_page_sizes(operation, variables))
    if cost is not None and cost <= limits.cost:
        return cost
    recorded = _RecordingVariables(variables)
    cost = weigh(schema, operation.document, operation.definition, recorded, limits)
    if not operation.costs:
        operation.page_variables = tuple(sorted(recorded.names))
    if len(operation.costs) < MOST_COSTS:
        operation.costs[_page_sizes(operation, variables)] = cost
    return cost


def _page_sizes(operation: PreparedOperation, variables: Mapping[str, Any]) -> tuple[Any, ...]:
    """The page sizes in some variables, as the key of a cost."""
    return tuple([_page_size(variables.get(name)) for name in operation.page_variables])


def _page_size(value: Any) -> Any:
    """A page size as part of a key; everything that is none weighs alike."""
    return value if value is None or type(value) is int else "other"


class _RecordingVariables(dict[str, Any]):
    """Variables that record which of them were looked at: those are what the cost depends on."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """As of any dictionary."""
        self.names.add(name)
        return super().get(name, default)


def _select_operation(document: DocumentNode, name: str | None) -> PreparedOperation:
    """The operation that is meant; raises GraphQLError for a document that leaves it open."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    candidates = [node for node in operations if name is None or (node.name and node.name.value == name)]
    names = ", ".join(node.name.value if node.name else "one without a name" for node in operations) or "none"
    if not candidates:
        raise GraphQLError(f"the document has no such operation; it has: {names}")
    if len(candidates) > 1:
        raise GraphQLError(f"say by operationName which operation to carry out; the document has: {names}")
    return PreparedOperation(document, candidates[0], page_defaults=_integer_defaults(candidates[0]))


def _integer_defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    """The whole numbers that variables are when they are left out; one of ten digits or more is no page size."""
    defaults = [(node.variable.name.value, node.default_value) for node in operation.variable_definitions or ()]
    return {
        name: int(value.value) for name, value in defaults if isinstance(value, IntValueNode) and len(value.value) < 10
    }
