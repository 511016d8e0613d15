"""Production plans: how much of a product is to be made, and when."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from db.shared.enums import Permission
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.supply.enums import CompletionSource, ProductionPlanStatus
from schema.supply.forecast import SupplyForecast
from schema.supply.plan_ahead import MaterialRequirement, PlanBucket, PlanConstraint
from schema.supply.product import Product
from schema.supply.recommendation import Recommendation

if TYPE_CHECKING:
    from schema.shopfloor.work_order import WorkOrder

PLANS = (SupplyScope.SUPPLY, ShopFloorScope.SHOP_FLOOR)
"""What plans follow from: their completion is that of their work orders."""


@noun(
    description="How much of a product is to be made at a location, and when.",
    scopes=PLANS,
    node="supply.production_plan_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class ProductionPlan(Node):
    """One plan, with who did what to it."""

    key: strawberry.Private[int]
    product_id: strawberry.Private[int]
    forecast_id: strawberry.Private[int | None]
    number: str = strawberry.field(description='"PP-00001", without gaps.')
    name: str = strawberry.field(description="The name to show.")
    product: Product = loaded("supply.product_by_id", by="product_id", description="What is made.")
    location: str = strawberry.field(description="Where it goes into stock.")
    forecast: SupplyForecast | None = loaded(
        "supply.supply_forecast_by_id", by="forecast_id", description="What it plans for, where it names one."
    )
    quantity: Decimal = strawberry.field(description="How much.")
    planned_start: date = strawberry.field(description="The first day.")
    planned_end: date = strawberry.field(description="The last day.")
    status: ProductionPlanStatus = strawberry.field(description="Where it stands.")
    status_label: str = strawberry.field(description="Its status in words.")
    version: int = strawberry.field(description="Grows with every change; give it back as expectedVersion.")
    constraints: JSON = strawberry.field(description="Whatever else must hold, as it was given.")
    capacity: list[PlanBucket] = loaded(
        "supply.plan_buckets_by_plan_id", by="key", description="Its ISO weeks, as far as they lie in it.", size=13
    )
    problems_ahead: list[PlanConstraint] = loaded(
        "supply.plan_constraints_by_plan_id", by="key", description="Why it will be short, by date.", size=5
    )
    materials: list[MaterialRequirement] = loaded(
        "supply.material_requirements_by_plan_id", by="key", description="What it takes, in the bill's order.", size=20
    )
    work_orders: list[Annotated["WorkOrder", strawberry.lazy("schema.shopfloor.work_order")]] = loaded(
        "shopfloor.work_orders_by_plan_id", by="key", description="What the floor makes of it, by number.", size=10
    )
    optimizations: list[Recommendation] = loaded(
        "supply.recommendations_by_plan_id", by="key", description="What was recommended for it, newest first.", size=3
    )
    completion_percentage: Decimal = strawberry.field(description="0 to 100, floored to two decimals.")
    completion_source: CompletionSource = strawberry.field(description="Where that is from.")
    created_by: str = strawberry.field(description="Who made it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When the row last changed.")
    submitted_by: str | None = strawberry.field(description="Who submitted it last.")
    submitted_at: datetime | None = strawberry.field(description="When.")
    approved_by: str | None = strawberry.field(description="Who approved it.")
    approved_at: datetime | None = strawberry.field(description="When.")
    rejected_by: str | None = strawberry.field(description="Who rejected it last.")
    rejected_at: datetime | None = strawberry.field(description="When.")
    rejection_reason: str | None = strawberry.field(description="Why.")
    started_by: str | None = strawberry.field(description="Who started it.")
    started_at: datetime | None = strawberry.field(description="When.")
    completed_by: str | None = strawberry.field(description="Who completed it.")
    completed_at: datetime | None = strawberry.field(description="When.")
    cancelled_by: str | None = strawberry.field(description="Who cancelled it.")
    cancelled_at: datetime | None = strawberry.field(description="When.")
    cancellation_reason: str | None = strawberry.field(description="Why.")


@noun(description="A plan and its place in the list.", scopes=PLANS)
class ProductionPlanEdge:
    """Relay's edge."""

    node: ProductionPlan = strawberry.field(description="The plan.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of plans.", scopes=PLANS)
class ProductionPlanConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[ProductionPlanEdge] = list_field(description="The plans with their cursors.", size=1)
    nodes: list[ProductionPlan] = list_field(description="The plans alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
