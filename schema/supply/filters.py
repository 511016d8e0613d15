"""What lists of the supply room can be narrowed by."""

from datetime import date

import strawberry

from schema.shared.lists import NO_VALUES
from schema.supply.enums import (
    ForecastMethod,
    MovementKind,
    ProductionPlanStatus,
    ProductKind,
    RecommendationKind,
    RecommendationStatus,
    SafetyStockPolicy,
    SupplyForecastStatus,
    TimeBucket,
)

_MEANING = f"Fields add up; several values of one field are alternatives. {NO_VALUES}"
_SKU = "Of these products."
_LOCATION = "At these locations."


@strawberry.input(description=_MEANING)
class ProductFilter:
    """Which products."""

    kind: ProductKind | None = strawberry.field(default=None, description="Finished goods or materials.")
    is_active: bool | None = strawberry.field(default=None, description="Whether anything new may refer to them.")
    search: str | None = strawberry.field(default=None, description="Part of a sku or a name.")
    sku: list[str] | None = strawberry.field(default=None, description="These products.")


@strawberry.input(description=_MEANING)
class SupplyForecastFilter:
    """Which forecasts."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    status: list[SupplyForecastStatus] | None = strawberry.field(default=None, description="That stand here.")
    method: list[ForecastMethod] | None = strawberry.field(default=None, description="Made by this.")
    bucket: TimeBucket | None = strawberry.field(default=None, description="With buckets of this length.")
    from_: date | None = strawberry.field(name="from", default=None, description="Their horizon ends then or later.")
    to: date | None = strawberry.field(default=None, description="Their horizon starts then or earlier.")


@strawberry.input(description=_MEANING)
class ProductionPlanFilter:
    """Which plans."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    status: list[ProductionPlanStatus] | None = strawberry.field(default=None, description="That stand here.")
    from_: date | None = strawberry.field(name="from", default=None, description="They end then or later.")
    to: date | None = strawberry.field(default=None, description="They start then or earlier.")
    search: str | None = strawberry.field(default=None, description="Part of a number or a name.")


@strawberry.input(description=_MEANING)
class SafetyStockFilter:
    """Which safety stocks."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    policy: list[SafetyStockPolicy] | None = strawberry.field(default=None, description="Computed by this.")
    is_active: bool | None = strawberry.field(default=None, description="Whether it is the one that counts.")


@strawberry.input(description=_MEANING)
class InventoryFilter:
    """Which levels."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    kind: ProductKind | None = strawberry.field(default=None, description="Of finished goods or materials.")
    is_stockout: bool | None = strawberry.field(default=None, description="Whether nothing is on hand.")
    is_low_stock: bool | None = strawberry.field(
        default=None, description="Whether less is available than the safety stock."
    )
    needs_reorder: bool | None = strawberry.field(
        default=None, description="Whether the position has come down to the reorder point."
    )
    search: str | None = strawberry.field(default=None, description="Part of a sku or of a product's name.")


@strawberry.input(description=_MEANING)
class MovementFilter:
    """Which movements."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    kind: list[MovementKind] | None = strawberry.field(default=None, description="Of these kinds.")
    from_: date | None = strawberry.field(name="from", default=None, description="That occurred then or later.")
    to: date | None = strawberry.field(default=None, description="That occurred then or earlier.")
    reference: str | None = strawberry.field(default=None, description="With exactly this reference.")
    work_order_id: strawberry.ID | None = strawberry.field(default=None, description="Of this work order.")


@strawberry.input(description=_MEANING)
class RecommendationFilter:
    """Which recommendations."""

    kind: list[RecommendationKind] | None = strawberry.field(default=None, description="About this.")
    status: list[RecommendationStatus] | None = strawberry.field(default=None, description="That stand here.")
    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
