"""What a change beside the stock itself means for it: a safety stock or a forecast that begins or ends to count."""

from db.engine import WriteSession
from db.supply.levels import LevelKey, levels_by_keys
from db.touched import Touched


async def touch_level(session: WriteSession, at: LevelKey) -> None:
    """Note the level of a product at a location, where there is one: what is planned with it is something else now."""
    session.touched.note(Touched.LEVELS, [row.id for row in await levels_by_keys(session, [at])])
