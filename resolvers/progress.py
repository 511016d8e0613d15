"""Telling the progress of long work to whoever listens for its id, a few times a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated
from uuid import UUID

import strawberry

from db.postgres.notifications import Channel
from resolvers.context import Context
from services.shared.progress import Progress, silent

TOLD_EVERY = 0.25
ProgressId = Annotated[
    UUID | None, strawberry.argument(description="An id of your choice, to listen to with progress.")
]


@asynccontextmanager
async def reporting_progress(context: Context, progress_id: UUID | None) -> AsyncIterator[Progress]:
    """A progress to hand to the work; what it reports is told while the work goes on, and that it is over."""
    if progress_id is None:
        yield silent
        return
    latest: list[tuple[str, int, int]] = [("Starting", 0, 1)]
    telling = asyncio.create_task(_tell(context, progress_id, latest))
    try:
        yield lambda step, done, total: latest.append((step, done, total))
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
        await _send(context, progress_id, latest[-1], finished=True)


async def _tell(context: Context, progress_id: UUID, latest: list[tuple[str, int, int]]) -> None:
    told_last = None
    while True:
        if latest[-1] != told_last:
            told_last = latest[-1]
            del latest[:-1]
            await _send(context, progress_id, told_last, finished=False)
        await asyncio.sleep(TOLD_EVERY)


async def _send(context: Context, progress_id: UUID, state: tuple[str, int, int], *, finished: bool) -> None:
    # In a transaction of its own: the work's is not committed yet.
    step, done, total = state
    async with context.database.write(context.caller.tenant_id, subject=context.caller.subject) as session:
        await session.notify(
            Channel.PROGRESS, id=str(progress_id), step=step, done=done, total=total, finished=finished
        )
