"""Sending the progress of long work to whoever listens for its id, a few times a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated
from uuid import UUID

import strawberry

from db.errors import DatabaseUnavailable
from db.postgres.notifications import Channel
from resolvers.context import Context
from services.shared.progress import Progress, silent

INTERVAL = 0.25  # seconds between messages, however often the work reports
TOLD_WITHIN = 5  # seconds
State = tuple[str, int, int]
"""What is being done, how many are done, and of how many."""

ProgressId = Annotated[
    UUID | None, strawberry.argument(description="An id of your choice, to listen to with progress.")
]


@asynccontextmanager
async def reporting_progress(context: Context, progress_id: UUID | None) -> AsyncIterator[Progress]:
    """A function for the work to report its progress with; it is sent while the work goes on, and once it is over.

    The work calls it without waiting, from wherever it is. So it only notes the state, and a task of its own sends it.
    """
    if progress_id is None:
        yield silent
        return
    states: list[State] = [("Starting", 0, 1)]
    sender = asyncio.create_task(_send_changes(context, progress_id, states))
    try:
        yield lambda step, done, total: states.append((step, done, total))
    finally:
        sender.cancel()
        with suppress(asyncio.CancelledError):
            await sender
        await _send(context, progress_id, states[-1], finished=True)


async def _send_changes(context: Context, progress_id: UUID, states: list[State]) -> None:
    sent = None
    while True:
        if states[-1] != sent:
            sent = states[-1]
            del states[:-1]  # only the newest matters
            await _send(context, progress_id, sent, finished=False)
        await asyncio.sleep(INTERVAL)


async def _send(context: Context, progress_id: UUID, state: State, *, finished: bool) -> None:
    # In a transaction of its own: a message of the work's own transaction would be heard only once that has committed.
    # The work may hold a connection meanwhile, and waits for none here: what cannot be told in time is not told.
    step, done, total = state
    with suppress(TimeoutError, DatabaseUnavailable):
        async with (
            asyncio.timeout(TOLD_WITHIN),
            context.database.write(context.caller.tenant_id, subject=context.caller.subject) as session,
        ):
            await session.notify(
                Channel.PROGRESS, id=str(progress_id), step=step, done=done, total=total, finished=finished
            )
