"""Starting plans because something was made for them: nobody asks for it."""

from collections.abc import Collection

from db.engine import WriteSession
from db.supply.plans import start_approved_plans
from services.supply.plans.heard import touch_plans


async def start_plans(session: WriteSession, ids: Collection[int]) -> None:
    """Begin to make those of some plans that are approved, and let who listens be told; the others stay as they are."""
    touch_plans(session, await start_approved_plans(session, ids))
