"""Forecasts of demand, and their values."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Double, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, refers, stored
from db.shared.natural_order import COLLATION
from db.supply.bounds import CONFIDENCE, INTERVAL_LEVEL, QUANTITY
from db.supply.enums import ForecastMethod, SupplyForecastStatus, TimeBucket


class SupplyForecast(TenantOwned, Base):
    """A version of what is expected to be asked for; the versions of a forecast share its number.

    A forecast is ACTIVE once at most, so that `activated_at`, and `superseded_at` or `archived_at`, say what was active
    when. `sku_sort` is its product's. What was measured stands in the columns from `buckets` to `computed_at`, and by
    which figures in `actuals`: what came, by the first day of its bucket.
    """

    __tablename__ = "supply_forecast"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number", "version"),  # versions of a forecast
        Index(
            "uq_supply_forecast_active",
            "tenant_id", "product_id", "location",
            unique=True,
            postgresql_where=text("status = 'ACTIVE'"),
        ),  # the active one of a product and location; active ones of products
        Index(None, "tenant_id", "product_id", "location", "id"),  # a product's; what was active when
        Index(None, "tenant_id", "horizon_start", "id"),  # pages by the beginning of the horizon
        Index(None, "tenant_id", "sku_sort", "id"),  # pages by sku
        Index(None, "tenant_id", "wape", "id"),  # pages by accuracy
        refers("product_id", to="product.id"),
        refers("parent_id", to="supply_forecast.id"),
        CONFIDENCE.of_column("confidence"),
        INTERVAL_LEVEL.of_column("interval_level"),
        CheckConstraint("horizon_start <= horizon_end", name="horizon"),
        CheckConstraint("(computed_at IS NULL) = (buckets IS NULL)", name="measured"),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[str]
    version: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str]
    product_id: Mapped[Reference]
    sku_sort: Mapped[str] = mapped_column(Text(collation=COLLATION))
    location: Mapped[str]
    bucket: Mapped[TimeBucket] = mapped_column(stored(TimeBucket, "bucket"))
    horizon_start: Mapped[date]
    horizon_end: Mapped[date]
    status: Mapped[SupplyForecastStatus] = mapped_column(stored(SupplyForecastStatus, "status"))
    method: Mapped[ForecastMethod] = mapped_column(stored(ForecastMethod, "method"))
    model_name: Mapped[str | None]
    model_version: Mapped[str | None]
    suggestion_id: Mapped[str | None]
    confidence: Mapped[float | None] = mapped_column(Double)
    reasoning: Mapped[str | None]
    interval_level: Mapped[float | None] = mapped_column(Double)
    notes: Mapped[str] = mapped_column(server_default="")
    buckets: Mapped[int | None]
    left_out: Mapped[int | None]
    zero_actuals: Mapped[int | None]
    mape: Mapped[float | None] = mapped_column(Double)
    wape: Mapped[float | None] = mapped_column(Double)
    mae: Mapped[float | None] = mapped_column(Double)
    rmse: Mapped[float | None] = mapped_column(Double)
    bias: Mapped[float | None] = mapped_column(Double)
    computed_at: Mapped[Timestamp | None]
    actuals: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    trials: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
    activated_by: Mapped[str | None]
    activated_at: Mapped[Timestamp | None]
    superseded_by: Mapped[str | None]
    superseded_at: Mapped[Timestamp | None]
    archived_by: Mapped[str | None]
    archived_at: Mapped[Timestamp | None]
    archive_reason: Mapped[str | None]


class SupplyForecastValue(TenantOwned, Base):
    """What is expected in one bucket, and between which bounds."""

    __tablename__ = "supply_forecast_value"
    __table_args__ = (
        UniqueConstraint("tenant_id", "forecast_id", "start"),  # a forecast's values, in their order
        refers("forecast_id", to="supply_forecast.id"),
        QUANTITY.of_column("quantity"),
        QUANTITY.of_column("lower"),
        QUANTITY.of_column("upper"),
        CheckConstraint("lower <= quantity AND quantity <= upper", name="interval"),
    )

    id: Mapped[Id]
    forecast_id: Mapped[Reference]
    start: Mapped[date]
    quantity: Mapped[Quantity]
    lower: Mapped[Quantity | None]
    upper: Mapped[Quantity | None]
    updated_at: Mapped[ChangedAt]
