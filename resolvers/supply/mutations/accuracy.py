"""Measuring forecasts."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from db.supply.enums import MOST_BUCKETS
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.supply import mapping
from resolvers.supply.arguments import DryRun
from schema.shared.lists import at_most
from schema.shared.node import parse_key
from schema.supply.forecast_changes import ActualInput, ForecastAccuracyPayload
from services.supply.forecasts.update_accuracy import GivenActual, update_forecast_accuracy


@strawberry.type
class AccuracyMutation:
    """The mutation that measures a forecast."""

    @mutation_field(
        Permission.SUPPLY_EDIT,
        "Measure a forecast over its buckets that are over, by the demand history or by figures that are given.",
    )
    async def update_forecast_accuracy(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The forecast's id.")],
        actuals: Annotated[
            list[ActualInput] | None,
            strawberry.argument(
                description="What came, used alone and kept with the result; the demand history unless given.",
                metadata=at_most(MOST_BUCKETS),
            ),
        ] = None,
        dry_run: DryRun = False,
    ) -> ForecastAccuracyPayload:
        given = None if actuals is None else [GivenActual(one.start, one.quantity) for one in actuals]
        context = info.context
        async with context.write(dry_run=dry_run) as session:
            row = await update_forecast_accuracy(
                session, id=parse_key("SupplyForecast", id), actuals=given, today=context.today()
            )
        forecast = mapping.supply_forecast(row)
        return ForecastAccuracyPayload(forecast=forecast, accuracy=forecast.accuracy)
