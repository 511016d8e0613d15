"""Calls of reads about recommendations and the overview, on rows that give them something to find."""

from collections.abc import Awaitable, Callable
from typing import Any

from db.supply import overview, recommendations
from db.supply.enums import RecommendationStatus
from tests.support.supply_rows import changed, of_product, recommended

CALLS_ABOUT_RECOMMENDATIONS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    name: of_product(find)
    for name, find in {
        "db.supply.overview.active_forecasts": lambda s, p: overview.active_forecasts(s, ("main",)),
        "db.supply.overview.open_plans": lambda s, p: overview.open_plans(s, None),
        "db.supply.overview.stock_by_currency": lambda s, p: overview.stock_by_currency(s, None),
        "db.supply.recommendations.locked_recommendation": lambda s, p: changed(
            s, lambda id: recommendations.locked_recommendation(s, id), "recommendation"
        ),
        "db.supply.recommendations.insert_recommendation": lambda s, p: recommendations.insert_recommendation(
            s, recommended(p, suggestion_id="t")
        ),
        "db.supply.recommendations.decide_recommendation": lambda s, p: changed(
            s, lambda id: recommendations.decide_recommendation(
                s, id, RecommendationStatus.REJECTED, reason="r", result_id=None
            ), "recommendation",
        ),
    }.items()
}  # fmt: skip
