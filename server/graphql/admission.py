"""An operation is carried out in a turn of its caller's tenant, by whichever way it came."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

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
    mutation too, of which nothing is done yet. Large queries have slots instead, which memory bounds: while they wait
    for one, they take no turn from their tenant's small ones.
    """
    is_mutation, tenant_id = type_ is OperationType.MUTATION, context.caller.tenant_id
    has_slot = is_large(context) and not is_mutation
    async with AsyncExitStack() as stack:
        if has_slot or budget.is_spent(tenant_id):
            began = time.monotonic()
            async with context.time_limit(context.seconds.mutation if is_mutation else context.seconds.query):
                place = context.large_query_turn if has_slot else budget.turn
                await stack.enter_async_context(place(tenant_id))
            context.seconds = context.seconds.less(time.monotonic() - began)
        else:
            await stack.enter_async_context(budget.turn(tenant_id))
        yield
