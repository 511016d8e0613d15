"""Starting plans because something was made for them: nobody asks for it."""

from collections.abc import Collection

from db.engine import WriteSession
from db.postgres.notifications import Channel
from db.supply.plans import start_approved_plans

_TOLD_AT_ONCE = 300  # ids in one message, which holds 8,000 bytes


async def start_plans(session: WriteSession, ids: Collection[int]) -> None:
    """Begin to make those of some plans that are approved, and tell who listens; the others are left as they are."""
    started = await start_approved_plans(session, ids)
    for place in range(0, len(started), _TOLD_AT_ONCE):
        await session.notify(Channel.PRODUCTION_PLANS, plans=started[place : place + _TOLD_AT_ONCE])
