"""Operations whose results come one after another, as they do over WebSocket: subscriptions, and any other once."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType, subscribe
from strawberry.execution import optimized_is_awaitable
from strawberry.types.execution import PreExecutionError

from db.errors import DatabaseUnavailable
from resolvers.context import Context
from server.graphql.admission import in_turn, is_large
from server.graphql.documents import DocumentCache, PreparedOperation
from server.graphql.execution import apart, execute_operation
from server.graphql.request import GraphQLRequest
from server.http.tenant_budget import TenantBudget
from server.loop_thread import LoopThread


async def stream_operation(
    schema: strawberry.Schema,
    context: Context,
    documents: DocumentCache,
    graphql_request: GraphQLRequest,
    *,
    mutations: LoopThread,
    long_answers: LoopThread,
    budget: TenantBudget,
) -> AsyncIterator[ExecutionResult | PreExecutionError]:
    """The results of an operation of any type; one PreExecutionError where it cannot begin; raises TooMany.

    A subscription that listens takes nobody's turn: what it reads after a change waits for a connection alone.
    """
    try:
        operation, context.cost = documents.prepare(graphql_request, context.limits)
    except GraphQLError as error:
        yield PreExecutionError(None, [error])
        return
    if operation.errors:
        yield PreExecutionError(None, operation.errors)
        return
    if operation.type is not OperationType.SUBSCRIPTION:
        execute = partial(execute_operation, schema, context, operation, graphql_request)
        try:
            async with in_turn(budget, context, operation.type):
                if operation.type is OperationType.MUTATION:
                    result = await apart(mutations, context, execute)
                elif is_large(context):
                    result = await apart(long_answers, context, execute)
                else:
                    result = await execute()
        except (TimeoutError, DatabaseUnavailable) as error:  # in line
            yield PreExecutionError(None, [GraphQLError(str(error), original_error=error)])
        else:
            yield result
        return
    events = await _subscribe(schema, context, operation, graphql_request)
    if isinstance(events, ExecutionResult):
        yield PreExecutionError(None, events.errors)
        return
    try:
        async for result in events:
            yield result
    except Exception as error:
        yield PreExecutionError(None, [GraphQLError(str(error), original_error=error)])
    finally:
        # A client that completes the subscription leaves the loop above; what the stream listens to ends only so.
        await events.aclose()


async def _subscribe(
    schema: strawberry.Schema, context: Context, operation: PreparedOperation, graphql_request: GraphQLRequest
) -> Any:
    """An asynchronous generator of results, or an ExecutionResult with what is wrong."""
    context.field_names = operation.field_names
    events: Any = subscribe(
        schema._schema,
        operation.document,
        context_value=context,
        variable_values=graphql_request.get("variables"),
        operation_name=graphql_request.get("operationName"),
        executor_class=context.executor_class,
    )
    return await events if optimized_is_awaitable(events) else events
