"""Levels: what there is of a product at a location."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from db.shared.enums import DAY, Permission
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import LISTED_BY, After, Before, Direction, First, Last, PageInfo
from schema.shared.relations import loaded
from schema.supply.enums import MovementOrder, OrderDirection
from schema.supply.movement import InventoryMovementConnection
from schema.supply.product import Product
from schema.supply.safety_stock import SafetyStock

# Days of supply, and the order by them, follow from the day on which they are asked for; what is on order, and how far
# a level may go below nothing, from work orders and debts.
EVERYTHING = (SupplyScope.SUPPLY, SupplyScope.INVENTORY, ShopFloorScope.SHOP_FLOOR, DAY)


def movements_arguments(
    from_: Annotated[date | None, strawberry.argument(name="from", description="From this day on.")] = None,
    to: Annotated[date | None, strawberry.argument(description="To this day, included.")] = None,
    order_by: Annotated[MovementOrder, strawberry.argument(description=LISTED_BY)] = MovementOrder.OCCURRED,
    direction: Direction = OrderDirection.DESC,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> tuple[tuple[date | None, date | None], tuple[Any, ...]]:
    """Which movements of a level, and how their pages are turned; hashable."""
    return (from_, to), (order_by, direction, first, after, last, before)


def history_arguments(
    from_: Annotated[date, strawberry.argument(name="from", description="The first day.")],
    to: Annotated[date, strawberry.argument(description="The last day, included.")],
) -> tuple[date, date]:
    """Which days of a level; hashable."""
    return from_, to


@noun(description="A day of a level that has movements.", scopes=(SupplyScope.INVENTORY,))
class InventoryDay:
    """Opening, what came between, closing."""

    day: date = strawberry.field(name="date", description="The day.")
    opening: Decimal = strawberry.field(description="On hand before it.")
    received: Decimal = strawberry.field(description="Receipts and arrivals, less what was reversed.")
    consumed: Decimal = strawberry.field(description="Consumption, less what was reversed; positive.")
    adjusted: Decimal = strawberry.field(description="Adjustments, signed.")
    transferred: Decimal = strawberry.field(description="Transfers in less transfers out.")
    closing: Decimal = strawberry.field(description="On hand after it.")


@noun(
    description="What there is of a product at a location: the sum of its movements.",
    scopes=EVERYTHING,
    node="supply.level_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class InventoryLevel(Node):
    """One level; quantities are those of now."""

    key: strawberry.Private[int]
    product_id: strawberry.Private[int]
    safety_stock_id: strawberry.Private[int | None]
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where.")
    on_hand: Decimal = strawberry.field(description="What is there.")
    allocated: Decimal = strawberry.field(description="What of it is put aside.")
    available: Decimal = strawberry.field(description="On hand less allocated.")
    in_transit: Decimal = strawberry.field(description="What is under way.")
    on_order: Decimal = strawberry.field(description="What work orders have left to make.")
    position: Decimal = strawberry.field(description="Available, in transit and on order together.")
    allowance: Decimal = strawberry.field(description="How far approved debts allow it to go below 0.")
    days_of_supply: Decimal | None = loaded(
        "supply.days_of_supply_by_level_id",
        by="key",
        description="How many days what is available lasts by the active forecast; null without one.",
    )
    days_of_supply_is_minimum: bool = loaded(
        "supply.days_of_supply_is_minimum_by_level_id",
        by="key",
        description="Whether it lasts past the forecast's horizon.",
    )
    is_stockout: bool = strawberry.field(description="Whether nothing is on hand.")
    is_low_stock: bool = strawberry.field(description="Whether less is available than the safety stock.")
    needs_reorder: bool = strawberry.field(description="Whether the position is at most the reorder point.")
    value: Decimal | None = strawberry.field(
        description="On hand × unit cost, never rounded: of up to eight decimals; null without a cost."
    )
    last_counted_on: date | None = strawberry.field(description="The day of the last count.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    safety_stock: SafetyStock | None = loaded(
        "supply.safety_stock_by_id", by="safety_stock_id", description="The active safety stock."
    )
    movements: InventoryMovementConnection = loaded(
        "supply.movements_by_level_id",
        by="key",
        arguments=movements_arguments,
        description="Its movements, usually the latest first.",
    )
    history: list[InventoryDay] = loaded(
        "supply.days_by_level_id",
        by="key",
        arguments=history_arguments,
        description="A row for each day with a movement, by date.",
        size=30,
    )


@noun(description="A level and its place in the list.", scopes=EVERYTHING)
class InventoryLevelEdge:
    """Relay's edge."""

    node: InventoryLevel = strawberry.field(description="The level.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of levels.", scopes=EVERYTHING)
class InventoryLevelConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[InventoryLevelEdge] = list_field(description="The levels with their cursors.", size=1)
    nodes: list[InventoryLevel] = list_field(description="The levels alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()


# It follows from the day on which it is asked for: no answer with it is kept.
@strawberry.type(description="A level that needs reorder, how much to order, and by when.")
class ReplenishmentRow:
    """A line of an order list."""

    level: InventoryLevel = strawberry.field(description="The level.")
    reorder_point: Decimal = strawberry.field(description="Its position is at most this.")
    order_up_to: Decimal = strawberry.field(
        description="What the position is to be; the reorder point without review days."
    )
    suggested_quantity: Decimal = strawberry.field(
        description="Order-up-to less position, rounded up to the product's decimals."
    )
    order_by: date = strawberry.field(description="Today + days of supply − lead time, at least today.")
