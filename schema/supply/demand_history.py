"""What was asked for of a product."""

from datetime import date
from decimal import Decimal

import strawberry

from db.supply.enums import SupplyScope
from schema.shared.noun import list_field, noun
from schema.shared.relations import loaded
from schema.supply.enums import DemandSource, TimeBucket
from schema.supply.product import Product


@noun(description="Demand of one bucket.", scopes=(SupplyScope.SUPPLY, SupplyScope.INVENTORY))
class DemandPoint:
    """A figure of the past."""

    day: date = strawberry.field(name="date", description="The bucket's first day.")
    quantity: Decimal = strawberry.field(description="How much was asked for.")
    is_no_data: bool = strawberry.field(description="Nobody knows: a stock-out is not zero demand.")
    source: DemandSource = strawberry.field(description="Where the figure is from.")


@noun(
    description="Demand for a product at a location, as files and the ledger have it.",
    scopes=(SupplyScope.SUPPLY, SupplyScope.INVENTORY),
)
class DemandHistory:
    """The past, in buckets."""

    product_id: strawberry.Private[int]
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where it was asked for.")
    bucket: TimeBucket = strawberry.field(description="How long each point lasts.")
    points: list[DemandPoint] = list_field(description="By date.", size=365)
    mean_per_day: Decimal | None = strawberry.field(
        description="Of one day; no-data points left out. Null without points."
    )
    deviation_per_day: Decimal | None = strawberry.field(
        description="Of one day, that of a sample (n − 1); no-data points left out. Null with fewer than two points."
    )
    imported_points: int = strawberry.field(description="How many points are from files.")
    ledger_points: int = strawberry.field(description="How many points are from the ledger.")
