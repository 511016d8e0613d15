"""Products, and what they are made of."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.supply.enums import ProductKind

if TYPE_CHECKING:
    from schema.supply.forecast import SupplyForecast
    from schema.supply.inventory import InventoryLevel
    from schema.supply.safety_stock import SafetyStock


@noun(
    description="Something that is made or used up, and kept in stock.",
    scopes=(SupplyScope.SUPPLY,),
    node="supply.product_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class Product(Node):
    """One row of the product list."""

    key: strawberry.Private[int]
    sku: str = strawberry.field(description="What it is called in files and queries; unique, whatever the case.")
    name: str = strawberry.field(description="The name to show.")
    unit: str = strawberry.field(description='What its quantities count: "pcs", "m".')
    kind: ProductKind = strawberry.field(description="Finished good or material.")
    decimals: int = strawberry.field(description="Places after the point that its quantities may have, 0 to 4.")
    unit_cost: Decimal | None = strawberry.field(description="What one costs.")
    currency: str | None = strawberry.field(description="ISO code of the currency of its cost.")
    lead_time_days: Decimal | None = strawberry.field(description="Days from an order until it is there.")
    daily_capacity: Decimal | None = strawberry.field(description="How many can be made on a working day.")
    labour_hours_per_unit: Decimal | None = strawberry.field(description="Hours of people that one takes.")
    labour_skill: str | None = strawberry.field(description="The case type that those people can do.")
    is_active: bool = strawberry.field(description="Whether anything new may refer to it.")
    created_at: datetime = strawberry.field(description="When the row was made.")
    updated_at: datetime = strawberry.field(description="When the row last changed.")
    bill_of_materials: list["BomLine"] = loaded(
        "supply.bom_lines_by_product_id",
        by="key",
        description="What one of it is made of, in the bill's order.",
        size=20,
    )
    active_forecasts: list[Annotated["SupplyForecast", strawberry.lazy("schema.supply.forecast")]] = loaded(
        "supply.active_forecasts_by_product_id",
        by="key",
        description="Its active forecasts, at most one of each location, by location.",
        size=3,
    )
    safety_stocks: list[Annotated["SafetyStock", strawberry.lazy("schema.supply.safety_stock")]] = loaded(
        "supply.safety_stocks_by_product_id",
        by="key",
        description="Its active safety stocks, at most one of each location, by location.",
        size=3,
    )
    inventory: list[Annotated["InventoryLevel", strawberry.lazy("schema.supply.inventory")]] = loaded(
        "supply.levels_by_product_id", by="key", description="What there is of it, by location.", size=3
    )


@noun(description="A component of a product.", scopes=(SupplyScope.SUPPLY,))
class BomLine:
    """One line of a bill of materials."""

    component_id: strawberry.Private[int]
    quantity_per_unit: Decimal = strawberry.field(description="How much of it is in one product.")
    scrap: float = strawberry.field(description="The share that is lost on the way: 0.04 takes 4 % more.")
    stage: str | None = strawberry.field(
        description="The production stage that takes it; without one, whatever produces stock does."
    )
    component: Product = loaded("supply.product_by_id", by="component_id", description="What goes in.")


@noun(description="A product and its place in the list.", scopes=(SupplyScope.SUPPLY,))
class ProductEdge:
    """Relay's edge."""

    node: Product = strawberry.field(description="The product.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of products, by sku.", scopes=(SupplyScope.SUPPLY,))
class ProductConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[ProductEdge] = list_field(description="The products with their cursors.", size=1)
    nodes: list[Product] = list_field(description="The products alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
