"""What lists of the supply room can be narrowed by; texts are keys, matched without regard to letter case."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import false, func, or_, select

from db.shared.combining import Combining, Conditions
from db.shared.enums import TermKind
from db.shared.searching import Part
from db.shared.terms import spelled
from db.supply.enums import (
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
from db.supply.models import (
    InventoryLevel,
    InventoryMovement,
    Product,
    ProductionPlan,
    Recommendation,
    SafetyStock,
    SupplyForecast,
)
from db.supply.shop_floor import ON_ORDER

Keys = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class ProductFilter(Combining):
    """Products by kind, by whether they are active, by sku, and by a part of sku or name."""

    kind: ProductKind | None = None
    is_active: bool | None = None
    search: Part | None = None
    sku_keys: Keys = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the product table."""
        conditions: Conditions = []
        if self.kind is not None:
            conditions.append(Product.kind == self.kind)
        if self.is_active is not None:
            conditions.append(Product.is_active == self.is_active)
        if self.sku_keys is not None:
            conditions.append(Product.sku_key == func.any(list(self.sku_keys)))
        return conditions + _searched(self.search)


@dataclass(frozen=True, slots=True)
class SupplyForecastFilter(Combining):
    """Forecasts by product, location, status, method and bucket, and by days that their horizon meets."""

    sku_keys: Keys = None
    location_keys: Keys = None
    statuses: tuple[SupplyForecastStatus, ...] | None = None
    methods: tuple[ForecastMethod, ...] | None = None
    bucket: TimeBucket | None = None
    since: date | None = None
    until: date | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the forecast table."""
        conditions = _at(SupplyForecast, self.sku_keys, self.location_keys)
        conditions += _among(SupplyForecast.status, self.statuses) + _among(SupplyForecast.method, self.methods)
        if self.bucket is not None:
            conditions.append(SupplyForecast.bucket == self.bucket)
        return conditions + _meeting(
            SupplyForecast.horizon_start, SupplyForecast.horizon_end, since=self.since, until=self.until
        )


@dataclass(frozen=True, slots=True)
class ProductionPlanFilter(Combining):
    """Plans by product, location and status, by days that they meet, and by a part of number or name."""

    sku_keys: Keys = None
    location_keys: Keys = None
    statuses: tuple[ProductionPlanStatus, ...] | None = None
    since: date | None = None
    until: date | None = None
    search: Part | None = None
    numbers: Keys = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the plan table."""
        conditions = _at(ProductionPlan, self.sku_keys, self.location_keys)
        if self.numbers is not None:
            conditions.append(ProductionPlan.number == func.any(list(self.numbers)))
        conditions += _among(ProductionPlan.status, self.statuses)
        conditions += _meeting(
            ProductionPlan.planned_start, ProductionPlan.planned_end, since=self.since, until=self.until
        )
        if self.search:
            conditions.append(or_(*map(self.search.in_text, (ProductionPlan.number, ProductionPlan.name))))
        return conditions


@dataclass(frozen=True, slots=True)
class SafetyStockFilter(Combining):
    """Safety stocks by product, location and policy, and by whether they are active."""

    sku_keys: Keys = None
    location_keys: Keys = None
    policies: tuple[SafetyStockPolicy, ...] | None = None
    is_active: bool | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the safety stock table."""
        conditions = _at(SafetyStock, self.sku_keys, self.location_keys) + _among(SafetyStock.policy, self.policies)
        return conditions + ([SafetyStock.is_active == self.is_active] if self.is_active is not None else [])


@dataclass(frozen=True, slots=True)
class InventoryFilter(Combining):
    """Levels by product and location, and by what is to be done about them."""

    sku_keys: Keys = None
    location_keys: Keys = None
    kind: ProductKind | None = None
    is_stockout: bool | None = None
    is_low_stock: bool | None = None
    needs_reorder: bool | None = None
    search: Part | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on levels joined with their product and active safety stock."""
        conditions = _at(InventoryLevel, self.sku_keys, self.location_keys)
        if self.kind is not None:
            conditions.append(Product.kind == self.kind)
        for flag, rule in (
            (self.is_stockout, IS_STOCKOUT),
            (self.is_low_stock, IS_LOW_STOCK),
            (self.needs_reorder, NEEDS_REORDER),
        ):
            if flag is not None:
                conditions.append(func.coalesce(rule, false()) == flag)
        return conditions + _searched(self.search)


@dataclass(frozen=True, slots=True)
class MovementFilter(Combining):
    """Movements by product and location, kind, days and what they refer to."""

    sku_keys: Keys = None
    location_keys: Keys = None
    level_ids: tuple[int, ...] | None = None
    kinds: tuple[MovementKind, ...] | None = None
    since: date | None = None
    until: date | None = None
    reference: str | None = None
    work_order_id: int | None = None
    ids: tuple[int, ...] | None = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the movement table."""
        conditions = _among(InventoryMovement.kind, self.kinds)
        if at := _at(InventoryLevel, self.sku_keys, self.location_keys):
            conditions.append(InventoryMovement.level_id.in_(select(InventoryLevel.id).where(*at)))
        if self.level_ids is not None:
            conditions.append(InventoryMovement.level_id == func.any(list(self.level_ids)))
        if self.since is not None:
            conditions.append(InventoryMovement.occurred_on >= self.since)
        if self.until is not None:
            conditions.append(InventoryMovement.occurred_on <= self.until)
        if self.reference is not None:
            conditions.append(InventoryMovement.reference == self.reference)
        if self.work_order_id is not None:
            conditions.append(InventoryMovement.work_order_id == self.work_order_id)
        if self.ids is not None:
            conditions.append(InventoryMovement.id == func.any(list(self.ids)))
        return conditions


@dataclass(frozen=True, slots=True)
class RecommendationFilter(Combining):
    """Recommendations by kind, status and product."""

    kinds: tuple[RecommendationKind, ...] | None = None
    statuses: tuple[RecommendationStatus, ...] | None = None
    sku_keys: Keys = None

    def own_conditions(self, *beside: Any) -> Conditions:
        """Its own fields as conditions on the recommendation table."""
        conditions = _among(Recommendation.kind, self.kinds) + _among(Recommendation.status, self.statuses)
        return conditions + _at(Recommendation, self.sku_keys, None)


AVAILABLE = InventoryLevel.on_hand - InventoryLevel.allocated
POSITION = AVAILABLE + InventoryLevel.in_transit + ON_ORDER
IS_STOCKOUT = InventoryLevel.on_hand <= 0
IS_LOW_STOCK = SafetyStock.safety_stock_quantity > AVAILABLE
NEEDS_REORDER = SafetyStock.reorder_point >= POSITION


def _at(table: Any, sku_keys: Keys, location_keys: Keys) -> Conditions:
    conditions: Conditions = []
    if sku_keys is not None:
        products = select(Product.id).where(Product.sku_key == func.any(list(sku_keys)))
        conditions.append(table.product_id.in_(products))
    if location_keys is not None:
        conditions.append(table.location.in_(spelled(TermKind.LOCATION, location_keys)))
    return conditions


def _among(column: Any, members: tuple[Any, ...] | None) -> Conditions:
    return [] if members is None else [column.in_(members)]


def _meeting(start: Any, end: Any, *, since: date | None, until: date | None) -> Conditions:
    return ([end >= since] if since is not None else []) + ([start <= until] if until is not None else [])


def _searched(part: Part | None) -> Conditions:
    return [] if part is None else [or_(part.in_key(Product.sku_key), part.in_text(Product.name))]
