"""The state of planning in a handful of figures."""

from decimal import Decimal

import strawberry

from db.supply.enums import SupplyScope
from schema.shared.noun import list_field, noun

_BOTH = (SupplyScope.SUPPLY, SupplyScope.INVENTORY)


@noun(description="An amount of one currency.", scopes=_BOTH)
class Money:
    """Amounts of different currencies are never added."""

    amount: Decimal = strawberry.field(
        description="How much, never rounded: of up to eight decimals, four of the quantity and four of the cost."
    )
    currency: str = strawberry.field(description='ISO code: "EUR".')


@noun(description="Counts and sums; each count is the totalCount of its filtered list.", scopes=_BOTH)
class PlanningOverview:
    """Figures of one snapshot."""

    active_forecasts: int = strawberry.field(description="Forecasts that are ACTIVE.")
    active_plans: int = strawberry.field(description="Plans that are APPROVED or IN_PROGRESS.")
    plans_pending_approval: int = strawberry.field(description="Plans that are PENDING_APPROVAL.")
    low_stock_items: int = strawberry.field(description="Levels with less available than their safety stock.")
    stockout_items: int = strawberry.field(description="Levels with nothing on hand.")
    mean_mape: float | None = strawberry.field(
        description="Mean MAPE of active forecasts that have one; null where none has."
    )
    wape: float | None = strawberry.field(
        description="Mean WAPE of active forecasts that have one; null where none has."
    )
    forecasts_measured: int = strawberry.field(description="How many active forecasts have a measured accuracy.")
    inventory_value: list[Money] = list_field(description="What is on hand at unit cost, by currency.", size=3)
    items_without_cost: int = strawberry.field(description="Levels of products without a unit cost.")
