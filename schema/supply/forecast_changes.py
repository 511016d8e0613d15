"""Changing forecasts: inputs and payloads."""

from datetime import date
from decimal import Decimal

import strawberry

from db.supply.enums import MOST_BUCKETS
from schema.shared.lists import at_most
from schema.shared.noun import list_field
from schema.shared.problems import Payload, Problem
from schema.supply.accuracy import ForecastAccuracy
from schema.supply.enums import ForecastMethod, ForecastModel, TimeBucket
from schema.supply.forecast import SupplyForecast


@strawberry.input(description="What is expected in one bucket.")
class ForecastValueInput:
    """A value."""

    start: date = strawberry.field(description="The bucket's first day: a Monday for weeks, a first for months.")
    quantity: Decimal = strawberry.field(description="At least 0, with no more places than the product has.")
    lower: Decimal | None = strawberry.field(default=None, description="At most the quantity.")
    upper: Decimal | None = strawberry.field(default=None, description="At least the quantity.")


@strawberry.input(description="A new draft.")
class SupplyForecastInput:
    """Everything a forecast says."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where it will be asked for.")
    name: str = strawberry.field(description="The name to show.")
    bucket: TimeBucket = strawberry.field(description="How long each value lasts.")
    horizon_start: date = strawberry.field(description="The first day of the first bucket.")
    horizon_end: date = strawberry.field(description="The last day of the last bucket.")
    values: list[ForecastValueInput] = strawberry.field(
        description="One for each bucket of the horizon.", metadata=at_most(MOST_BUCKETS)
    )
    method: ForecastMethod = strawberry.field(default=ForecastMethod.MANUAL, description="Who made it.")
    model_name: str | None = strawberry.field(default=None, description="The model that made it.")
    model_version: str | None = strawberry.field(default=None, description="That model's version.")
    suggestion_id: str | None = strawberry.field(default=None, description="That model's own id of it.")
    confidence: float | None = strawberry.field(default=None, description="How sure that model is, 0 to 1.")
    reasoning: str | None = strawberry.field(default=None, description="Why, in that model's words.")
    interval_level: float | None = strawberry.field(
        default=None, description="The share of figures that its intervals should hold, between 0 and 1."
    )
    notes: str = strawberry.field(default="", description="Whatever is to be noted.")


@strawberry.input(description="What to change of a draft; fields left out stay as they are.")
class SupplyForecastPatch:
    """Name, notes and values."""

    name: str | None = strawberry.field(default=strawberry.UNSET, description="The name to show.")
    notes: str | None = strawberry.field(default=strawberry.UNSET, description="Whatever is to be noted.")
    values: list[ForecastValueInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="They replace the buckets they name; others stay.",
        metadata=at_most(MOST_BUCKETS),
    )


@strawberry.input(description="What the built-in generator should forecast.")
class GenerateForecastInput:
    """A product, a horizon and a model."""

    sku: str = strawberry.field(description="The product.")
    location: str = strawberry.field(default="MAIN", description="Where it will be asked for.")
    name: str | None = strawberry.field(default=None, description="The name to show; made of the model unless given.")
    bucket: TimeBucket = strawberry.field(default=TimeBucket.MONTH, description="How long each value lasts.")
    horizon_start: date = strawberry.field(description="The first day of the first bucket.")
    buckets: int = strawberry.field(description=f"How many buckets, 1 to {MOST_BUCKETS}.")
    model: ForecastModel = strawberry.field(default=ForecastModel.AUTO, description="The model, or AUTO for the best.")
    interval_level: float = strawberry.field(
        default=0.95, description="The share of figures that the intervals should hold, between 0 and 1."
    )
    history_from: date | None = strawberry.field(
        default=None, description="Nothing before counts; the whole history unless given."
    )


@strawberry.input(description="What came in one bucket.")
class ActualInput:
    """A figure to measure by."""

    start: date = strawberry.field(description="The bucket's first day.")
    quantity: Decimal = strawberry.field(description="How much was asked for, at least 0.")


@strawberry.type(description="A forecast as it stands after a change.")
class SupplyForecastPayload(Payload):
    """The answer of every change of a forecast."""

    forecast: SupplyForecast | None = strawberry.field(default=None, description="The forecast.")
    superseded: SupplyForecast | None = strawberry.field(default=None, description="What was active before.")


@strawberry.type(description="A forecast that was measured.")
class ForecastAccuracyPayload(Payload):
    """The answer of updateForecastAccuracy."""

    forecast: SupplyForecast | None = strawberry.field(default=None, description="The forecast.")
    accuracy: ForecastAccuracy | None = strawberry.field(default=None, description="What was measured.")


@strawberry.type(description="A product that no forecast was made of.")
class ForecastNotGenerated:
    """One of many, and why it has none."""

    sku: str = strawberry.field(description="The product's sku.")
    problem: Problem = strawberry.field(description="Why.")


@strawberry.type(description="Drafts that the generator made of many products.")
class SupplyForecastsPayload(Payload):
    """The answer of generateSupplyForecasts: a product that cannot be forecast keeps no other from it."""

    forecasts: list[SupplyForecast] = list_field(
        default_factory=list, description="The drafts made, by sku of their product.", size=50
    )
    not_generated: list[ForecastNotGenerated] = list_field(
        default_factory=list, description="The products that have none, by sku.", size=5
    )
