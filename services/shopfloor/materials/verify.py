"""Recomputing what is put aside for work orders: each line found says what is wrong."""

from db.engine import ReadSession
from db.shopfloor.materials import wrongly_allocated
from services.shared.quantities import plain


async def verify_put_aside(session: ReadSession) -> list[str]:
    """Work orders that are over and still have something put aside, or any that have less than nothing."""
    return [
        f"work order {row.number}: is {row.status}, and {plain(row.allocated)} of inventory level {row.level_id} "
        "are put aside for it"
        for row in await wrongly_allocated(session)
    ]
