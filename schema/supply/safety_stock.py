"""Safety stocks: how much is to be there for what nobody expects."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal

import strawberry

from db.shared.enums import Permission
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.supply.enums import SafetyStockPolicy
from schema.supply.product import Product


@noun(
    description="How much of a product is kept at a location for what nobody expects, and when to order.",
    scopes=(SupplyScope.SUPPLY,),
    node="supply.safety_stock_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class SafetyStock(Node):
    """One safety stock, with what it follows from."""

    product_id: strawberry.Private[int]
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where.")
    policy: SafetyStockPolicy = strawberry.field(description="What it is computed by.")
    policy_label: str = strawberry.field(description="Its policy in words.")
    fixed_quantity: Decimal | None = strawberry.field(description="With FIXED_QUANTITY: the quantity.")
    fixed_days: Decimal | None = strawberry.field(description="With FIXED_DAYS: the days.")
    service_level: float | None = strawberry.field(description="With SERVICE_LEVEL: 0.5 to 0.9999.")
    z: float | None = strawberry.field(description="The normal quantile of the service level that was used.")
    exact_z: bool = strawberry.field(description="Whether that is exact, or as it is printed in tables.")
    lead_time_days: Decimal = strawberry.field(description="Days from an order until it is there.")
    lead_time_deviation: Decimal = strawberry.field(description="The lead time's standard deviation, in days.")
    mean_daily_demand: Decimal = strawberry.field(description="Demand of a day.")
    demand_deviation: Decimal = strawberry.field(description="The standard deviation of that.")
    review_days: Decimal | None = strawberry.field(description="Days between looks at the stock.")
    safety_stock_quantity: Decimal = strawberry.field(description="How much, to four places.")
    reorder_point: Decimal = strawberry.field(description="At which position to order, to four places.")
    order_up_to: Decimal | None = strawberry.field(description="Up to which position; null without review days.")
    confidence: float | None = strawberry.field(description="How sure the model is, 0 to 1.")
    reasoning: str | None = strawberry.field(description="Why, in the model's words.")
    model_name: str | None = strawberry.field(description="The model that recommended it.")
    model_version: str | None = strawberry.field(description="That model's version.")
    suggestion_id: str | None = strawberry.field(description="That model's own id of it.")
    is_active: bool = strawberry.field(description="Whether it is the one that counts.")
    created_by: str = strawberry.field(description="Who made it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When the row last changed.")


@noun(description="A safety stock and its place in the list.", scopes=(SupplyScope.SUPPLY,))
class SafetyStockEdge:
    """Relay's edge."""

    node: SafetyStock = strawberry.field(description="The safety stock.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of safety stocks, by sku.", scopes=(SupplyScope.SUPPLY,))
class SafetyStockConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[SafetyStockEdge] = list_field(description="The safety stocks with their cursors.", size=1)
    nodes: list[SafetyStock] = list_field(description="The safety stocks alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
