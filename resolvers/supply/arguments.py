"""Arguments of the supply room as filters of the rules, and those that several of its fields have."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

import strawberry

from db.supply.filters import ProductFilter, SupplyForecastFilter
from resolvers.shared.arguments import combined, keys, part
from schema.supply import filters as nouns

T = TypeVar("T")
Sku = Annotated[str, strawberry.argument(description="The product, by sku; letter case does not matter.")]
Location = Annotated[str, strawberry.argument(description="Where; letter case does not matter.")]
DryRun = Annotated[bool, strawberry.argument(description="Compute the whole answer and apply nothing.")]


def product_filter(chosen: nouns.ProductFilter | None) -> ProductFilter:
    """Which products."""
    return ProductFilter() if chosen is None else combined(chosen, _product)


def _product(chosen: nouns.ProductFilter) -> ProductFilter:
    return ProductFilter(
        kind=chosen.kind, is_active=chosen.is_active, search=part(chosen.search), sku_keys=keys(chosen.sku)
    )


def forecast_filter(chosen: nouns.SupplyForecastFilter | None) -> SupplyForecastFilter:
    """Which forecasts."""
    return SupplyForecastFilter() if chosen is None else combined(chosen, _forecast)


def _forecast(chosen: nouns.SupplyForecastFilter) -> SupplyForecastFilter:
    return SupplyForecastFilter(
        sku_keys=keys(chosen.sku),
        location_keys=keys(chosen.location),
        statuses=members(chosen.status),
        methods=members(chosen.method),
        bucket=chosen.bucket,
        since=chosen.from_,
        until=chosen.to,
    )


def members(chosen: Sequence[T] | None) -> tuple[T, ...] | None:
    """Members of a closed set, each once; None, which leaves the choice open, for none."""
    return tuple(dict.fromkeys(chosen or ())) or None
