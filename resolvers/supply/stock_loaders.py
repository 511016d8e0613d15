"""Loaders of stock: levels, how long they last, their movements and their days."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from db.engine import ReadSession
from db.postgres.reading import ColumnRows
from db.shared.enums import Permission
from db.supply import levels, safety_stocks
from db.supply.enums import MovementOrder
from db.supply.filters import MovementFilter
from db.supply.movements import MOVEMENT_ORDERINGS, daily_balances, movement_counts, movements_of_levels
from resolvers.connections import connection
from resolvers.loading import BoundReading, DerivedLoader, Loader, RowLoader
from resolvers.supply import mapping
from schema.supply.inventory import InventoryDay
from schema.supply.movement import InventoryMovementConnection, InventoryMovementEdge
from services.shared.errors import BadRequest
from services.shared.paging import Turn, page_of, window
from services.supply.stock.days_of_supply import Lasting, days_of_supply

MOST_DAYS = 3_660
LASTING = "supply.lasting_by_level_id"
Span = tuple[tuple[date | None, date | None], tuple[Any, ...]]


class LevelById(RowLoader):
    shape, key = mapping.level, "id"
    veiled: ClassVar = {"value": Permission.SUPPLY_VIEW}

    def reading(self, _: Any) -> BoundReading:
        return levels.LEVELS_SEEN_BY_IDS, {}


class LevelsByProductId(RowLoader):
    shape, key, many, missing = mapping.level, "product_id", True, ()
    veiled: ClassVar = {"value": Permission.SUPPLY_VIEW}

    def reading(self, _: Any) -> BoundReading:
        return levels.LEVELS_SEEN_BY_PRODUCT_IDS, {}


class SafetyStocksByProductId(RowLoader):
    shape, key, many, missing = mapping.safety_stock, "product_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return safety_stocks.ACTIVE_SAFETY_STOCKS_BY_PRODUCT_IDS, {}


class LastingByLevelId(Loader[int, Lasting]):
    """What days of supply, and whether they are a minimum, are both said of."""

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Lasting]:
        rows = await session.read(levels.LEVELS_BY_IDS, ("id", "on_hand", "allocated"), {"keys": list(keys)})
        amounts = zip(rows.column("id"), rows.column("on_hand"), rows.column("allocated"), strict=True)
        available = {id: on_hand - put_aside for id, on_hand, put_aside in amounts}
        return await days_of_supply(session, available, today=self._reader.today())


class DaysOfSupplyByLevelId(DerivedLoader[int, Decimal]):
    async def derive(self, keys: Sequence[int]) -> Mapping[int, Decimal]:
        return {level: lasting.shown for level, lasting in (await self.loaded(LASTING, keys)).items()}


class DaysOfSupplyIsMinimumByLevelId(DerivedLoader[int, bool]):
    missing = False

    async def derive(self, keys: Sequence[int]) -> Mapping[int, bool]:
        return {level: lasting.is_minimum for level, lasting in (await self.loaded(LASTING, keys)).items()}


class DaysByLevelId(Loader[tuple[int, tuple[date, date]], Sequence[InventoryDay]]):
    missing = ()

    async def fetch(
        self, session: ReadSession, keys: Sequence[tuple[int, tuple[date, date]]]
    ) -> Mapping[tuple[int, tuple[date, date]], Sequence[InventoryDay]]:
        """A statement for each span of days; raises BadRequest for more days than an answer may have."""
        days: dict[Any, list[InventoryDay]] = defaultdict(list)
        for (since, until), level_ids in _by_arguments(keys).items():
            if (until - since).days >= MOST_DAYS:
                raise BadRequest(f"from and to are {(until - since).days + 1:,} days; accepted: at most {MOST_DAYS:,}")
            for row in await daily_balances(session, level_ids, since=since, until=until):
                days[row.level_id, (since, until)].append(mapping.inventory_day(row))
        return days


class MovementCountByLevelId(Loader[tuple[int, MovementFilter], int]):
    missing = 0

    async def fetch(
        self, session: ReadSession, keys: Sequence[tuple[int, MovementFilter]]
    ) -> Mapping[tuple[int, MovementFilter], int]:
        counts: dict[tuple[int, MovementFilter], int] = {}
        for chosen, level_ids in _by_arguments(keys).items():
            found = await movement_counts(session, level_ids, chosen)
            counts |= {(level, chosen): count for level, count in found.items()}
        return counts


class MovementsByLevelId(Loader[tuple[int, Span], InventoryMovementConnection]):
    async def fetch(
        self, session: ReadSession, keys: Sequence[tuple[int, Span]]
    ) -> Mapping[tuple[int, Span], InventoryMovementConnection]:
        """A page of each level's movements: a statement for all levels with the same arguments."""
        pages = {}
        for arguments, level_ids in _by_arguments(keys).items():
            (since, until), turned = arguments
            chosen, turn = MovementFilter(since=since, until=until), Turn[MovementOrder](*turned)
            opened = window(turn, MOVEMENT_ORDERINGS[turn.order])
            rows = await movements_of_levels(session, level_ids, chosen, opened)
            parts = _parts(rows)
            for level in level_ids:
                shown = page_of(rows.part(*parts.get(level, (0, 0))), turn, opened)
                pages[level, arguments] = self._connection(shown, level, chosen)
        return pages

    def _connection(self, shown: Any, level: int, chosen: MovementFilter) -> InventoryMovementConnection:
        context: Any = self._reader
        return connection(
            InventoryMovementConnection,
            InventoryMovementEdge,
            shown,
            shape=mapping.movement,
            context=context,
            count=_counted(context, level, chosen),
        )


def _counted(context: Any, level: int, chosen: MovementFilter) -> Callable[[ReadSession], Awaitable[int]]:
    async def count(_: ReadSession) -> int:
        loader = context.loaders.named("supply.movement_count_by_level_id").data_loader
        return int(await loader.load((level, chosen)))

    return count


def _parts(rows: ColumnRows) -> dict[int, tuple[int, int]]:
    """Where the rows of each level begin and end."""
    parts: dict[int, tuple[int, int]] = {}
    for place, level in enumerate(rows.column("level_id")):
        parts[level] = (parts.get(level, (place, 0))[0], place + 1)
    return parts


def _by_arguments(keys: Sequence[tuple[int, Any]]) -> dict[Any, list[int]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for level, arguments in keys:
        groups[arguments].append(level)
    return groups


STOCK_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    LevelById,
    LevelsByProductId,
    SafetyStocksByProductId,
    LastingByLevelId,
    DaysOfSupplyByLevelId,
    DaysOfSupplyIsMinimumByLevelId,
    DaysByLevelId,
    MovementCountByLevelId,
    MovementsByLevelId,
)
