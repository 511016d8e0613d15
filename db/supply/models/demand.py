"""Demand as files bring it; what was consumed is computed from the ledger and kept nowhere."""

from datetime import date

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, refers, stored
from db.supply.bounds import QUANTITY
from db.supply.enums import TimeBucket


class DemandSeries(TenantOwned, Base):
    """The bucket that the history of a product at a location is kept in: one, whatever file brings it."""

    __tablename__ = "demand_series"
    __table_args__ = (UniqueConstraint("tenant_id", "product_id", "location"), refers("product_id", to="product.id"))

    id: Mapped[Id]
    product_id: Mapped[Reference]
    location: Mapped[str]
    bucket: Mapped[TimeBucket] = mapped_column(stored(TimeBucket, "bucket"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]


class DemandPoint(TenantOwned, Base):
    """What was asked for in the bucket that begins on a day; `is_no_data` says that nobody knows."""

    __tablename__ = "demand_point"
    __table_args__ = (
        refers("product_id", "location", to="demand_series.product_id+location"),
        QUANTITY.of_column("quantity"),
    )

    product_id: Mapped[Reference] = mapped_column(primary_key=True)
    location: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    quantity: Mapped[Quantity]
    is_no_data: Mapped[bool] = mapped_column(server_default=text("false"))
    updated_at: Mapped[ChangedAt]
