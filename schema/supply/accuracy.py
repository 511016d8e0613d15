"""How right forecasts were."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from db.supply.enums import SupplyScope
from schema.shared.noun import list_field, noun
from schema.shared.relations import loaded
from schema.supply.enums import ForecastModel
from schema.supply.product import Product

if TYPE_CHECKING:
    from schema.supply.forecast import SupplyForecast

BOTH = (SupplyScope.SUPPLY, SupplyScope.INVENTORY)


@noun(
    description="Forecasts against what came, over buckets that are over and of which something is known.", scopes=BOTH
)
class ForecastAccuracy:
    """Errors; forecasts are f, actual figures a."""

    buckets: int = strawberry.field(description="How many buckets were compared.")
    left_out: int = strawberry.field(description="How many were not: to come, or nothing known.")
    zero_actuals: int = strawberry.field(description="In how many nothing was asked for; they have no part in MAPE.")
    mape: float | None = strawberry.field(description="Mean of |a − f| ÷ a where a > 0; null where none is.")
    wape: float | None = strawberry.field(description="Sum of |a − f| ÷ sum of a; null where that is 0.")
    mae: float = strawberry.field(description="Mean of |a − f|.")
    rmse: float = strawberry.field(description="Root of the mean of (a − f)².")
    bias: float = strawberry.field(description="Mean of f − a: positive is too high.")
    computed_at: datetime = strawberry.field(description="When it was computed.")


@noun(description="A model that was tried; one that could not be has no figures, and says why.", scopes=BOTH)
class ModelTrial:
    """One model on the last buckets of the history."""

    model: ForecastModel = strawberry.field(description="The model.")
    wape: float | None = strawberry.field(description="Its WAPE.")
    mae: float | None = strawberry.field(description="Its MAE: the least is chosen.")
    bias: float | None = strawberry.field(description="Its bias.")
    chosen: bool = strawberry.field(description="Whether the forecast was made by it.")
    skipped: str | None = strawberry.field(description="Why it could not be tried.")


@noun(description="A bucket that is over.", scopes=BOTH)
class MeasuredBucket:
    """What had been forecast of it, and what came."""

    version_id: strawberry.Private[int | None]
    start: date = strawberry.field(description="Its first day.")
    forecast: Decimal | None = strawberry.field(description="Null where nothing was active then, or forecast it.")
    actual: Decimal | None = strawberry.field(description="Null where nothing is known.")
    error: Decimal | None = strawberry.field(description="Forecast less actual.")
    version: Annotated["SupplyForecast", strawberry.lazy("schema.supply.forecast")] | None = loaded(
        "supply.supply_forecast_by_id", by="version_id", description="What was active then."
    )


@noun(
    description="What had been forecast when each bucket, less the lag, began, against what came.",
    scopes=BOTH,
)
class MeasuredAccuracy:
    """The accuracy of whatever was active, not of one version."""

    product_id: strawberry.Private[int]
    product: Product = loaded("supply.product_by_id", by="product_id", description="The product.")
    location: str = strawberry.field(description="Where it was asked for.")
    lag_buckets: int = strawberry.field(description="How many buckets before each began the forecast counts.")
    overall: ForecastAccuracy | None = strawberry.field(description="Of all rows; null where nothing was measured.")
    rows: list[MeasuredBucket] = list_field(description="By date.", size=50)
