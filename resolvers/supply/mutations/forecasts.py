"""Making forecasts, and their lives."""

from typing import Annotated

import strawberry

from db.shared.enums import Permission
from resolvers.context import Info
from resolvers.permissions import mutation_field
from resolvers.shared.arguments import given
from schema.shared.node import parse_key
from schema.shared.relations import load
from schema.supply.forecast_changes import (
    ForecastValueInput,
    SupplyForecastInput,
    SupplyForecastPatch,
    SupplyForecastPayload,
)
from services.supply.forecasts.activate_forecast import activate_forecast
from services.supply.forecasts.archive_forecast import archive_forecast
from services.supply.forecasts.create_forecast import Draft, create_forecast
from services.supply.forecasts.create_version import create_version
from services.supply.forecasts.update_forecast import update_forecast
from services.supply.forecasts.values import Value

EDIT = Permission.SUPPLY_EDIT
ForecastId = Annotated[strawberry.ID, strawberry.argument(description="The forecast's id.")]


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
        return await _payload(info, key)

    @mutation_field(EDIT, "Change a draft; values replace those of the buckets they name.")
    async def update_supply_forecast(
        self,
        info: Info,
        id: ForecastId,
        patch: Annotated[SupplyForecastPatch, strawberry.argument(description="What to change.")],
    ) -> SupplyForecastPayload:
        changes = given(patch)
        if changes.get("values") is not None:
            changes["values"] = _values(changes["values"])
        async with info.context.write() as session:
            key = await update_forecast(session, id=parse_key("SupplyForecast", id), patch=changes)
        return await _payload(info, key)

    @mutation_field(EDIT, "Make a draft the one that counts; the active one of its product and location is superseded.")
    async def activate_supply_forecast(self, info: Info, id: ForecastId) -> SupplyForecastPayload:
        async with info.context.write() as session:
            done = await activate_forecast(session, id=parse_key("SupplyForecast", id), today=info.context.today())
        return await _payload(info, done.id, done.superseded_id)

    @mutation_field(EDIT, "Copy a forecast, whatever its status, into a draft of its next version.")
    async def create_supply_forecast_version(
        self,
        info: Info,
        id: ForecastId,
        name: Annotated[str | None, strawberry.argument(description="Its name; the forecast's unless given.")] = None,
    ) -> SupplyForecastPayload:
        async with info.context.write() as session:
            key = await create_version(session, id=parse_key("SupplyForecast", id), name=name)
        return await _payload(info, key)

    @mutation_field(EDIT, "Put a forecast away; an active one needs a reason, and that no plan under way names it.")
    async def archive_supply_forecast(
        self,
        info: Info,
        id: ForecastId,
        reason: Annotated[str | None, strawberry.argument(description="Why.")] = None,
    ) -> SupplyForecastPayload:
        async with info.context.write() as session:
            key = await archive_forecast(session, id=parse_key("SupplyForecast", id), reason=reason)
        return await _payload(info, key)


async def _payload(info: Info, key: int, superseded: int | None = None) -> SupplyForecastPayload:
    return SupplyForecastPayload(
        forecast=await load(info, "supply.supply_forecast_by_id", key),
        superseded=None if superseded is None else await load(info, "supply.supply_forecast_by_id", superseded),
    )


def _values(given: list[ForecastValueInput]) -> list[Value]:
    return [Value(**vars(value)) for value in given]
