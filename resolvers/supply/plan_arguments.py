"""Arguments about production plans as values of the rules."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from db.supply.filters import ProductionPlanFilter
from resolvers.shared.arguments import combined, keys, part
from resolvers.supply.arguments import members
from schema.shared.node import parse_key
from schema.supply import filters as nouns
from services.supply.plans.plan_values import Scheduled

PlanId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
NOBODYS = 0
"""The key of an id that nothing has."""


def plan_key(id: PlanId) -> int | None:
    """A plan's own id; None for another's."""
    return parse_key("ProductionPlan", id)


def plan_filter(chosen: nouns.ProductionPlanFilter | None) -> ProductionPlanFilter:
    """Which plans."""
    return ProductionPlanFilter() if chosen is None else combined(chosen, _plan)


def _plan(chosen: nouns.ProductionPlanFilter) -> ProductionPlanFilter:
    return ProductionPlanFilter(
        sku_keys=keys(chosen.sku),
        location_keys=keys(chosen.location),
        statuses=members(chosen.status),
        since=chosen.from_,
        until=chosen.to,
        search=part(chosen.search),
    )


def plan_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What an input or a patch says, with its schedule as days and its forecast as a key."""
    values = dict(given)
    if values.get("schedule") is not None:
        values["schedule"] = [Scheduled(day.start, day.quantity) for day in values["schedule"]]
    if values.get("forecast_id") is not None:
        values["forecast_id"] = parse_key("SupplyForecast", values["forecast_id"]) or NOBODYS
    return values
