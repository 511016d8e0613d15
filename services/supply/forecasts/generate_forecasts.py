"""Forecasts by the built-in generator, computed by child processes and kept as drafts.

Three steps, so that no transaction waits for the second: `load_histories`, `forecast_histories`, `keep_forecasts`. Any
number of products takes the same few statements, and one that cannot be forecast loses no other.
"""

from collections.abc import Sequence
from typing import NamedTuple

from db.engine import WriteSession
from db.supply.bounds import QUANTITY
from db.supply.enums import ForecastMethod
from db.supply.products import locked_products
from db.supply.rows import ProductRow
from services.shared.errors import Incompatible, InsufficientHistory, Refusal, noted
from services.shared.progress import Progress, silent
from services.supply.demand.buckets import bucket_label
from services.supply.forecasts.create_forecast import Draft, create_forecasts
from services.supply.forecasts.generator.series import Failed, Generated, Outcome, TooShort, Unavailable
from services.supply.forecasts.generator.worker import generate_apart
from services.supply.forecasts.load_histories import Loaded
from services.supply.forecasts.values import Value
from services.supply.forecasts.wanted import Wanted
from services.supply.products.find_product import require_active


class Forecast(NamedTuple):
    """A product and its forecast, or why it has none."""

    product: ProductRow
    generated: Generated | None
    refusal: Refusal | None


class Kept(NamedTuple):
    """The ids of the drafts made, and the products that have none, with the reason."""

    ids: Sequence[int]
    refused: Sequence[tuple[str, Refusal]]


async def forecast_histories(
    loaded: Sequence[Loaded], *, wanted: Wanted, progress: Progress = silent, path: tuple[str, ...] = ()
) -> list[Forecast]:
    """Forecasts of histories, in their order, by the generator in child processes of its own."""
    series = [one.series for one in loaded if one.series is not None]
    outcomes = iter(await generate_apart(series, progress=lambda done, all_: progress("Forecasting", done, all_)))
    return [
        Forecast(one.product, None, one.refusal) if one.series is None else _forecast(one, next(outcomes), wanted, path)
        for one in loaded
    ]


async def keep_forecasts(
    session: WriteSession, *, wanted: Wanted, forecasts: Sequence[Forecast], path: tuple[str, ...] = ()
) -> Kept:
    """Make a draft of each forecast there is; a product that has become inactive meanwhile gets none."""
    held = {row.id: row for row in await locked_products(session, {one.product.sku_key for one in forecasts})}
    made: list[tuple[ProductRow, Generated]] = []
    refused: list[tuple[str, Refusal]] = []
    for product, generated, refusal in forecasts:
        again: list[Refusal] = [] if refusal is None else [refusal]
        if generated is not None:
            noted(again, require_active, held[product.id], (*path, "sku"))
        if generated is not None and not again:
            made.append((product, generated))
        refused += [(product.sku, one) for one in again]
    return Kept(await create_forecasts(session, drafts=[_draft(wanted, *one) for one in made]), refused)


def _forecast(loaded: Loaded, outcome: Outcome, wanted: Wanted, path: tuple[str, ...]) -> Forecast:
    product = loaded.product
    if isinstance(outcome, Generated):
        highest = max((*outcome.quantities, *(bound for bound in outcome.upper if bound is not None)))
        if QUANTITY.holds(highest):
            return Forecast(product, outcome, None)
        outcome = Failed(f"quantities would grow to {highest:.3g}; {QUANTITY.accepted} is kept")
    return Forecast(product, None, _refusal(product, outcome, wanted, path))


def _refusal(
    product: ProductRow, outcome: TooShort | Unavailable | Failed, wanted: Wanted, path: tuple[str, ...]
) -> Refusal:
    if isinstance(outcome, TooShort):
        told = f"{product.sku} has {outcome.found} buckets (each a {wanted.bucket}) of demand history before"
        told += f" {wanted.horizon_start} at {wanted.location}; {wanted.model} needs {outcome.needed}"
        return InsufficientHistory(told, (*path, "sku"), needed=outcome.needed, found=outcome.found)
    told = f"{product.sku} cannot be forecast by {wanted.model}: {outcome.reason}"
    return Incompatible(told, (*path, "model"), reasons=[outcome.reason])


def _draft(wanted: Wanted, product: ProductRow, generated: Generated) -> Draft:
    starts = wanted.horizon.starts()
    first, last = bucket_label(starts[0], wanted.bucket), bucket_label(starts[-1], wanted.bucket)
    has_bounds = any(bound is not None for bound in generated.upper)
    return Draft(
        sku=product.sku,
        location=wanted.location,
        name=(wanted.name or "").strip() or f"{generated.model}, {first} to {last}",
        bucket=wanted.bucket,
        horizon_start=wanted.horizon.start,
        horizon_end=wanted.horizon.end,
        values=[
            Value(*one) for one in zip(starts, generated.quantities, generated.lower, generated.upper, strict=True)
        ],
        method=ForecastMethod.STATISTICAL,
        model_name=generated.model.value,
        model_version=generated.model_version,
        interval_level=wanted.interval_level if has_bounds else None,
        trials=[trial._asdict() for trial in generated.trials],
    )
