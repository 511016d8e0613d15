"""What recommendations say, in the form of their kind; forms are read here, whoever sent or kept them.

    FORECAST         {name, bucket, horizonStart, horizonEnd, values: [{start, quantity, lower?, upper?}]}
    SAFETY_STOCK     {recommendedQuantity, reorderPoint?, meanDailyDemand?, demandDeviation?, leadTimeDays?}
    PRODUCTION_PLAN  {quantity, schedule: [{start, quantity}]}

Quantities are texts or numbers.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from db.supply.bounds import LEAD_TIME_DAYS, QUANTITY
from db.supply.enums import RecommendationKind, TimeBucket
from services.shared.errors import noted, refuse_all
from services.shared.inputs import Inputs
from services.shared.json_inputs import JsonObject
from services.shared.json_objects import require_json_object
from services.shared.quantities import PLACES, plain, require_quantity
from services.supply.forecasts.values import ForecastInputs, Horizon, Value
from services.supply.plans.plan_values import PlanInputs, Scheduled

MOST_BYTES = 100_000
Path = tuple[str, ...]


class ForecastContent(NamedTuple):
    """A forecast to make."""

    name: str
    horizon: Horizon
    values: Sequence[Value]


class SafetyStockContent(NamedTuple):
    """A safety stock to keep; the rest is what it was found by."""

    recommended_quantity: Decimal
    reorder_point: Decimal | None = None
    mean_daily_demand: Decimal | None = None
    demand_deviation: Decimal | None = None
    lead_time_days: Decimal | None = None

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return {shown: plain(value) for (shown, _), value in zip(_SAFETY_STOCK, self, strict=True) if value is not None}


class PlanContent(NamedTuple):
    """How much of a product to make, and when."""

    quantity: Decimal
    schedule: Sequence[Scheduled]

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        schedule = [{"start": day.start.isoformat(), "quantity": plain(day.quantity)} for day in self.schedule]
        return {"quantity": plain(self.quantity), "schedule": schedule}


Content = ForecastContent | SafetyStockContent | PlanContent

_SAFETY_STOCK = (
    ("recommendedQuantity", QUANTITY),
    ("reorderPoint", QUANTITY),
    ("meanDailyDemand", QUANTITY),
    ("demandDeviation", QUANTITY),
    ("leadTimeDays", LEAD_TIME_DAYS),
)


class About(NamedTuple):
    """What a recommendation is about: a product of so many decimals, and the first and last day of its plan."""

    decimals: int
    days: tuple[date, date] | None = None


def check_content(kind: RecommendationKind, content: object, about: About, *path: str) -> dict[str, Any]:
    """A content as it is to be kept: its form, bounds, days and decimals are right. Raises Refusals otherwise."""
    kept = require_json_object("content", content, most_bytes=MOST_BYTES, path=path)
    match read_content(kind, kept, *path):
        case ForecastContent() as forecast:
            _check_forecast(forecast, about, path)
        case SafetyStockContent() as stock:
            _check_safety_stock(stock, path)
        case PlanContent() as plan:
            _check_plan(plan, about, path)
    return kept


def read_content(kind: RecommendationKind, content: object, *path: str) -> Content:
    """What a content of a kind says; raises Refusals for another form."""
    inputs = Inputs(*path)
    read = _READERS[kind](inputs, content)
    inputs.refuse()
    return read


def _forecast(inputs: Inputs, content: object) -> ForecastContent:
    said = JsonObject(inputs, content, needed=("name", "bucket", "horizonStart", "horizonEnd", "values"))
    values = said.objects("values", needed=("start", "quantity"), optional=("lower", "upper"))
    return ForecastContent(
        said.text("name"),
        Horizon(said.member("bucket", TimeBucket), said.day("horizonStart"), said.day("horizonEnd")),
        [
            Value(
                value.day("start"),
                value.quantity("quantity"),
                value.optional_quantity("lower"),
                value.optional_quantity("upper"),
            )
            for value in values
        ],
    )


def _safety_stock(inputs: Inputs, content: object) -> SafetyStockContent:
    needed, *optional = (name for name, _ in _SAFETY_STOCK)
    said = JsonObject(inputs, content, needed=(needed,), optional=optional)
    return SafetyStockContent(said.quantity(needed), *(said.optional_quantity(name) for name in optional))


def _plan(inputs: Inputs, content: object) -> PlanContent:
    said = JsonObject(inputs, content, needed=("quantity", "schedule"))
    days = said.objects("schedule", needed=("start", "quantity"))
    schedule = [Scheduled(day.day("start"), day.quantity("quantity")) for day in days]
    return PlanContent(said.quantity("quantity"), schedule)


_READERS: dict[RecommendationKind, Callable[[Inputs, object], Content]] = {
    RecommendationKind.FORECAST: _forecast,
    RecommendationKind.SAFETY_STOCK: _safety_stock,
    RecommendationKind.PRODUCTION_PLAN: _plan,
}


def _check_forecast(forecast: ForecastContent, about: About, path: Path) -> None:
    inputs = ForecastInputs(*path)
    inputs.text("name", forecast.name)
    if inputs.horizon(forecast.horizon):
        inputs.values(forecast.values, forecast.horizon, decimals=about.decimals, whole=True)
    inputs.refuse()


def _check_safety_stock(stock: SafetyStockContent, path: Path) -> None:
    refusals: list[Any] = []
    for (name, bound), value in zip(_SAFETY_STOCK, stock, strict=True):
        if value is not None:
            at = (*path, name)
            noted(refusals, require_quantity, name, value, bound=bound, decimals=PLACES, path=at)
    refuse_all(refusals)


def _check_plan(plan: PlanContent, about: About, path: Path) -> None:
    inputs = PlanInputs(*path, decimals=about.decimals)
    inputs.quantity(plan.quantity)
    if about.days is not None:
        inputs.schedule(plan.schedule, plan.quantity, *about.days)
    inputs.refuse()
