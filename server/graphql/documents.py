"""Documents made ready: parsed, weighed and validated once, and remembered for whoever sends the same again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
)
from strawberry.schema.schema import validate_document

from server.graphql.cache_scopes import CacheScopes, cache_scopes
from server.graphql.cost import Limits, TooComplex, too_much, weigh

MOST_TOKENS = 2_000
MOST_REMEMBERED = 1_000_000  # characters of documents: their nodes take a hundred times as much memory
MOST_COSTS = 64  # of one document, by its page sizes
NESTED = "the document is too complex: it is nested too deeply"


@dataclass
class Prepared:
    """An operation of a document, chosen, parsed, and valid unless it has errors."""

    document: DocumentNode
    operation: OperationDefinitionNode
    errors: list[GraphQLError] | None = None  # what validation said; None before it was asked
    costs: dict[tuple[Any, ...], int] = field(default_factory=dict)  # by the variables that it depends on
    priced_by: tuple[str, ...] = ()
    defaults: Mapping[str, int] = field(default_factory=dict)  # page sizes, where a request leaves the variable out
    cache_scopes: CacheScopes | None = None

    @property
    def type(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Documents:
    """What was prepared lately, bounded by the length of its text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._prepared: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._length = 0

    def prepared(
        self, text: str, name: str | None, variables: Mapping[str, Any], limits: Limits
    ) -> tuple[Prepared, int]:
        """An operation and its cost; raises GraphQLError for a document that cannot be read, or weighs too much.

        Weighed before it is validated: validation is itself slow on documents made to hurt.
        """
        if len(text) > limits.bytes or len(text.encode("utf-8", "surrogatepass")) > limits.bytes:
            raise too_much("bytes", len(text), limits.bytes)
        key = (text, name)
        found = self._prepared.get(key)
        try:
            if found is None:
                found = _chosen(parse(text, max_tokens=MOST_TOKENS), name)
            else:
                self._prepared.move_to_end(key)
            cost = self._cost(found, variables, limits)
            if found.errors is None:
                found.errors = list(validate_document(self._schema, found.document, tuple(specified_rules)))
                if not found.errors:
                    found.cache_scopes = cache_scopes(self._schema, found.document, found.operation)
                self._remember(key, found)
        except RecursionError:
            raise TooComplex(NESTED) from None
        return found, cost

    def _cost(self, found: Prepared, variables: Mapping[str, Any], limits: Limits) -> int:
        variables = {**found.defaults, **variables}
        sizes = tuple([_size(variables.get(name)) for name in found.priced_by])
        known = found.costs.get(sizes) if found.errors is not None else None
        if known is not None and known <= limits.cost:
            return known
        looked_at = _LookedAt(variables)
        cost = weigh(self._schema, found.document, found.operation, looked_at, limits)
        if not found.costs:
            found.priced_by = tuple(sorted(looked_at.names))
        if len(found.costs) < MOST_COSTS:
            found.costs[tuple([_size(variables.get(name)) for name in found.priced_by])] = cost
        return cost

    def _remember(self, key: tuple[str, str | None], found: Prepared) -> None:
        self._prepared[key] = found
        self._length += len(key[0])
        while self._length > MOST_REMEMBERED:
            (text, _), _ = self._prepared.popitem(last=False)
            self._length -= len(text)


class _LookedAt(dict[str, Any]):
    """Variables that remember which of them were looked at."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """As of any dictionary."""
        self.names.add(name)
        return super().get(name, default)


def _size(value: Any) -> Any:
    """A page size as part of a key; everything that is none weighs alike."""
    return value if value is None or type(value) is int else "other"


def _chosen(document: DocumentNode, name: str | None) -> Prepared:
    """The operation that is meant; raises GraphQLError for a document that leaves it open."""
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    chosen = [one for one in operations if name is None or (one.name and one.name.value == name)]
    names = ", ".join(one.name.value if one.name else "one without a name" for one in operations) or "none"
    if not chosen:
        raise GraphQLError(f"the document has no such operation; it has: {names}")
    if len(chosen) > 1:
        raise GraphQLError(f"say by operationName which operation to carry out; the document has: {names}")
    return Prepared(document, chosen[0], defaults=_defaults(chosen[0]))


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    """The whole numbers that variables are when they are left out; one of more digits is no page size."""
    given = [(one.variable.name.value, one.default_value) for one in operation.variable_definitions or ()]
    return {name: int(one.value) for name, one in given if isinstance(one, IntValueNode) and len(one.value) < 10}
