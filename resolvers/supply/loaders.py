"""Loaders of the supply room, each named what_by_key."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from db.engine import ReadSession
from db.supply import movements
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.supply import mapping


class MovementById(RowLoader):
    shape, key = mapping.movement, "id"

    def reading(self, _: Any) -> BoundReading:
        return movements.MOVEMENTS_BY_IDS, {}


class MovementByReversedId(RowLoader):
    shape, key = mapping.movement, "reverses_id"

    def reading(self, _: Any) -> BoundReading:
        return movements.MOVEMENTS_BY_REVERSED_IDS, {}


class OnHandAfterByMovementId(Loader[int, Decimal]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Decimal]:
        return {row.id: row.closing for row in await movements.closing_of_movements(session, keys)}


LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    MovementById,
    MovementByReversedId,
    OnHandAfterByMovementId,
)
