"""Changing and computing safety stocks: inputs and payloads."""

from decimal import Decimal

import strawberry

from schema.shared.problems import Payload
from schema.supply.enums import SafetyStockPolicy
from schema.supply.safety_stock import SafetyStock

_LEVEL = "With SERVICE_LEVEL: a fraction from 0.5 to 0.9999."
_EXACT = "Take Z exactly, not as it is printed in tables."
_QUANTITY = "With FIXED_QUANTITY: the quantity."
_DAYS = "With FIXED_DAYS: the days."
_REVIEW = "Days between looks at the stock."


@strawberry.input(description="A new safety stock; an active one takes the place of the former.")
class SafetyStockInput:
    """Everything it follows from; what is missing comes from the product and its history."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where.")
    policy: SafetyStockPolicy = strawberry.field(description="What it is computed by.")
    fixed_quantity: Decimal | None = strawberry.field(default=None, description=_QUANTITY)
    fixed_days: Decimal | None = strawberry.field(default=None, description=_DAYS)
    service_level: float | None = strawberry.field(default=None, description=_LEVEL)
    exact_z: bool = strawberry.field(default=False, description=_EXACT)
    lead_time_days: Decimal | None = strawberry.field(default=None, description="The product's unless given.")
    lead_time_deviation: Decimal = strawberry.field(default=Decimal(0), description="In days.")
    mean_daily_demand: Decimal | None = strawberry.field(default=None, description="That of the history unless given.")
    demand_deviation: Decimal | None = strawberry.field(default=None, description="That of the history unless given.")
    review_days: Decimal | None = strawberry.field(default=None, description=_REVIEW)
    recommended_quantity: Decimal | None = strawberry.field(
        default=None, description="With AI_OPTIMIZED: what the model recommends."
    )
    confidence: float | None = strawberry.field(default=None, description="How sure the model is, 0 to 1.")
    reasoning: str | None = strawberry.field(default=None, description="Why, in the model's words.")
    model_name: str | None = strawberry.field(default=None, description="The model that recommends it.")
    model_version: str | None = strawberry.field(default=None, description="That model's version.")
    suggestion_id: str | None = strawberry.field(default=None, description="That model's own id of it.")
    is_active: bool = strawberry.field(default=True, description="Whether it is the one that counts.")


@strawberry.input(description="What to change; fields left out stay as they are.")
class SafetyStockPatch:
    """Any of what it follows from; the quantities are computed again."""

    policy: SafetyStockPolicy | None = strawberry.field(default=strawberry.UNSET, description="What it is computed by.")
    fixed_quantity: Decimal | None = strawberry.field(default=strawberry.UNSET, description=_QUANTITY)
    fixed_days: Decimal | None = strawberry.field(default=strawberry.UNSET, description=_DAYS)
    service_level: float | None = strawberry.field(default=strawberry.UNSET, description=_LEVEL)
    exact_z: bool | None = strawberry.field(default=strawberry.UNSET, description=_EXACT)
    lead_time_days: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for the product's.")
    lead_time_deviation: Decimal | None = strawberry.field(default=strawberry.UNSET, description="In days.")
    mean_daily_demand: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="Null for that of the history."
    )
    demand_deviation: Decimal | None = strawberry.field(
        default=strawberry.UNSET, description="Null for that of the history."
    )
    review_days: Decimal | None = strawberry.field(default=strawberry.UNSET, description="Null for none.")
    is_active: bool | None = strawberry.field(
        default=strawberry.UNSET, description="True takes the place of the former active one."
    )


@strawberry.input(description="What a safety stock would follow from; nothing is looked up.")
class SafetyStockCalculationInput:
    """Numbers alone."""

    policy: SafetyStockPolicy = strawberry.field(
        default=SafetyStockPolicy.SERVICE_LEVEL, description="What it is computed by."
    )
    fixed_quantity: Decimal | None = strawberry.field(default=None, description=_QUANTITY)
    fixed_days: Decimal | None = strawberry.field(default=None, description=_DAYS)
    service_level: float | None = strawberry.field(default=None, description=_LEVEL)
    exact_z: bool = strawberry.field(default=False, description=_EXACT)
    lead_time_days: Decimal = strawberry.field(description="Days from an order until it is there.")
    lead_time_deviation: Decimal = strawberry.field(default=Decimal(0), description="In days.")
    mean_daily_demand: Decimal = strawberry.field(description="Demand of a day.")
    demand_deviation: Decimal = strawberry.field(default=Decimal(0), description="Its standard deviation.")
    review_days: Decimal | None = strawberry.field(default=None, description=_REVIEW)
    decimals: int = strawberry.field(default=0, description="Places that are rounded up to, 0 to 4.")


@strawberry.type(description="A safety stock, step by step.")
class SafetyStockCalculation:
    """Every figure on the way."""

    z: float | None = strawberry.field(description="The normal quantile that was used.")
    z_exact: float | None = strawberry.field(description="The exact one.")
    sigma_lead_time: Decimal | None = strawberry.field(description="√(L σ_d² + d² σ_L²).")
    lead_time_demand: Decimal = strawberry.field(description="d × L.")
    safety_stock_quantity: Decimal = strawberry.field(description="To four places.")
    reorder_point: Decimal = strawberry.field(description="To four places.")
    order_up_to: Decimal | None = strawberry.field(description="To four places; null without review days.")
    safety_stock_rounded_up: Decimal = strawberry.field(description="Rounded up to the decimals.")
    reorder_point_rounded_up: Decimal = strawberry.field(description="Rounded up to the decimals.")
    steps: list[str] = strawberry.field(description="Every formula with its numbers, in order.")


@strawberry.type(description="A safety stock as it stands after a change.")
class SafetyStockPayload(Payload):
    """The answer of createSafetyStock and updateSafetyStock."""

    safety_stock: SafetyStock | None = strawberry.field(default=None, description="The safety stock.")
    replaced: SafetyStock | None = strawberry.field(default=None, description="The one that was active before.")


@strawberry.type(description="A safety stock that was computed, not stored.")
class SafetyStockCalculationPayload(Payload):
    """The answer of calculateSafetyStock."""

    calculation: SafetyStockCalculation | None = strawberry.field(default=None, description="Every figure of it.")
