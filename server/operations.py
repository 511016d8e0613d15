"""Which operation of a document is carried out, and when: the one that is meant, in its turn, and for so long."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode
from graphql import OperationType as DocumentOperation
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from db.engine import DatabaseUnavailable
from db.exhaustion import exhaustion
from server.guard import weigh
from server.patience import unless
from server.tracing import name_operation


class TakesTurns(SchemaExtension):
    """Lets questions run a few at a time; the others wait without holding, or waiting for, a connection."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Wait for a turn. Mutations may take long and hold nothing meanwhile: they do not wait here.

        An operation that takes too long is cancelled, in the database too; raises TimeoutError. So is a question that
        nobody waits for any more, but no mutation: whoever sends one and leaves wants it done.
        """
        context = self.execution_context.context
        if self.execution_context.operation_type is OperationType.QUERY:
            async with asyncio.timeout(context.seconds.query), context.while_connected(), _turn(context):
                yield
        elif self.execution_context.operation_type is OperationType.MUTATION:
            async with asyncio.timeout(context.seconds.mutation):
                yield
        else:
            yield


@asynccontextmanager
async def _turn(context: Any) -> AsyncIterator[None]:
    """Wait for a turn, and have it; raises DatabaseUnavailable when no connection gets free meanwhile, for anybody."""
    exhausted = unless(partial(exhaustion, context.database), DatabaseUnavailable())
    async with exhausted if context.turns.locked() else nullcontext():
        await context.turns.acquire()
    try:
        yield
    finally:
        context.turns.release()


class OneOperation(SchemaExtension):
    """Refuses documents that leave open what to carry out, and operations that weigh too much.

    Left to itself, the library takes the first operation.
    """

    def on_parse(self) -> Iterator[None]:
        """Look at the document once it is parsed; raises GraphQLError."""
        yield
        document = self.execution_context.graphql_document
        if document is None:
            return
        operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
        name = self.execution_context._provided_operation_name
        chosen = [one for one in operations if name is None or (one.name and one.name.value == name)]
        names = ", ".join(one.name.value if one.name else "one without a name" for one in operations) or "none"
        if not chosen:
            raise GraphQLError(f"the document has no such operation; it has: {names}")
        if len(chosen) > 1:
            raise GraphQLError(f"say by operationName which operation to carry out; the document has: {names}")
        name_operation(chosen[0].operation.value, chosen[0].name.value if chosen[0].name else None)
        context = self.execution_context.context
        if chosen[0].operation is DocumentOperation.SUBSCRIPTION and not context.is_stream:
            raise GraphQLError("a subscription is not answered by POST; send it over graphql-transport-ws")
        schema = self.execution_context.schema._schema
        variables = self.execution_context.variables or {}
        context.cost = weigh(schema, document, chosen[0], variables, context.limits)
