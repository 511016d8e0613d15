"""Carrying an operation out: in its turn, for so long, by the executor; the same for HTTP and WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType, subscribe
from strawberry.execution import optimized_is_awaitable
from strawberry.types.execution import PreExecutionError

from db.errors import DatabaseUnavailable
from db.postgres.exhaustion import exhaustion
from resolvers.context import Context
from server.graphql.answer_cache import CacheSlot
from server.graphql.cost import TooComplex
from server.graphql.documents import NESTED, Documents, Prepared
from server.http.deadlines import CancelWhen
from server.http.tracing import trace_operation

SOON_MY_TURN = 0.1  # seconds
LARGE_COST = 20_000  # of answers that take tens of megabytes while they are made


async def carried_out(
    schema: strawberry.Schema,
    context: Context,
    prepared: Prepared,
    asked: dict[str, Any],
    place: CacheSlot | None = None,
) -> Any:
    """The result of a query or mutation; errors of validation are in it. Bytes where the answer was kept in `place`."""
    trace_operation(prepared.type.value, prepared.operation.name.value if prepared.operation.name else None)
    if prepared.errors:
        return ExecutionResult(None, prepared.errors)
    try:
        async with in_turn(context, prepared.type):
            if place is not None and context.asking is not None:
                kept = await place.look(context.asking)
                if kept is not None:
                    return kept
            return await _executed(schema, context, prepared, asked)
    except RecursionError:
        return ExecutionResult(None, [TooComplex(NESTED)])
    except Exception as error:
        if isinstance(error, GraphQLError):
            return ExecutionResult(None, [error])
        return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])


@asynccontextmanager
async def in_turn(context: Context, type_: OperationType) -> AsyncIterator[None]:
    """Questions run a few at a time; the others wait without holding, or waiting for, a connection.

    Mutations may take long and hold nothing meanwhile: they do not wait here. An operation that takes too long is
    cancelled, in the database too; raises TimeoutError. So is a question that nobody waits for any more, but no
    mutation: whoever sends one and leaves wants it done.
    """
    if type_ is OperationType.MUTATION:
        async with asyncio.timeout(context.seconds.mutation):
            yield
        return
    large = context.large_turns if context.cost > LARGE_COST else nullcontext()
    async with context.while_connected(context.seconds.query), large:
        await _turn(context)
        try:
            async with context.snapshot():
                yield
        finally:
            context.turns.release()


async def _turn(context: Context) -> None:
    """Wait for a turn; raises DatabaseUnavailable when no connection gets free meanwhile, for anybody."""
    if context.turns.locked():
        async with CancelWhen(partial(exhaustion, context.database.pool), DatabaseUnavailable, after=SOON_MY_TURN):
            await context.turns.acquire()
    else:
        await context.turns.acquire()


async def _executed(schema: strawberry.Schema, context: Context, prepared: Prepared, asked: dict[str, Any]) -> Any:
    executor: Any = context.executor.build(
        schema._schema,
        prepared.document,
        context_value=context,
        raw_variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
        is_awaitable=optimized_is_awaitable,
    )
    if isinstance(executor, list):
        return ExecutionResult(None, executor)
    try:
        result = executor.execute_operation()
        return await result if optimized_is_awaitable(result) else result
    finally:
        # It refers to itself: left to the collector, a large answer would stay as long. What still goes on needs it.
        if not executor.background_futures:
            executor.__dict__.clear()
            context.forget()


async def streamed(
    schema: strawberry.Schema, context: Context, documents: Documents, asked: dict[str, Any]
) -> AsyncIterator[ExecutionResult | PreExecutionError]:
    """The results of any operation, one after another."""
    try:
        prepared, context.cost = documents.prepared(
            asked["query"], asked.get("operationName"), asked.get("variables") or {}, context.limits
        )
    except GraphQLError as error:
        yield PreExecutionError(None, [error])
        return
    if prepared.errors:
        yield PreExecutionError(None, prepared.errors)
        return
    if prepared.type is not OperationType.SUBSCRIPTION:
        yield await carried_out(schema, context, prepared, asked)
        return
    stream: Any = subscribe(
        schema._schema,
        prepared.document,
        context_value=context,
        variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
        executor_class=context.executor,
    )
    if optimized_is_awaitable(stream):
        stream = await stream
    if isinstance(stream, ExecutionResult):
        yield PreExecutionError(None, stream.errors)
        return
    try:
        async for result in stream:
            yield result
    except Exception as error:
        yield PreExecutionError(None, [GraphQLError(str(error), original_error=error)])
    finally:
        await stream.aclose()
