"""Executing an operation: within its limits, on one snapshot, by the executor; the same for HTTP and WebSocket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, TypeVar, overload

import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry.execution import optimized_is_awaitable

from db.engine import Database
from db.freeing import free
from resolvers.context import Context
from server.graphql.admission import is_large
from server.graphql.answer_cache import CacheSlot, Kept
from server.graphql.cost import TooComplex
from server.graphql.documents import NESTED, PreparedOperation
from server.graphql.request import GraphQLRequest
from server.graphql.too_late import too_late
from server.http.lines import wait_in_line
from server.http.tracing import trace_operation
from server.loop_thread import LoopThread

T = TypeVar("T")


async def apart(thread: LoopThread, context: Context, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What work with a context returns or raises, carried out on a thread with the connections of that."""

    async def carried_out(database: Database) -> T:
        context.database = database
        return await work()

    return await thread.carry_out(carried_out, elsewhere=context.database)


@overload
async def execute_operation(
    schema: strawberry.Schema, context: Context, operation: PreparedOperation, graphql_request: GraphQLRequest
) -> ExecutionResult: ...
@overload
async def execute_operation(
    schema: strawberry.Schema,
    context: Context,
    operation: PreparedOperation,
    graphql_request: GraphQLRequest,
    slot: CacheSlot,
) -> ExecutionResult | Kept: ...
async def execute_operation(
    schema: strawberry.Schema,
    context: Context,
    operation: PreparedOperation,
    graphql_request: GraphQLRequest,
    slot: CacheSlot | None = None,
) -> ExecutionResult | Kept:
    """The result of a query or mutation; whatever goes wrong is among its errors.

    With a slot of the answer cache, the answer that is in it, where it is still true.
    """
    trace_operation(operation.type.value, operation.name)
    if operation.errors:
        return ExecutionResult(None, operation.errors)
    try:
        async with _limits(context, operation.type):
            if slot is not None and context.snapshot is not None:
                answer = await slot.get(context.snapshot)
                if answer is not None:
                    return answer
            return await _execute(schema, context, operation, graphql_request)
    except RecursionError:
        return ExecutionResult(None, [TooComplex(NESTED)])
    except TimeoutError:
        error = too_late(operation, context.cost, graphql_request)
        return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])
    except GraphQLError as error:
        return ExecutionResult(None, [error])
    except Exception as error:
        return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])


def _limits(context: Context, type_: OperationType) -> AbstractAsyncContextManager[Any]:
    """What an operation is executed within. One that takes too long is cancelled, in the database too.

    A mutation takes no slot: its connections are not those of queries (server/loop_thread.py), which would wait for it
    in vain. Nor does it end with its client: whoever sends one and leaves wants it done.
    """
    if type_ is OperationType.MUTATION:
        return asyncio.timeout(context.seconds.mutation)
    return _query_limits(context)


@asynccontextmanager
async def _query_limits(context: Context) -> AsyncIterator[None]:
    """A few queries run at a time; the others wait here, where they neither hold a connection nor queue for one.

    Without slots a burst of queries would empty the pool, and who signs in would wait behind all of them. A large one
    has had its slot since it was admitted.
    """
    slot = nullcontext() if is_large(context) else _slot(context)
    async with context.time_limit(context.seconds.query), slot, context.open_snapshot():
        yield


@asynccontextmanager
async def _slot(context: Context) -> AsyncIterator[None]:
    tenant_id = context.caller.tenant_id
    await wait_in_line(context.query_slots, tenant_id, context.database.pool)
    try:
        yield
    finally:
        context.query_slots.release(tenant_id)


async def _execute(
    schema: strawberry.Schema, context: Context, operation: PreparedOperation, graphql_request: GraphQLRequest
) -> ExecutionResult:
    context.field_names = operation.field_names
    executor: Any = context.executor_class.build(
        schema._schema,
        operation.document,
        context_value=context,
        raw_variable_values=graphql_request.get("variables"),
        operation_name=graphql_request.get("operationName"),
        is_awaitable=optimized_is_awaitable,
    )
    if isinstance(executor, list):  # the errors of variables
        return ExecutionResult(None, executor)
    try:
        result: Any = executor.execute_operation()
        return await result if optimized_is_awaitable(result) else result  # type: ignore[no-any-return]
    finally:
        await context.end_answer()
        # graphql-core's executor keeps methods of its own (async_helpers), and loaders keep the context that keeps
        # them. Such circles are freed by the garbage collector alone, which runs rarely here (server/app.py), and a
        # large answer would stay in memory until then. So they are cut by hand, unless work still goes on inside.
        if not executor.background_futures:
            free(executor.__dict__)
            context.drop_loaders()
