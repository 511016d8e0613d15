"""Arguments of the supply room as filters of the rules, and those that several of its fields have."""

from typing import Annotated

import strawberry

from db.supply.filters import ProductFilter
from resolvers.shared.arguments import keys
from schema.supply import filters as nouns

Sku = Annotated[str, strawberry.argument(description="The product, by sku; letter case does not matter.")]
Location = Annotated[str, strawberry.argument(description="Where; letter case does not matter.")]
First = Annotated[int | None, strawberry.argument(description="How many: 50 unless given, at most 500.")]
After = Annotated[str | None, strawberry.argument(description="Go on after this cursor.")]
DryRun = Annotated[bool, strawberry.argument(description="Compute the whole answer and apply nothing.")]


def product_filter(chosen: nouns.ProductFilter | None) -> ProductFilter:
    """Which products."""
    if chosen is None:
        return ProductFilter()
    return ProductFilter(kind=chosen.kind, is_active=chosen.is_active, search=chosen.search, sku_keys=keys(chosen.sku))
