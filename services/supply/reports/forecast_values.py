"""Forecasts as a table: one row for each value, with what came of its bucket."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from db.engine import ReadSession
from db.shared.keyed_pages import Rows, Written
from db.supply.enums import TimeBucket
from db.supply.levels import LevelKey
from services.shared.relations import span_of
from services.shared.report import Page, ReportRows, Wants, everything
from services.shared.table import COUNTS, MARKS, Batch, Column, ColumnType
from services.supply.demand.buckets import bucket_end
from services.supply.forecasts.actuals import Actuals, Asked, actuals_of

T = ColumnType
FORECAST_VALUE_COLUMNS = [
    Column("number", T.TEXT),
    Column("version", T.INTEGER),
    Column("sku", T.TEXT),
    Column("location", T.TEXT),
    Column("status", T.TEXT),
    Column("method", T.TEXT),
    Column("bucket", T.TEXT),
    Column("start", T.DATE),
    Column("end", T.DATE),
    Column("quantity", T.DECIMAL),
    Column("lower", T.DECIMAL),
    Column("upper", T.DECIMAL),
    Column("actual", T.DECIMAL),
    Column("error", T.DECIMAL),
    Column("updated_at", T.DATETIME),
    *MARKS,
]
FORECAST_VALUE_PLACE = (int, date)
"""The order in which forecasts were made, and the first day of the bucket."""


class ForecastValueTold(NamedTuple):
    """A value as the table is made of it."""

    number: str
    version: int
    sku: str
    product_id: int
    location: str
    status: str
    method: str
    bucket: str
    horizon_start: date
    horizon_end: date
    start: date
    quantity: Decimal
    lower: Decimal | None
    upper: Decimal | None
    changed_at: datetime
    counts: bool

    @property
    def asked(self) -> Asked:
        """What came of its forecast's buckets."""
        place = LevelKey(self.product_id, self.location)
        return Asked(place, TimeBucket(self.bucket), self.horizon_start, self.horizon_end)


async def forecast_value_rows(
    session: ReadSession, *, table: Written, page: Page, today: date, wants: Wants = everything
) -> ReportRows:
    """Values by forecast and bucket; an error is what was forecast less what came: above 0 it was too high.

    What came is looked up where somebody wants it.
    """
    span = span_of(page)
    rows = table.rows(session, ForecastValueTold._fields, span)
    return ReportRows(_batches(session, rows, today, wants("actual", "error")), partial(table.end, session, span))


async def _batches(session: ReadSession, rows: Rows, today: date, actuals: bool) -> AsyncIterator[Batch]:
    async for batch in rows:
        values = [ForecastValueTold(*row) for row in batch]
        came = await actuals_of(session, {value.asked for value in values}, today=today) if actuals else {}
        yield _rows(values, came)


def _rows(values: Sequence[ForecastValueTold], came: Mapping[Asked, Actuals]) -> list[list[Any]]:
    return [_row(value, came.get(value.asked, {}).get(value.start)) for value in values]


def _row(value: ForecastValueTold, actual: Decimal | None) -> list[Any]:
    return [
        value.number,
        value.version,
        value.sku,
        value.location,
        value.status,
        value.method,
        value.bucket,
        value.start,
        bucket_end(value.start, TimeBucket(value.bucket)),
        value.quantity,
        value.lower,
        value.upper,
        actual,
        None if actual is None else value.quantity - actual,
        value.changed_at,
        *(COUNTS if value.counts else (False, value.changed_at)),
    ]
