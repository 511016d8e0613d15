"""Questions about stock: levels, movements, and what is to be ordered."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.filters import InventoryFilter
from db.supply.levels import level_count
from db.supply.movements import movement_count
from resolvers.connections import connection
from resolvers.context import Info
from resolvers.permissions import loaded_root, root_field
from resolvers.supply import mapping
from resolvers.supply.arguments import Location, Sku
from resolvers.supply.stock_arguments import inventory_filter, movement_filter
from schema.shared.node import parse_key
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last
from schema.supply import filters as nouns
from schema.supply.enums import InventoryOrder, MovementOrder, OrderDirection
from schema.supply.inventory import InventoryLevel, InventoryLevelConnection, InventoryLevelEdge, ReplenishmentRow
from schema.supply.movement import InventoryMovementConnection, InventoryMovementEdge
from services.shared.paging import Turn
from services.shared.text import key
from services.supply.stock.lists import list_levels, list_movements, replenishment

VIEW = Permission.SUPPLY_VIEW
Levels = Annotated[nouns.InventoryFilter | None, strawberry.argument(description="Which levels; all unless given.")]
Movements = Annotated[
    nouns.MovementFilter | None, strawberry.argument(description="Which movements; all unless given.")
]
OrderBy = Annotated[InventoryOrder, strawberry.argument(description=LISTED_BY)]
MovementsBy = Annotated[MovementOrder, strawberry.argument(description=LISTED_BY)]

ONE = Turn(InventoryOrder.SKU, OrderDirection.ASC, first=1)


def level_id(id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> int | None:
    """A level's own id; None for another's."""
    return parse_key("InventoryLevel", id)


@strawberry.type
class StockQuery:
    """Root fields of stock."""

    inventory_level: InventoryLevel | None = loaded_root(
        VIEW, "One level by id; null where there is none.", "supply.level_by_id", key=level_id
    )

    @root_field(VIEW, "What there is of a product at a location; null where nothing ever moved.", versioned=True)
    async def latest_inventory(self, info: Info, sku: Sku, location: Location = "MAIN") -> InventoryLevel | None:
        chosen = InventoryFilter(sku_keys=(key(sku),), location_keys=(key(location),))
        async with info.context.read() as session:
            rows = (await list_levels(session, chosen=chosen, turn=ONE, today=info.context.today())).rows
        return next(iter(mapping.level.objects(rows)), None)

    @root_field(VIEW, "Levels in an order; those without what they are listed by come last.", versioned=True)
    async def inventory_levels(
        self,
        info: Info,
        filter: Levels = None,
        order_by: OrderBy = InventoryOrder.SKU,
        direction: Direction = OrderDirection.ASC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> InventoryLevelConnection:
        chosen, today = inventory_filter(filter), info.context.today()
        turn = Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_levels(session, chosen=chosen, turn=turn, today=today)
        return connection(
            InventoryLevelConnection,
            InventoryLevelEdge,
            page,
            shape=mapping.level,
            context=info.context,
            count=lambda session: level_count(session, chosen),
        )

    @root_field(VIEW, "Movements, usually the latest first.", versioned=True)
    async def inventory_movements(
        self,
        info: Info,
        filter: Movements = None,
        order_by: MovementsBy = MovementOrder.OCCURRED,
        direction: Direction = OrderDirection.DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> InventoryMovementConnection:
        chosen, turn = movement_filter(filter), Turn(order_by, direction, first, after, last, before)
        async with info.context.read() as session:
            page = await list_movements(session, chosen=chosen, turn=turn)
        return connection(
            InventoryMovementConnection,
            InventoryMovementEdge,
            page,
            shape=mapping.movement,
            context=info.context,
            count=lambda session: movement_count(session, chosen),
        )

    @root_field(VIEW, "Levels that need reorder: how much to order, and by when; by sku and location.", size=100)
    async def replenishment(self, info: Info, filter: Levels = None) -> list[ReplenishmentRow]:
        async with info.context.read() as session:
            orders = await replenishment(session, chosen=inventory_filter(filter), today=info.context.today())
        return [
            ReplenishmentRow(
                level=mapping.level(order.level),
                reorder_point=order.reorder_point,
                order_up_to=order.order_up_to,
                suggested_quantity=order.suggested_quantity,
                order_by=order.order_by,
            )
            for order in orders
        ]
