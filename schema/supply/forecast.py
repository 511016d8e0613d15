"""Forecasts of demand: versions of what is expected to be asked for."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal

import strawberry

from db.shared.enums import DAY, Permission
from db.supply.enums import SupplyScope
from schema.shared.node import Node
from schema.shared.noun import list_field, noun
from schema.shared.page import PageInfo
from schema.shared.relations import loaded
from schema.supply.accuracy import BOTH, ForecastAccuracy, ModelTrial
from schema.supply.enums import ForecastMethod, SupplyForecastStatus, TimeBucket
from schema.supply.product import Product


@noun(description="What is expected in one bucket.", scopes=(*BOTH, DAY))
class ForecastValue:
    """A value, and its interval where it has one."""

    start: date = strawberry.field(description="The bucket's first day.")
    end: date = strawberry.field(description="Its last day.")
    label: str = strawberry.field(description='"2026-07-14", "2026-W29" or "2026-07".')
    quantity: Decimal = strawberry.field(description="How much is expected.")
    lower: Decimal | None = strawberry.field(description="At least so much, at the forecast's interval level.")
    upper: Decimal | None = strawberry.field(description="At most so much, at the forecast's interval level.")
    actual: Decimal | None = strawberry.field(
        description="What came; null until the bucket is over, or where nobody knows."
    )


@noun(
    description="A version of what is expected to be asked for of a product at a location.",
    scopes=(SupplyScope.SUPPLY,),
    node="supply.supply_forecast_by_id",
    permission=Permission.SUPPLY_VIEW,
)
class SupplyForecast(Node):
    """One version; those of one family share a number."""

    key: strawberry.Private[int]
    product_id: strawberry.Private[int]
    parent_id: strawberry.Private[int | None]
    number: str = strawberry.field(description='"FC-00001"; all versions of it have it.')
    name: str = strawberry.field(description="The name to show.")
    product: Product = loaded("supply.product_by_id", by="product_id", description="What is expected.")
    location: str = strawberry.field(description="Where it will be asked for.")
    bucket: TimeBucket = strawberry.field(description="How long each value lasts.")
    horizon_start: date = strawberry.field(description="The first day of the first bucket.")
    horizon_end: date = strawberry.field(description="The last day of the last bucket.")
    status: SupplyForecastStatus = strawberry.field(description="Where it stands.")
    status_label: str = strawberry.field(description="Its status in words.")
    version: int = strawberry.field(description="1 for the first of its family.")
    parent: "SupplyForecast | None" = loaded(
        "supply.supply_forecast_by_id", by="parent_id", description="The version it was copied from."
    )
    versions: list["SupplyForecast"] = loaded(
        "supply.supply_forecasts_by_number", by="number", description="All of its family, the first one first.", size=5
    )
    method: ForecastMethod = strawberry.field(description="Who made it.")
    model_name: str | None = strawberry.field(description="The model that made it.")
    model_version: str | None = strawberry.field(description="That model's version.")
    suggestion_id: str | None = strawberry.field(description="That model's own id of it.")
    confidence: float | None = strawberry.field(description="How sure that model is, 0 to 1.")
    reasoning: str | None = strawberry.field(description="Why, in that model's words.")
    interval_level: float | None = strawberry.field(description="The share of figures that its intervals should hold.")
    values: list[ForecastValue] = loaded(
        "supply.forecast_values_by_forecast_id", by="key", description="What is expected, by bucket.", size=50
    )
    total: Decimal = loaded("supply.total_by_forecast_id", by="key", description="The sum of its values.")
    accuracy: ForecastAccuracy | None = strawberry.field(description="As it was last measured; null before.")
    trials: list[ModelTrial] = list_field(description="Models that the generator tried for it.", size=6)
    notes: str = strawberry.field(description="Whatever somebody noted.")
    created_by: str = strawberry.field(description="Who made it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When the row last changed.")
    activated_by: str | None = strawberry.field(description="Who made it active.")
    activated_at: datetime | None = strawberry.field(description="When it became active.")
    superseded_by: str | None = strawberry.field(description="Who made another active in its place.")
    superseded_at: datetime | None = strawberry.field(description="When another became active in its place.")
    archived_by: str | None = strawberry.field(description="Who put it away.")
    archived_at: datetime | None = strawberry.field(description="When it was put away.")
    archive_reason: str | None = strawberry.field(description="Why, where that was said.")


@noun(description="A forecast and its place in the list.", scopes=(SupplyScope.SUPPLY,))
class SupplyForecastEdge:
    """Relay's edge."""

    node: SupplyForecast = strawberry.field(description="The forecast.")
    cursor: str = strawberry.field(description="Ask with after to go on from here.")


@noun(description="A page of forecasts.", scopes=(SupplyScope.SUPPLY,))
class SupplyForecastConnection:
    """Relay's connection."""

    count: strawberry.Private[Callable[[], Awaitable[int]]]
    edges: list[SupplyForecastEdge] = list_field(description="The forecasts with their cursors.", size=1)
    nodes: list[SupplyForecast] = list_field(description="The forecasts alone.", size=1)
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @strawberry.field(description="How many there are over all pages; counted only when asked for.")
    async def total_count(self) -> int:
        """The count of the whole list."""
        return await self.count()
