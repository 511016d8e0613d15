"""Forecasts and their values: read by key, page and filter; created, changed and activated."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, select, text, update

from db.engine import ReadSession, WriteSession
from db.postgres.reading import ColumnRows, ReadingByKeys
from db.shared.columns import columns_of
from db.shared.pages import Ordering, Window, page
from db.shared.statistics import take_statistics
from db.supply.enums import SupplyForecastOrder, SupplyForecastStatus
from db.supply.filters import SupplyForecastFilter
from db.supply.forecast_rows import ForecastValueRow, SupplyForecastRow
from db.supply.models import SupplyForecast, SupplyForecastValue

_forecasts: Select[*tuple[Any, ...]] = select(*SupplyForecast.__table__.columns)
_values: Select[*tuple[Any, ...]] = select(*SupplyForecastValue.__table__.columns)
_active = _forecasts.where(SupplyForecast.status == SupplyForecastStatus.ACTIVE)

FORECASTS_BY_IDS = ReadingByKeys(_forecasts, SupplyForecast.id)

FORECASTS_BY_NUMBERS = ReadingByKeys(
    _forecasts.order_by(SupplyForecast.number, SupplyForecast.version), SupplyForecast.number
)
"""The versions of forecasts."""

ACTIVE_FORECASTS_BY_PRODUCT_IDS = ReadingByKeys(
    _active.order_by(SupplyForecast.product_id, SupplyForecast.location), SupplyForecast.product_id
)

FORECAST_VALUES_BY_FORECAST_IDS = ReadingByKeys(
    _values.order_by(SupplyForecastValue.forecast_id, SupplyForecastValue.start), SupplyForecastValue.forecast_id
)

FORECAST_ORDERINGS = {
    SupplyForecastOrder.CREATED: Ordering(SupplyForecast.id),
    SupplyForecastOrder.HORIZON_START: Ordering(SupplyForecast.horizon_start, SupplyForecast.id),
    SupplyForecastOrder.SKU: Ordering(SupplyForecast.sku_sort, SupplyForecast.id),
    SupplyForecastOrder.WAPE: Ordering(SupplyForecast.wape, SupplyForecast.id, unknown_last=True),
}

NEVER_MEASURED = dict.fromkeys(
    ("buckets", "left_out", "zero_actuals", "mape", "wape", "mae", "rmse", "bias", "computed_at", "actuals")
)
"""The columns of what was measured, as they are before."""


class NewValue(NamedTuple):
    """What is expected in the bucket of a forecast that begins on a day."""

    forecast_id: int
    start: date
    quantity: Decimal
    lower: Decimal | None
    upper: Decimal | None


_WRITE_VALUES = text("""
    INSERT INTO supply_forecast_value AS value (tenant_id, forecast_id, start, quantity, lower, upper)
    SELECT :tenant, * FROM unnest(
        CAST(:forecast_id AS bigint[]), CAST(:start AS date[]), CAST(:quantity AS numeric[]),
        CAST(:lower AS numeric[]), CAST(:upper AS numeric[])) AS new (forecast_id, start, quantity, lower, upper)
    ORDER BY new.forecast_id, new.start
    ON CONFLICT (tenant_id, forecast_id, start) DO UPDATE SET
        quantity = excluded.quantity, lower = excluded.lower, upper = excluded.upper""")

_COPY_VALUES = text("""
    INSERT INTO supply_forecast_value (tenant_id, forecast_id, start, quantity, lower, upper)
    SELECT tenant_id, CAST(:copy AS bigint), start, quantity, lower, upper FROM supply_forecast_value
    WHERE forecast_id = :id ORDER BY start""")
_HOLD_PLANS = text("SELECT id FROM production_plan WHERE forecast_id = :id ORDER BY id FOR SHARE")

_TOTALS = text("""
    SELECT forecast_id, sum(quantity) AS total FROM supply_forecast_value
    WHERE forecast_id = ANY(CAST(:ids AS bigint[])) GROUP BY forecast_id""")


async def forecast_page(session: ReadSession, chosen: SupplyForecastFilter, window: Window) -> ColumnRows:
    """Forecasts in an order, those in a window."""
    return await session.table(page(_forecasts.where(*chosen.conditions()), window))


async def forecast_count(session: ReadSession, chosen: SupplyForecastFilter) -> int:
    """How many forecasts a filter keeps."""
    return int(await session.scalar(select(func.count()).select_from(SupplyForecast).where(*chosen.conditions())))


async def active_forecast(session: ReadSession, product_id: int, location: str) -> SupplyForecastRow | None:
    """The active forecast of a product at a location."""
    return await session.row(
        _active.where(SupplyForecast.product_id == product_id, SupplyForecast.location == location)
    )


async def forecasts_ever_active(session: ReadSession, product_id: int, location: str) -> Sequence[SupplyForecastRow]:
    """Forecasts of a product at a location that are or were active, by when they became so."""
    chosen = _forecasts.where(SupplyForecast.product_id == product_id, SupplyForecast.location == location)
    return await session.rows(
        chosen.where(SupplyForecast.activated_at.is_not(None)).order_by(SupplyForecast.activated_at)
    )


async def forecast_by_id(session: ReadSession, id: int) -> SupplyForecastRow | None:
    """One forecast."""
    return await session.row(_forecasts.where(SupplyForecast.id == id))


async def forecasts_by_ids(session: ReadSession, ids: Collection[int]) -> Sequence[SupplyForecastRow]:
    """Forecasts by id."""
    return await session.rows(_forecasts.where(SupplyForecast.id == func.any(list(ids))))


async def hold_plans_of_forecast(session: WriteSession, id: int) -> None:
    """Keep the plans that name a forecast as they are until the transaction ends."""
    await session.run(_HOLD_PLANS, {"id": id})


async def locked_forecasts(
    session: WriteSession, ids: Collection[int], *, unreferred: bool = False
) -> Sequence[SupplyForecastRow]:
    """Forecasts held alone until the transaction ends, by id; `unreferred`: nothing begins to name them either."""
    chosen = _forecasts.where(SupplyForecast.id == func.any(list(ids))).order_by(SupplyForecast.id)
    return await session.rows(chosen.with_for_update(key_share=not unreferred))


async def highest_version(session: ReadSession, number: str) -> int:
    """The highest version of a forecast; who makes the next at the same time as another gets a ConcurrentChange."""
    return int(await session.scalar(select(func.max(SupplyForecast.version)).where(SupplyForecast.number == number)))


async def drafts_of_products(session: ReadSession, product_ids: Collection[int]) -> Sequence[SupplyForecastRow]:
    """The drafts of some products, the latest last."""
    drafts = _forecasts.where(SupplyForecast.product_id == func.any(list(product_ids)))
    drafts = drafts.where(SupplyForecast.status == SupplyForecastStatus.DRAFT)
    return await session.rows(drafts.order_by(SupplyForecast.id))


async def forget_measures(session: WriteSession, ids: Collection[int]) -> None:
    """Forget what was measured of forecasts whose values are others now."""
    if ids:
        changed = update(SupplyForecast).where(SupplyForecast.id == func.any(list(ids)))
        await session.run(changed.values(updated_at=func.statement_timestamp(), **NEVER_MEASURED))


async def insert_forecast(session: WriteSession, values: Mapping[str, Any]) -> SupplyForecastRow:
    """Create a forecast without its values; `created_by` is who writes."""
    new = insert(SupplyForecast).values(tenant_id=session.tenant_id, created_by=session.subject, **values)
    (row,) = await session.rows(new.returning(*SupplyForecast.__table__.columns))
    return row


async def update_forecast(
    session: WriteSession, id: int, values: Mapping[str, Any], *, status: SupplyForecastStatus
) -> SupplyForecastRow | None:
    """Change columns of a forecast that still has a status; None where it has another one now.

    A second active one of its product and location is a ConcurrentChange, "uq_supply_forecast_active": supersede the
    first before.
    """
    changed = update(SupplyForecast).where(SupplyForecast.id == id, SupplyForecast.status == status)
    changed = changed.values(updated_at=func.statement_timestamp(), **values)
    return await session.row(changed.returning(*SupplyForecast.__table__.columns))


async def write_values(session: WriteSession, values: Sequence[NewValue]) -> None:
    """Write values of forecasts, over those of the same buckets."""
    if values:
        await session.run(_WRITE_VALUES, {"tenant": session.tenant_id, **columns_of(NewValue, values)})
        await take_statistics(session, "supply_forecast_value", len(values))


async def copy_values(session: WriteSession, id: int, *, to: int) -> None:
    """Give a forecast without values those of another."""
    await session.run(_COPY_VALUES, {"id": id, "copy": to})


async def forecast_totals(session: ReadSession, ids: Collection[int]) -> dict[int, Decimal]:
    """The sums of the values of forecasts; nothing for those that have none."""
    rows = await session.rows(_TOTALS, {"ids": list(ids)})
    return {row.forecast_id: row.total for row in rows}


async def values_of(session: ReadSession, forecast_ids: Collection[int]) -> Sequence[ForecastValueRow]:
    """The values of forecasts, in order."""
    chosen = _values.where(SupplyForecastValue.forecast_id == func.any(list(forecast_ids)))
    return await session.rows(chosen.order_by(SupplyForecastValue.forecast_id, SupplyForecastValue.start))
