"""Who sends an operation, and the context it is executed with; the same for HTTP and WebSocket."""

import asyncio

from starlette.datastructures import State

from resolvers.context import Context
from resolvers.executor import Executor, StockExecutor
from server.http.metrics import count_batch, count_fallback
from server.http.request_id import REQUEST_ID
from server.rooms import HOUSE
from services.shared.access import Caller


async def authenticate(state: State, authorization: str | None) -> Caller:
    """Who sends this Authorization header; raises Unauthenticated, and TimeoutError where a key waits too long."""
    async with asyncio.timeout(state.seconds.query):
        caller: Caller = await state.sign_in.caller(authorization, state.database)
    return caller


def build_context(state: State, caller: Caller) -> Context:
    """A context for one operation of a caller, made of what all operations of the application share."""
    return Context(
        caller=caller,
        database=state.database,
        notifications=state.notifications,
        house=HOUSE,
        query_slots=state.query_slots,
        large_query_turn=state.large_query_slots.turn,
        limits=state.limits,
        budget=lambda: state.tenant_budget.share(caller.tenant_id)._asdict(),
        seconds=state.seconds,
        back_dating_days=state.settings.back_dating_days,
        floor_rules=state.settings.floor_rules,
        request_id=REQUEST_ID.get(),
        executor_class=Executor if state.settings.columnar else StockExecutor,
        count_batch=count_batch,
        count_fallback=count_fallback,
    )
