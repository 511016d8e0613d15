"""The bounds of numbers in mutations of supply planning: arguments that are taken, and what each number may be."""

from datetime import date
from typing import Any

from db.shared.bounds import Bound
from db.shopfloor.bounds import ALLOWANCE
from db.supply.bounds import CONFIDENCE, DECIMALS, INTERVAL_LEVEL, SCRAP
from services.supply.forecasts.wanted import BUCKETS

Path = tuple[str | int, ...]
MONTH = str(date(2040, 3, 1))
_FORECAST = {
    "sku": "BEAR", "name": "Spring", "bucket": "MONTH", "horizonStart": MONTH, "horizonEnd": "2040-03-31",
    "values": [{"start": MONTH, "quantity": "5"}],
}  # fmt: skip
_GENERATED = {"bucket": "MONTH", "horizonStart": MONTH, "buckets": 3, "model": "SEASONAL_NAIVE"}
_SAFE = {
    "sku": "BEAR", "policy": "AI_OPTIMIZED", "recommendedQuantity": "5", "leadTimeDays": "7", "meanDailyDemand": "1",
    "demandDeviation": "1", "modelName": "m", "modelVersion": "1", "reasoning": "so",
}  # fmt: skip
_ORDER = {
    "sku": "BEAR", "department": "Packing", "stage": "PACKING", "targetQty": "5", "plannedStart": MONTH,
    "deadline": MONTH,
}  # fmt: skip
_SUBMITTED = {
    "kind": "SAFETY_STOCK", "sku": "BEAR", "modelName": "m", "modelVersion": "1", "suggestionId": "s",
    "reasoning": "so", "content": {"recommendedQuantity": "5"},
}  # fmt: skip

CASES: dict[str, tuple[dict[str, Any], dict[Path, Bound]]] = {
    "createProduct": (
        {"input": {"sku": "NEW", "name": "New", "unit": "pcs", "kind": "MATERIAL"}}, {("input", "decimals"): DECIMALS}
    ),
    "setBillOfMaterials": (
        {"sku": "BEAR", "lines": [{"componentSku": "FELT", "quantityPerUnit": "1"}]}, {("lines", 0, "scrap"): SCRAP}
    ),
    "createSupplyForecast": (
        {"input": _FORECAST}, {("input", "confidence"): CONFIDENCE, ("input", "intervalLevel"): INTERVAL_LEVEL}
    ),
    "generateSupplyForecast": (
        {"input": {"sku": "BEAR", **_GENERATED}},
        {("input", "buckets"): BUCKETS, ("input", "intervalLevel"): INTERVAL_LEVEL},
    ),
    "generateSupplyForecasts": (
        {"filter": {"sku": ["BEAR"]}, **_GENERATED}, {("buckets",): BUCKETS, ("intervalLevel",): INTERVAL_LEVEL}
    ),
    "createWorkOrder": ({"input": _ORDER}, {("input", "overproductionAllowance"): ALLOWANCE}),
    "createSafetyStock": ({"input": _SAFE}, {("input", "confidence"): CONFIDENCE}),
    "submitRecommendation": ({"input": _SUBMITTED}, {("input", "confidence"): CONFIDENCE}),
}  # fmt: skip
# Versions are compared; of a service level see test_safety_stocks.py.
ELSEWHERE = {
    "updateProductionPlan.expectedVersion", "approveProductionPlan.expectedVersion",
    "createSafetyStock.serviceLevel", "updateSafetyStock.serviceLevel", "recommendSafetyStock.serviceLevel",
}  # fmt: skip
