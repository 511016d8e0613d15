"""Rows of the supply room as types of the API."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from db.supply.enums import ForecastModel, RecommendationKind
from resolvers.shapes import From, Shape, global_id_of
from resolvers.supply.labels import label
from schema.shared.node import global_id
from schema.supply.accuracy import ForecastAccuracy, ModelTrial
from schema.supply.forecast import SupplyForecast
from schema.supply.inventory import InventoryDay, InventoryLevel
from schema.supply.movement import InventoryMovement
from schema.supply.plan import ProductionPlan
from schema.supply.plan_ahead import MaterialRequirement, PlanBucket, PlanConstraint, PlanLabourWeek
from schema.supply.product import BomLine, Product
from schema.supply.recommendation import Recommendation
from schema.supply.safety_stock import SafetyStock
from services.shared.json_objects import read_json
from services.supply.plans import completion

_MEASURED = ("buckets", "left_out", "zero_actuals", "mape", "wape", "mae", "rmse", "bias", "computed_at")
_RESULTS = {
    RecommendationKind.FORECAST: "SupplyForecast",
    RecommendationKind.SAFETY_STOCK: "SafetyStock",
    RecommendationKind.PRODUCTION_PLAN: "ProductionPlan",
}


def accuracy(
    buckets: int | None,
    left_out: int,
    zero_actuals: int,
    mape: float | None,
    wape: float | None,
    mae: float,
    rmse: float,
    bias: float,
    computed_at: datetime,
) -> ForecastAccuracy | None:
    """What was measured of a forecast; None before."""
    if buckets is None:
        return None
    return ForecastAccuracy(
        buckets=buckets,
        left_out=left_out,
        zero_actuals=zero_actuals,
        mape=mape,
        wape=wape,
        mae=mae,
        rmse=rmse,
        bias=bias,
        computed_at=computed_at,
    )


def trials(stored: Sequence[Mapping[str, Any]] | str) -> list[ModelTrial]:
    """The models that were tried, as a forecast keeps them: objects of model, wape, mae, bias, chosen and skipped."""
    return [
        ModelTrial(
            model=ForecastModel(trial["model"]),
            wape=trial.get("wape"),
            mae=trial.get("mae"),
            bias=trial.get("bias"),
            chosen=trial.get("chosen", False),
            skipped=trial.get("skipped"),
        )
        for trial in read_json(stored)
    ]


def result_id(kind: RecommendationKind, result: int | None) -> strawberry.ID | None:
    """The id of what came of a recommendation."""
    return None if result is None else global_id(_RESULTS[kind], result)


product = Shape(Product, id=global_id_of("Product"), key="id")
bom_line = Shape(BomLine)
supply_forecast = Shape(
    SupplyForecast,
    id=global_id_of("SupplyForecast"),
    key="id",
    status_label=From(("status",), label),
    accuracy=From(_MEASURED, accuracy),
    trials=From(("trials",), trials),
)
recommendation = Shape(
    Recommendation,
    id=global_id_of("Recommendation"),
    content=From(("content",), read_json),
    result_id=From(("kind", "result_id"), result_id),
)
# Beside the columns of a plan: made, by its work orders.
production_plan = Shape(
    ProductionPlan,
    id=global_id_of("ProductionPlan"),
    key="id",
    status_label=From(("status",), label),
    completion_percentage=From(("manual_completion", "made", "quantity"), completion.percentage),
    completion_source=From(("made",), completion.source),
)
safety_stock = Shape(SafetyStock, id=global_id_of("SafetyStock"), policy_label=From(("policy",), label))
# Beside the columns of a level: safety_stock_id, on_order, position, allowance, is_stockout, is_low_stock,
# needs_reorder and value.
level = Shape(
    InventoryLevel,
    id=global_id_of("InventoryLevel"),
    key="id",
    available=From(("on_hand", "allocated"), Decimal.__sub__),
)
# Beside the columns of a movement: product_id and location of its level.
movement = Shape(InventoryMovement, id=global_id_of("InventoryMovement"), key="id", kind_label=From(("kind",), label))
inventory_day = Shape(InventoryDay)
plan_bucket = Shape(PlanBucket)
plan_constraint = Shape(PlanConstraint)
material_requirement = Shape(MaterialRequirement)
plan_labour_week = Shape(PlanLabourWeek)
