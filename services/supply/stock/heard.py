"""What a listener is told: movements by the ids that were heard, read anew, with their levels as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.supply.filters import Keys, MovementFilter
from db.supply.levels import LEVELS_SEEN_BY_IDS
from db.supply.movements import latest_movement, movements_heard

MOST_MISSED = 500  # movements that are told after a connection was lost


@dataclass(frozen=True, slots=True)
class Told:
    """Movements by entry, their levels, and the latest movement that was read."""

    movements: ColumnRows
    levels: ColumnRows
    latest: int


async def last_told(session: ReadSession) -> int:
    """The latest movement there is."""
    return await latest_movement(session)


async def told(
    session: ReadSession, ids: Sequence[int] | None, *, since: int, sku_keys: Keys, location_keys: Keys
) -> Told:
    """Some movements, or all that came after one where nobody knows which were missed."""
    chosen = MovementFilter(sku_keys=sku_keys, location_keys=location_keys)
    rows = await movements_heard(session, chosen, ids=ids, since=since, most=MOST_MISSED)
    levels = await session.read(LEVELS_SEEN_BY_IDS, None, {"keys": sorted(set(rows.column("level_id")))})
    return Told(rows, levels, max([*rows.column("id"), *(ids or ()), since]))
