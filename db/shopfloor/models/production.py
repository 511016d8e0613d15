"""Daily production: what was made of a work order on a day, what the entry said before, and what phones sent."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, Total, refers, stored
from db.shopfloor.enums import WorkOrderStatus
from db.supply.bounds import QUANTITY


class DailyProduction(TenantOwned, Base):
    """What was made of a work order on a day: one entry, which a correction replaces. Running sums are never kept."""

    __tablename__ = "daily_production"
    __table_args__ = (
        # One entry a day; in its order sums are made.
        UniqueConstraint(
            "tenant_id", "work_order_id", "production_date", postgresql_include=["quantity", "scrap_quantity"]
        ),
        Index(None, "tenant_id", "production_date", "id"),  # pages by day; a day's summary
        # Of which orders anything was entered since a moment.
        Index("ix_daily_production_entered", "tenant_id", "updated_at", postgresql_include=["work_order_id"]),
        refers("work_order_id", to="work_order.id"),
        QUANTITY.of_column("quantity"),
        QUANTITY.of_column("scrap_quantity"),
    )

    id: Mapped[Id]
    work_order_id: Mapped[Reference]
    production_date: Mapped[date]
    quantity: Mapped[Quantity]
    scrap_quantity: Mapped[Quantity]
    notes: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]


class DailyProductionRevision(TenantOwned, Base):
    """What an entry said before it was replaced; never changed."""

    __tablename__ = "daily_production_revision"
    __table_args__ = (
        Index(None, "tenant_id", "daily_production_id", "id"),  # an entry's
        refers("daily_production_id", to="daily_production.id"),
    )

    id: Mapped[Id]
    daily_production_id: Mapped[Reference]
    quantity: Mapped[Quantity]
    scrap_quantity: Mapped[Quantity]
    notes: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[Timestamp]
    replaced_by: Mapped[str]
    replaced_at: Mapped[ChangedAt]
    reason: Mapped[str]


class DailyProductionRequest(TenantOwned, Base):
    """What was answered to a caller's own key the first time, and what was moved; never changed.

    What was refused keeps nothing.
    """

    __tablename__ = "daily_production_request"
    __table_args__ = (
        UniqueConstraint("tenant_id", "client_key"),  # what was sent before
        Index(None, "tenant_id", "daily_production_id"),  # an entry's
        refers("daily_production_id", to="daily_production.id"),
    )

    id: Mapped[Id]
    client_key: Mapped[str]
    daily_production_id: Mapped[Reference]
    cumulative_qty: Mapped[Total]
    progress_pct: Mapped[Decimal] = mapped_column(Numeric(28, 2))
    status: Mapped[WorkOrderStatus] = mapped_column(stored(WorkOrderStatus, "status"))
    movement_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    created_at: Mapped[CreatedAt]
