"""The tables of supply planning, a file a subject."""

from db.supply.models.demand import DemandPoint, DemandSeries
from db.supply.models.forecasts import SupplyForecast, SupplyForecastValue
from db.supply.models.plans import ProductionPlan
from db.supply.models.products import BomLine, Product
from db.supply.models.recommendations import Recommendation
from db.supply.models.safety_stocks import SafetyStock
from db.supply.models.stock import InventoryLevel, InventoryMovement

__all__ = [
    "BomLine",
    "DemandPoint",
    "DemandSeries",
    "InventoryLevel",
    "InventoryMovement",
    "Product",
    "ProductionPlan",
    "Recommendation",
    "SafetyStock",
    "SupplyForecast",
    "SupplyForecastValue",
]
