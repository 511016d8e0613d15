"""Drafts of forecasts, written as a set."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from db.engine import WriteSession
from db.shared.columns import columns_of
from db.shared.statistics import take_statistics
from db.supply.enums import ForecastMethod, TimeBucket

_INSERT = text("""
    INSERT INTO supply_forecast (tenant_id, status, version, created_by, number, name, product_id, sku_sort, location,
                                 bucket, horizon_start, horizon_end, method, model_name, model_version, suggestion_id,
                                 confidence, reasoning, interval_level, notes, trials)
    SELECT :tenant, 'DRAFT', 1, :subject, new.number, new.name, new.product_id, new.sku_sort, new.location,
           new.bucket, new.horizon_start, new.horizon_end, new.method, new.model_name, new.model_version,
           new.suggestion_id, new.confidence, new.reasoning, new.interval_level, new.notes, CAST(new.trials AS jsonb)
    FROM unnest(
        CAST(:number AS text[]), CAST(:name AS text[]), CAST(:product_id AS bigint[]), CAST(:sku_sort AS text[]),
        CAST(:location AS text[]), CAST(:bucket AS text[]), CAST(:horizon_start AS date[]),
        CAST(:horizon_end AS date[]), CAST(:method AS text[]), CAST(:model_name AS text[]),
        CAST(:model_version AS text[]), CAST(:suggestion_id AS text[]), CAST(:confidence AS float8[]),
        CAST(:reasoning AS text[]), CAST(:interval_level AS float8[]), CAST(:notes AS text[]), CAST(:trials AS text[]))
        AS new (number, name, product_id, sku_sort, location, bucket, horizon_start, horizon_end, method, model_name,
                model_version, suggestion_id, confidence, reasoning, interval_level, notes, trials)
    ORDER BY new.number
    RETURNING id, number""")


class NewForecast(NamedTuple):
    """The first version of a forecast, without its values; `trials` is the text of a JSON list."""

    number: str
    name: str
    product_id: int
    sku_sort: str
    location: str
    bucket: TimeBucket
    horizon_start: date
    horizon_end: date
    method: ForecastMethod
    model_name: str | None
    model_version: str | None
    suggestion_id: str | None
    confidence: float | None
    reasoning: str | None
    interval_level: float | None
    notes: str
    trials: str


async def insert_forecasts(session: WriteSession, forecasts: Sequence[NewForecast]) -> list[int]:
    """Create drafts, by who writes; returns their ids in the order given."""
    if not forecasts:
        return []
    given = {"tenant": session.tenant_id, "subject": session.subject, **columns_of(NewForecast, forecasts)}
    ids = {row.number: row.id for row in await session.rows(_INSERT, given)}
    await take_statistics(session, "supply_forecast", len(forecasts))
    return [ids[one.number] for one in forecasts]
