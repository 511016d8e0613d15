"""An operation is carried out in a turn of its caller's tenant, by whichever way it came."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from graphql import OperationType

from resolvers.context import Context
from server.http.tenant_budget import TenantBudget


@asynccontextmanager
async def in_turn(budget: TenantBudget, context: Context, type_: OperationType) -> AsyncIterator[None]:
    """Wait for a turn, and have it until the block ends; raises TooMany, TimeoutError, DatabaseUnavailable.

    What it waits, an operation has less time for. A client that hangs up leaves the line, raising ClientDisconnect: a
    mutation too, of which nothing is done yet.
    """
    tenant_id = context.caller.tenant_id
    async with AsyncExitStack() as stack:
        if budget.is_spent(tenant_id):
            seconds = context.seconds.mutation if type_ is OperationType.MUTATION else context.seconds.query
            began = time.monotonic()
            async with context.time_limit(seconds):
                await stack.enter_async_context(budget.turn(tenant_id))
            context.seconds = context.seconds.less(time.monotonic() - began)
        else:
            await stack.enter_async_context(budget.turn(tenant_id))
        yield
