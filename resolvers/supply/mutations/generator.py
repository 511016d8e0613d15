"""Forecasts by the built-in generator: of one product, and of many."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from db.engine import ReadSession
from db.shared.enums import Permission
from db.supply.enums import MOST_BUCKETS, ForecastModel, TimeBucket
from db.supply.rows import ProductRow
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.problems import problem
from resolvers.progress import ProgressId, reporting_progress
from resolvers.supply.arguments import DryRun, Location, product_filter
from resolvers.within import within
from schema.supply import filters
from schema.supply import forecast_changes as nouns
from schema.supply.forecast import SupplyForecast
from services.supply.forecasts.generate_forecasts import Kept, forecast_histories, keep_forecasts
from services.supply.forecasts.load_histories import load_histories
from services.supply.forecasts.products_to_forecast import MOST_PRODUCTS, products_to_forecast
from services.supply.forecasts.wanted import Wanted
from services.supply.products.find_product import product_by_sku
from services.workforce.allocation.time_limit import SETTING, TimeLimit

EDIT = Permission.SUPPLY_EDIT
_BY_ID = "supply.supply_forecast_by_id"
# What an answer asks of forecasts by id, and of their families by number.


@strawberry.type
class GeneratorMutation:
    """Mutations by the generator."""

    @mutation_field(
        EDIT,
        "Have the built-in generator make a draft of a product's forecast by its demand history, with intervals and the"
        " models it tried.",
    )
    async def generate_supply_forecast(
        self,
        info: Info,
        input: Annotated[nouns.GenerateForecastInput, strawberry.argument(description="What to forecast, and how.")],
        dry_run: DryRun = False,
        progress_id: ProgressId = None,
    ) -> nouns.SupplyForecastPayload:
        given = dict(vars(input))
        sku = given.pop("sku")

        async def product(session: ReadSession) -> Sequence[ProductRow]:
            return [await product_by_sku(session, sku, "input", "sku")]

        kept = await _generate(info, Wanted(**given), product, dry_run, progress_id, path=("input",))
        for _, refusal in kept.refused:
            raise refusal
        return nouns.SupplyForecastPayload(forecast=(await _forecasts(info, kept.ids))[0])

    @mutation_field(
        EDIT,
        "The same for every product of a filter, in one call; a product that cannot be forecast is told and keeps no"
        " other from it.",
    )
    async def generate_supply_forecasts(
        self,
        info: Info,
        horizon_start: Annotated[date, strawberry.argument(description="The first day of the first bucket.")],
        buckets: Annotated[int, strawberry.argument(description=f"How many buckets, 1 to {MOST_BUCKETS}.")],
        filter: Annotated[
            filters.ProductFilter | None,
            strawberry.argument(description=f"Which products, at most {MOST_PRODUCTS:,}; all unless given."),
        ] = None,
        location: Location = "MAIN",
        name: Annotated[
            str | None, strawberry.argument(description="The name of each; made of its model unless given.")
        ] = None,
        bucket: Annotated[TimeBucket, strawberry.argument(description="How long each value lasts.")] = TimeBucket.MONTH,
        model: Annotated[
            ForecastModel, strawberry.argument(description="The model, or AUTO for the best of each.")
        ] = ForecastModel.AUTO,
        interval_level: Annotated[
            float, strawberry.argument(description="The share of figures that the intervals should hold, 0 to 1.")
        ] = 0.95,
        history_from: Annotated[
            date | None, strawberry.argument(description="Nothing before counts; whole histories unless given.")
        ] = None,
        dry_run: DryRun = False,
        progress_id: ProgressId = None,
    ) -> nouns.SupplyForecastsPayload:
        wanted = Wanted(
            location=location,
            name=name,
            bucket=bucket,
            horizon_start=horizon_start,
            buckets=buckets,
            model=model,
            interval_level=interval_level,
            history_from=history_from,
        )
        chosen = product_filter(filter)
        kept = await _generate(
            info, wanted, lambda session: products_to_forecast(session, chosen), dry_run, progress_id, path=()
        )
        return nouns.SupplyForecastsPayload(
            forecasts=await _forecasts(info, kept.ids),
            not_generated=[
                nouns.ForecastNotGenerated(sku=sku, problem=problem(refusal)) for sku, refusal in kept.refused
            ],
        )


async def _generate(
    info: Info,
    wanted: Wanted,
    find: Callable[[ReadSession], Awaitable[Sequence[ProductRow]]],
    dry_run: bool,
    progress_id: UUID | None,
    *,
    path: tuple[str, ...],
) -> Kept:
    """Drafts for the products that are found."""
    wanted.check(*path)
    context = info.context
    limit = TimeLimit.from_now(context.seconds.mutation)
    async with (
        within(limit.given_up_after, _took_too_long(limit.seconds)),
        reporting_progress(context, progress_id) as progress,
    ):
        progress("Reading histories", 0, 1)
        async with context.read() as session:
            products = await find(session)
            loaded = await load_histories(session, wanted=wanted, products=products, today=context.today(), path=path)
        forecasts = await forecast_histories(loaded, wanted=wanted, progress=progress, path=path)
        progress("Writing drafts", 0, len(forecasts))
        async with context.write(dry_run=dry_run) as session:
            kept = await keep_forecasts(session, wanted=wanted, forecasts=forecasts, path=path)
        progress("Writing drafts", len(forecasts), len(forecasts))
    return kept


async def _forecasts(info: Info, ids: Sequence[int]) -> list[SupplyForecast]:
    return list(await info.context.loaders.named(_BY_ID).data_loader.load_many(list(ids)))


def _took_too_long(seconds: float) -> str:
    """What to do where forecasts were not made in time."""
    return (
        f"forecasting took longer than the {seconds:g} seconds it has and was cancelled; nothing was changed."
        f" Raise {SETTING}, choose a model, or let a filter keep fewer products or a history begin later"
    )
