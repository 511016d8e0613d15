"""What lists of the supply room can be narrowed by."""

from datetime import date

import strawberry

from schema.shared.combining import every, none, some
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
    and_: list["ProductFilter"] | None = every()
    or_: list["ProductFilter"] | None = some()
    not_: "ProductFilter | None" = none()


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
    and_: list["SupplyForecastFilter"] | None = every()
    or_: list["SupplyForecastFilter"] | None = some()
    not_: "SupplyForecastFilter | None" = none()


@strawberry.input(description=_MEANING)
class ProductionPlanFilter:
    """Which plans."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    status: list[ProductionPlanStatus] | None = strawberry.field(default=None, description="That stand here.")
    from_: date | None = strawberry.field(name="from", default=None, description="They end then or later.")
    to: date | None = strawberry.field(default=None, description="They start then or earlier.")
    search: str | None = strawberry.field(default=None, description="Part of a number or a name.")
    and_: list["ProductionPlanFilter"] | None = every()
    or_: list["ProductionPlanFilter"] | None = some()
    not_: "ProductionPlanFilter | None" = none()


@strawberry.input(description=_MEANING)
class SafetyStockFilter:
    """Which safety stocks."""

    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    location: list[str] | None = strawberry.field(default=None, description=_LOCATION)
    policy: list[SafetyStockPolicy] | None = strawberry.field(default=None, description="Computed by this.")
    is_active: bool | None = strawberry.field(default=None, description="Whether it is the one that counts.")
    and_: list["SafetyStockFilter"] | None = every()
    or_: list["SafetyStockFilter"] | None = some()
    not_: "SafetyStockFilter | None" = none()


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
    and_: list["InventoryFilter"] | None = every()
    or_: list["InventoryFilter"] | None = some()
    not_: "InventoryFilter | None" = none()


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
    and_: list["MovementFilter"] | None = every()
    or_: list["MovementFilter"] | None = some()
    not_: "MovementFilter | None" = none()


@strawberry.input(description=_MEANING)
class RecommendationFilter:
    """Which recommendations."""

    kind: list[RecommendationKind] | None = strawberry.field(default=None, description="About this.")
    status: list[RecommendationStatus] | None = strawberry.field(default=None, description="That stand here.")
    sku: list[str] | None = strawberry.field(default=None, description=_SKU)
    and_: list["RecommendationFilter"] | None = every()
    or_: list["RecommendationFilter"] | None = some()
    not_: "RecommendationFilter | None" = none()
