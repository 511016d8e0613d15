"""What lies ahead of a production plan: its weeks, what will be short, what it takes, whose work it asks for."""

from datetime import date
from decimal import Decimal

import strawberry

from db.shared.enums import DAY
from db.shopfloor.enums import ShopFloorScope
from db.supply.enums import SupplyScope
from db.workforce.enums import WorkforceScope
from schema.shared.noun import noun
from schema.shared.relations import loaded
from schema.supply.enums import PlanConstraintKind
from schema.supply.product import Product

# What lies ahead follows from the day on which it is asked for, and from the stock and what was made by then.
EVERYTHING = (SupplyScope.SUPPLY, SupplyScope.INVENTORY, ShopFloorScope.SHOP_FLOOR, DAY)


@noun(description="The part of an ISO week that lies in a plan.", scopes=EVERYTHING)
class PlanBucket:
    """A week's demand, capacity and stock."""

    start: date = strawberry.field(description="Its first day.")
    end: date = strawberry.field(description="Its last day.")
    demand: Decimal = strawberry.field(description="What the forecast expects, spread over calendar days.")
    capacity: Decimal = strawberry.field(description="What its working days can make.")
    scheduled: Decimal = strawberry.field(description="What the plan makes.")
    produced: Decimal = strawberry.field(description="What has been made.")
    projected_stock: Decimal = strawberry.field(
        description="What will be there at its end; negative where it is short."
    )
    short: Decimal = strawberry.field(description="How much will be missing at its end.")
    below_safety_stock: Decimal = strawberry.field(description="How much the stock will be below the safety stock.")
    utilisation: float | None = strawberry.field(description="Scheduled ÷ capacity; null without capacity.")
    is_overloaded: bool = strawberry.field(description="Whether more is scheduled than can be made.")


@noun(description="Something that will keep a plan from being made, or from being enough.", scopes=EVERYTHING)
class PlanConstraint:
    """A reason, with numbers."""

    product_id: strawberry.Private[int]
    kind: PlanConstraintKind = strawberry.field(description="Why.")
    on: date = strawberry.field(description="From when.")
    product: Product = loaded("supply.product_by_id", by="product_id", description="What is short.")
    required: Decimal = strawberry.field(description="What it takes.")
    available: Decimal = strawberry.field(description="What there is of that.")
    short: Decimal = strawberry.field(description="What is missing.")
    message: str = strawberry.field(description="The same in words.")


@noun(
    description="A component that a plan, or a work order, takes.",
    scopes=(SupplyScope.SUPPLY, SupplyScope.INVENTORY, ShopFloorScope.SHOP_FLOOR),
)
class MaterialRequirement:
    """Need and stock of a component."""

    component_id: strawberry.Private[int]
    component: Product = loaded("supply.product_by_id", by="component_id", description="The component.")
    gross: Decimal = strawberry.field(
        description="What the plan's quantity takes, or the rest of a work order's target, with scrap."
    )
    available: Decimal = strawberry.field(description="What is on hand and not put aside.")
    allocated_here: Decimal = strawberry.field(description="What is put aside for this plan, or this work order.")
    in_transit: Decimal = strawberry.field(description="What is under way; shown, not counted.")
    open_debt: Decimal = strawberry.field(description="What was approved to be taken beyond what was there.")
    short: Decimal = strawberry.field(description="Gross less available and put aside here, at least 0.")


@noun(
    description="Hours that a plan asks of one ISO week, against those of people who are free.",
    scopes=(SupplyScope.SUPPLY, WorkforceScope.WORKFORCE, WorkforceScope.CONFIGURATION),
)
class PlanLabourWeek:
    """People who have the product's skill and no assignment then; nobody is reserved."""

    year: int = strawberry.field(description="ISO year.")
    week: int = strawberry.field(description="ISO week.")
    start_date: date = strawberry.field(description="Its Monday.")
    required_hours: float = strawberry.field(description="Scheduled × labour hours per unit.")
    free_people: int = strawberry.field(description="How many are free.")
    free_hours: float | None = strawberry.field(
        description="Their productive hours; null where the week is not configured."
    )
    gap: float | None = strawberry.field(description="Free hours less required ones; null where those are.")
