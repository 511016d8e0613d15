"""Loaders of forecasts: versions, what they expect by bucket, and what came of it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from db.engine import ReadSession
from db.supply import forecasts
from db.supply.forecast_rows import ForecastValueRow
from db.supply.levels import LevelKey
from resolvers.loading import BoundReading, Loader, RowLoader
from resolvers.supply import mapping
from schema.supply.forecast import ForecastValue
from services.supply.demand.buckets import bucket_end, bucket_label
from services.supply.forecasts.actuals import Actuals, Asked, actuals_of

_OF_HORIZONS = ("id", "product_id", "location", "bucket", "horizon_start", "horizon_end")


class SupplyForecastById(RowLoader):
    shape, key = mapping.supply_forecast, "id"

    def reading(self, _: Any) -> BoundReading:
        return forecasts.FORECASTS_BY_IDS, {}


class SupplyForecastsByNumber(RowLoader):
    shape, key, many, missing = mapping.supply_forecast, "number", True, ()

    def reading(self, _: Any) -> BoundReading:
        return forecasts.FORECASTS_BY_NUMBERS, {}


class ActiveForecastsByProductId(RowLoader):
    shape, key, many, missing = mapping.supply_forecast, "product_id", True, ()

    def reading(self, _: Any) -> BoundReading:
        return forecasts.ACTIVE_FORECASTS_BY_PRODUCT_IDS, {}


class ForecastValuesByForecastId(Loader[int, Sequence[ForecastValue]]):
    missing = ()

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Sequence[ForecastValue]]:
        """Values by bucket; what came is looked for only where an operation asks for it."""
        rows = await session.read(forecasts.FORECASTS_BY_IDS, _OF_HORIZONS, {"keys": list(keys)})
        columns = (rows.column(name) for name in _OF_HORIZONS)
        asked = {
            id: Asked(LevelKey(product, location), bucket, start, end)
            for id, product, location, bucket, start, end in zip(*columns, strict=True)
        }
        names = self._reader.field_names
        came: Mapping[Asked, Actuals] = {}
        if names is None or "actual" in names:
            came = await actuals_of(session, asked.values(), today=self._reader.today())
        values: dict[int, list[ForecastValue]] = {}
        for row in await forecasts.values_of(session, keys):
            one = asked[row.forecast_id]
            values.setdefault(row.forecast_id, []).append(_value(row, one, came.get(one, {})))
        return values


class TotalByForecastId(Loader[int, Decimal]):
    missing = Decimal(0)

    async def fetch(self, session: ReadSession, keys: Sequence[int]) -> Mapping[int, Decimal]:
        return await forecasts.forecast_totals(session, keys)


FORECAST_LOADERS: tuple[type[Loader[Any, Any]], ...] = (
    SupplyForecastById,
    SupplyForecastsByNumber,
    ActiveForecastsByProductId,
    ForecastValuesByForecastId,
    TotalByForecastId,
)


def _value(row: ForecastValueRow, asked: Asked, came: Actuals) -> ForecastValue:
    return ForecastValue(
        start=row.start,
        end=bucket_end(row.start, asked.bucket),
        label=bucket_label(row.start, asked.bucket),
        quantity=row.quantity,
        lower=row.lower,
        upper=row.upper,
        actual=came.get(row.start),
    )
