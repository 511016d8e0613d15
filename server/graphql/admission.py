"""An operation is carried out in a turn of its caller's tenant, by whichever way it came."""

import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

from graphql import OperationType

from resolvers.context import Context
from server.http.tenant_budget import TenantBudget

LARGE_COST = 10_000  # of queries whose answers take tens of megabytes, and seconds, while they are made


def is_large(context: Context) -> bool:
    """Whether an operation, weighed by now, is one of those that are carried out apart from the others."""
    return context.cost > LARGE_COST


@asynccontextmanager
async def in_turn(budget: TenantBudget, context: Context, type_: OperationType) -> AsyncIterator[None]:
    """Wait for a turn, and have it until the block ends; raises TooMany, TimeoutError, DatabaseUnavailable.

    What it waits, an operation has less time for. A client that hangs up leaves the line, raising ClientDisconnect: a
    mutation too, of which nothing is done yet.
    """
    is_mutation = type_ is OperationType.MUTATION
    tenant_id, large_slot = context.caller.tenant_id, None if is_mutation else _large_slot(context)
    async with AsyncExitStack() as stack:
        if large_slot is None and not budget.is_spent(tenant_id):
            await stack.enter_async_context(budget.turn(tenant_id))
        else:
            began = time.monotonic()
            async with context.time_limit(context.seconds.mutation if is_mutation else context.seconds.query):
                await stack.enter_async_context(large_slot or nullcontext())
                await stack.enter_async_context(budget.turn(tenant_id))
            context.seconds = context.seconds.less(time.monotonic() - began)
        yield


def _large_slot(context: Context) -> AbstractAsyncContextManager[Any] | None:
    """Large queries have slots of their own: what bounds those is memory.

    They wait for one before they wait for a turn, so that they take none from their tenant's small ones meanwhile.
    """
    return context.large_query_slots.turn(context.caller.tenant_id) if is_large(context) else None
