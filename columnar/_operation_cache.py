"""Operations that graphql-core has prepared before: all of it is kept, but the variables and the context."""

from collections import OrderedDict
from typing import Any, NamedTuple, Protocol

from graphql import DocumentNode, GraphQLSchema
from graphql.execution.values import VariableValues

from columnar._internals import OF_THE_OPERATION
from columnar._operation_plans import OperationPlans
from columnar._variables import Variables

MOST_CHARACTERS = 1_000_000  # of documents: their nodes take a hundred times as much memory
UNKNOWN_LENGTH = 1_000


class PreparedExecutor(Protocol):
    """What is kept of an executor; beside these, the attributes OF_THE_OPERATION."""

    @property
    def variable_values(self) -> VariableValues: ...
    @property
    def operation_plans(self) -> OperationPlans: ...


class OperationKey(NamedTuple):
    """What an executor is built of, but for its context and variables."""

    schema: GraphQLSchema
    document: DocumentNode
    root_value: Any
    operation_name: str | None
    options: dict[str, Any]

    @property
    def identity(self) -> tuple[int, str | None]:
        """What the cache finds it by.

        Why by the identity of the document: to hash its nodes would take a walk through all of it. The cache keeps the
        document, so that no other one can come to stand at its place in memory and pass for it.
        """
        return id(self.document), self.operation_name

    @property
    def length(self) -> int:
        """How long the document is, in characters."""
        return self.document.loc.end if self.document.loc is not None else UNKNOWN_LENGTH


class CachedOperation:
    """One operation of a document that graphql-core has prepared: what executors of it are made of, and its plans."""

    def __init__(self, key: OperationKey, executor: PreparedExecutor) -> None:
        self.key = key
        self.arguments = {name: getattr(executor, name) for name in OF_THE_OPERATION}
        self.variables = Variables(source.signature for source in executor.variable_values.sources.values())
        self.plans = executor.operation_plans


class OperationCache:
    """The operations prepared lately, bounded by the length of their documents."""

    def __init__(self) -> None:
        self._operations: OrderedDict[Any, CachedOperation] = OrderedDict()
        self._length = 0

    def get(self, key: OperationKey) -> CachedOperation | None:
        """An operation, if it was prepared before in the same way."""
        operation = self._operations.get(key.identity)
        if operation is None or operation.key.document is not key.document or operation.key != key:
            return None
        self._operations.move_to_end(key.identity)
        return operation

    def keep(self, key: OperationKey, executor: PreparedExecutor) -> None:
        """Remember an operation; the one that was used longest ago goes."""
        if (replaced := self._operations.pop(key.identity, None)) is not None:
            self._length -= replaced.key.length
        self._operations[key.identity] = CachedOperation(key, executor)
        self._length += key.length
        while self._length > MOST_CHARACTERS:
            _, dropped = self._operations.popitem(last=False)
            self._length -= dropped.key.length
