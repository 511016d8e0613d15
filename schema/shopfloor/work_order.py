"""Work orders: what the floor makes."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from db.shared.enums import Permission
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import noun
from schema.shared.relations import loaded
from schema.shopfloor.enums import MaterialConsumption, WorkOrderStatus
from schema.shopfloor.health import HealthReport, health_arguments
from schema.shopfloor.material_debt import MaterialDebt
from schema.shopfloor.production import DailyProduction, ProductionSummary, WorkOrderCompletion
from schema.shopfloor.work_order_change import WorkOrderChange
from schema.supply.movement import InventoryMovement
from schema.supply.plan import ProductionPlan
from schema.supply.plan_ahead import MaterialRequirement
from schema.supply.product import Product


@noun(
    description="An SPK: what the floor makes.",
    scopes=(ShopFloorScope.SHOP_FLOOR, SupplyScope.SUPPLY),
    node="shopfloor.work_order_by_id",
    permission=Permission.PRODUCTION_VIEW,
)
class WorkOrder(Node):
    """One work order, with what was made of it."""

    key: strawberry.Private[int]
    product_id: strawberry.Private[int]
    plan_id: strawberry.Private[int | None]
    number: str = strawberry.field(description='"SPK-00001", or as it was given.')
    product: Product = loaded("supply.product_by_id", by="product_id", description="What is made.")
    plan: ProductionPlan | None = loaded(
        "supply.production_plan_by_id", by="plan_id", description="The plan that it is made for."
    )
    department: str = strawberry.field(description="Who makes it.")
    stage: str = strawberry.field(description="Which step of making the product it is.")
    location: str = strawberry.field(description="Where.")
    target_qty: Decimal = strawberry.field(description="How much is to be made.")
    original_target_qty: Decimal = strawberry.field(description="How much it was when it was created.")
    planned_start: date = strawberry.field(description="The first day.")
    deadline: date = strawberry.field(description="The last day.")
    original_deadline: date = strawberry.field(description="What that was when it was created.")
    overproduction_allowance: float = strawberry.field(
        description="How much more may be made, a fraction of the target."
    )
    status: WorkOrderStatus = strawberry.field(description="Where it stands; it follows from what was made.")
    status_label: str = strawberry.field(description="Its status in words.")
    cumulative_qty: Decimal = strawberry.field(description="What was made until now, good alone.")
    scrap_qty: Decimal = strawberry.field(description="What was spoilt until now.")
    remaining_qty: Decimal = strawberry.field(description="What is left to make, at least 0.")
    limit_qty: Decimal = strawberry.field(description="How much may be made at most.")
    progress_pct: Decimal = strawberry.field(
        description="Percent of the target, two decimals; above 100 on an overrun."
    )
    daily_entries: list[DailyProduction] = loaded(
        "shopfloor.entries_by_work_order_id", by="key", description="What was made, day by day.", size=30
    )
    summary: ProductionSummary = loaded(
        "shopfloor.production_summary_by_work_order_id", by="key", description="What its entries come to."
    )
    completions: list[WorkOrderCompletion] = loaded(
        "shopfloor.completions_by_work_order_id", by="key", description="When it reached its target.", size=1
    )
    produces_stock: bool = strawberry.field(description="Whether its output goes to stock: the last stage.")
    health: HealthReport | None = loaded(
        "shopfloor.health_by_work_order_id",
        by="key",
        arguments=health_arguments,
        description="How it is getting on; null where it is cancelled.",
    )
    consumption: MaterialConsumption = strawberry.field(description="Whether output takes its materials by itself.")
    # Stock: what it takes, what was moved for it, and leave to use what is not there.
    materials: list[MaterialRequirement] = loaded(
        "shopfloor.material_requirements_by_work_order_id",
        by="key",
        description="What the rest of its target takes, in the bill's order.",
        size=20,
    )
    movements: list[InventoryMovement] = loaded(
        "shopfloor.movements_by_work_order_id", by="key", description="Its movements, the latest first.", size=60
    )
    material_debts: list[MaterialDebt] = loaded(
        "shopfloor.material_debts_by_work_order_id", by="key", description="Its debts, by number.", size=3
    )
    changes: list[WorkOrderChange] = loaded(
        "shopfloor.work_order_changes_by_work_order_id",
        by="key",
        description="Other targets and deadlines that were asked for, in order.",
        size=3,
    )
    created_by: str = strawberry.field(description="Who created it.")
    created_at: datetime = strawberry.field(description="When.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    cancelled_by: str | None = strawberry.field(description="Who cancelled it.")
    cancelled_at: datetime | None = strawberry.field(description="When.")
    cancellation_reason: str | None = strawberry.field(description="Why.")
