"""Loaders of products, forecasts, plans, safety stocks and stock, each named what_by_key."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from db.engine import ReadSession
from db.shared.enums import Permission
from db.supply import bills, movements, plans, products, recommendations, safety_stocks
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.supply import mapping
from resolvers.supply.forecast_loaders import FORECAST_LOADERS
from resolvers.supply.plan_loaders import PLAN_LOADERS
from resolvers.supply.stock_loaders import STOCK_LOADERS


class ProductById(RowLoader):
    shape, key = mapping.product, "id"
    veiled: ClassVar = {"unit_cost": Permission.SUPPLY_VIEW}

    def reading(self, _: Any) -> BoundReading:
        return products.PRODUCTS_BY_IDS, {}


class ProductBySkuKey(RowLoader):
    shape, key = mapping.product, "sku_key"
    veiled: ClassVar = {"unit_cost": Permission.SUPPLY_VIEW}

    def reading(self, _: Any) -> BoundReading:
        return products.PRODUCTS_BY_SKU_KEYS, {}


class BomLinesByProductId(RowLoader):
    shape, key, many, missing = mapping.bom_line, "product_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return bills.BOM_LINES_BY_PRODUCT_IDS, {}


class ProductionPlanById(RowLoader):
    shape, key = mapping.production_plan, "id"

    def reading(self, _: Any) -> BoundReading:
        return plans.PLANS_BY_IDS, {}


class RecommendationById(RowLoader):
    shape, key = mapping.recommendation, "id"

    def reading(self, _: Any) -> BoundReading:
        return recommendations.RECOMMENDATIONS_BY_IDS, {}


class RecommendationsByPlanId(RowLoader):
    shape, key, many, missing = mapping.recommendation, "plan_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return recommendations.RECOMMENDATIONS_BY_PLAN_IDS, {}


class SafetyStockById(RowLoader):
    shape, key = mapping.safety_stock, "id"

    def reading(self, _: Any) -> BoundReading:
        return safety_stocks.SAFETY_STOCKS_BY_IDS, {}


class MovementById(RowLoader):
    shape, key = mapping.movement, "id"

    def reading(self, _: Any) -> BoundReading:
        return movements.MOVEMENTS_BY_IDS, {}


class MovementByReversedId(RowLoader):
    shape, key = mapping.movement, "reverses_id"

    def reading(self, _: Any) -> BoundReading:
        return movements.MOVEMENTS_BY_REVERSED_IDS, {}


class OnHandAfterByMovementId(Loader[int, Decimal]):
    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Decimal]:
        return {row.id: row.closing for row in await movements.closing_of_movements(session, keys)}


LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    ProductById,
    ProductBySkuKey,
    BomLinesByProductId,
    ProductionPlanById,
    RecommendationById,
    RecommendationsByPlanId,
    SafetyStockById,
    MovementById,
    MovementByReversedId,
    OnHandAfterByMovementId,
    *FORECAST_LOADERS,
    *PLAN_LOADERS,
    *STOCK_LOADERS,
)
