"""Making forecasts, and their lives."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from schema.shared.relations import load
from schema.supply.forecast_changes import ForecastValueInput, SupplyForecastInput, SupplyForecastPayload
from services.supply.forecasts.create_forecast import Draft, create_forecast
from services.supply.forecasts.values import Value

EDIT = Permission.SUPPLY_EDIT


@strawberry.type
class ForecastMutation:
    """Mutations of forecasts."""

    @mutation_field(EDIT, "Make a draft of a forecast; it counts once it is activated.")
    async def create_supply_forecast(
        self,
        info: Info,
        input: Annotated[SupplyForecastInput, strawberry.argument(description="What it says.")],
    ) -> SupplyForecastPayload:
        draft = Draft(**{**vars(input), "values": _values(input.values)})
        async with info.context.write() as session:
            key = await create_forecast(session, draft=draft)
        return SupplyForecastPayload(forecast=await load(info, "supply.supply_forecast_by_id", key))


def _values(given: list[ForecastValueInput]) -> list[Value]:
    return [Value(**vars(value)) for value in given]
