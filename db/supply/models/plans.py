"""Production plans."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, refers, stored
from db.supply.bounds import COMPLETION, POSITIVE_QUANTITY
from db.supply.enums import ProductionPlanStatus


class ProductionPlan(TenantOwned, Base):
    """How much of a product is to be made, and when.

    `version` grows with every change, `round` with every submission. `last_changed_by` created or edited it last: who
    submits it changes nothing in this sense. The two schedule arrays run in step; empty, the quantity is spread over
    working days. Numbers are drawn one after another, so that the order of ids is that of numbers.
    """

    __tablename__ = "production_plan"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index(None, "tenant_id", "planned_start", "id"),  # pages by start
        Index(None, "tenant_id", "submitted_at", "id"),  # pages by submission
        Index(None, "tenant_id", "quantity", "id"),  # pages by quantity
        Index(
            "ix_production_plan_pending", "tenant_id", "submitted_at", "id",
            postgresql_where=text("status = 'PENDING_APPROVAL'"),
        ),  # what waits for a decision, the oldest first
        Index(None, "tenant_id", "status", "id"),  # open plans, and how many
        Index(None, "tenant_id", "product_id", "location"),  # a product's
        Index(None, "tenant_id", "forecast_id"),  # those that use a forecast
        refers("product_id", to="product.id"),
        refers("forecast_id", to="supply_forecast.id"),
        POSITIVE_QUANTITY.of_column("quantity"),
        COMPLETION.of_column("manual_completion"),
        CheckConstraint("planned_start <= planned_end", name="planned_end"),
        CheckConstraint("cardinality(schedule_starts) = cardinality(schedule_quantities)", name="schedule"),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[str]
    name: Mapped[str]
    product_id: Mapped[Reference]
    location: Mapped[str]
    forecast_id: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[Quantity]
    planned_start: Mapped[date]
    planned_end: Mapped[date]
    schedule_starts: Mapped[list[date]] = mapped_column(ARRAY(Date), server_default=text("'{}'"))
    schedule_quantities: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric(18, 4)), server_default=text("'{}'"))
    status: Mapped[ProductionPlanStatus] = mapped_column(stored(ProductionPlanStatus, "status"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    round: Mapped[int] = mapped_column(server_default=text("0"))
    constraints: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    manual_completion: Mapped[Decimal] = mapped_column(Numeric(5, 2), server_default=text("0"))
    completion_reason: Mapped[str | None]
    last_changed_by: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[Timestamp | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[Timestamp | None]
    rejected_by: Mapped[str | None]
    rejected_at: Mapped[Timestamp | None]
    rejection_reason: Mapped[str | None]
    started_by: Mapped[str | None]
    started_at: Mapped[Timestamp | None]
    completed_by: Mapped[str | None]
    completed_at: Mapped[Timestamp | None]
    cancelled_by: Mapped[str | None]
    cancelled_at: Mapped[Timestamp | None]
    cancellation_reason: Mapped[str | None]
