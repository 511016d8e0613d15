"""Creating forecasts: drafts with a number, version 1, and their values, of whoever makes them.

    create_forecast(session, *, draft: Draft, path=("input",)) -> int
    create_forecasts(session, *, drafts: Sequence[Draft], paths=None) -> list[int]

A `Draft` names its product by sku; its `values` are `Value(start, quantity, lower, upper)`, one for each bucket of its
horizon, and `trials` are objects as `ForecastModel` tells them: model, wape, mae, bias, chosen, skipped. Both return
ids. Any number of drafts takes the same few statements. A request, the generator, an accepted recommendation and a
file all come by here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from db.engine import WriteSession
from db.shared.counters import next_numbers
from db.supply.bounds import CONFIDENCE, INTERVAL_LEVEL
from db.supply.enums import ForecastMethod, TimeBucket
from db.supply.forecasts import NewValue, write_values
from db.supply.new_forecasts import NewForecast, insert_forecasts
from db.supply.products import locked_products
from db.supply.rows import ProductRow
from services.shared.errors import NotFound, Refusal, noted, refuse_all
from services.shared.quantities import PLACES
from services.shared.text import key
from services.supply.forecasts.values import ForecastInputs, Horizon, Value
from services.supply.locations import MAIN, kept_locations
from services.supply.products.find_product import ACCEPTED, require_active

COUNTER = "forecast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a new forecast says; texts are trimmed, and empty ones are none."""

    sku: str
    name: str
    bucket: TimeBucket
    horizon_start: date
    horizon_end: date
    values: Sequence[Value]
    location: str = MAIN
    method: ForecastMethod = ForecastMethod.MANUAL
    model_name: str | None = None
    model_version: str | None = None
    suggestion_id: str | None = None
    confidence: float | None = None
    reasoning: str | None = None
    interval_level: float | None = None
    notes: str = ""
    trials: Sequence[Mapping[str, Any]] = ()

    @property
    def horizon(self) -> Horizon:
        """Its buckets."""
        return Horizon(self.bucket, self.horizon_start, self.horizon_end)


async def create_forecast(session: WriteSession, *, draft: Draft, path: tuple[str, ...] = ("input",)) -> int:
    """Create one draft; returns its id. Raises what `create_forecasts` does, below `path`."""
    return (await create_forecasts(session, drafts=[draft], paths=[path]))[0]


async def create_forecasts(
    session: WriteSession, *, drafts: Sequence[Draft], paths: Sequence[tuple[str, ...]] | None = None
) -> list[int]:
    """Create drafts, all of them or none; returns their ids in the order given.

    Raises Refusals of InvalidInput for values, NotFound and NotAllowedInState for products, each below the path of its
    draft: ("drafts", "0") unless given.
    """
    paths = paths or [("drafts", str(place)) for place in range(len(drafts))]
    found = {row.sku_key: row for row in await locked_products(session, {key(draft.sku) for draft in drafts})}
    refusals: list[Refusal] = []
    new = [
        _checked(draft, found.get(key(draft.sku)), path, refusals) for draft, path in zip(drafts, paths, strict=True)
    ]
    refuse_all(refusals)
    locations = await kept_locations(session, {draft.location for draft in drafts})
    numbers = await next_numbers(session, COUNTER, count=len(drafts))
    ids = await insert_forecasts(
        session,
        [
            NewForecast(number=f"FC-{number:05d}", location=locations[key(draft.location)], **columns)
            for number, draft, columns in zip(numbers, drafts, new, strict=True)
        ],
    )
    pairs = zip(ids, drafts, strict=True)
    await write_values(session, [NewValue(id, *value) for id, draft in pairs for value in draft.values])
    return ids


def _checked(
    draft: Draft, product: ProductRow | None, path: tuple[str, ...], refusals: list[Refusal]
) -> dict[str, Any]:
    """The columns of a draft but for number and location; what is wrong with it is noted."""
    inputs = ForecastInputs(*path)
    columns: dict[str, Any] = {
        "name": inputs.text("name", draft.name),
        "bucket": draft.bucket,
        "horizon_start": draft.horizon_start,
        "horizon_end": draft.horizon_end,
        "method": draft.method,
        "model_name": inputs.optional_text("modelName", draft.model_name),
        "model_version": inputs.optional_text("modelVersion", draft.model_version),
        "suggestion_id": inputs.optional_text("suggestionId", draft.suggestion_id),
        "confidence": _number(inputs, "confidence", draft.confidence),
        "reasoning": inputs.prose("reasoning", draft.reasoning),
        "interval_level": _number(inputs, "intervalLevel", draft.interval_level),
        "notes": inputs.prose("notes", draft.notes) or "",
        "trials": orjson.dumps(list(draft.trials)).decode(),
    }
    inputs.text("location", draft.location)
    columns |= _of_product(inputs, inputs.text("sku", draft.sku), product, (*path, "sku"))
    if inputs.horizon(draft.horizon):
        decimals = PLACES if product is None else product.decimals
        inputs.values(draft.values, draft.horizon, decimals=decimals, whole=True)
    refusals += inputs.refusals
    return columns


def _of_product(inputs: ForecastInputs, sku: str, product: ProductRow | None, path: tuple[str, ...]) -> dict[str, Any]:
    if product is None:
        if sku:
            inputs.refusals.append(NotFound(f"there is no product with sku {sku[:40]!r}", path, ACCEPTED))
        return {}
    noted(inputs.refusals, require_active, product, path)
    return {"product_id": product.id, "sku_sort": product.sku_sort}


def _number(inputs: ForecastInputs, name: str, value: float | None) -> float | None:
    bound = CONFIDENCE if name == "confidence" else INTERVAL_LEVEL
    return None if value is None else inputs.number(name, value, bound)
