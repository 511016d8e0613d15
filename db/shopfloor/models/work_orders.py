"""Work orders, and when they were completed."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, Total, refers, stored
from db.shared.natural_order import COLLATION, natural_order
from db.shopfloor.bounds import ALLOWANCE
from db.shopfloor.enums import MaterialConsumption, WorkOrderStatus
from db.supply.bounds import POSITIVE_QUANTITY


class WorkOrder(TenantOwned, Base):
    """What the floor makes: an SPK. What was made of it is the sum of its daily production, and never kept here.

    `number_key` is the number without regard to letter case, `number_sort` what pages by number go by. Department,
    stage and location are spelled as the vocabulary keeps them, so that equal codes are equal texts. Whoever writes its
    production, changes or debts holds its row.
    """

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number_key"),  # one by its number, in queries and files
        Index(None, "tenant_id", "number_sort"),  # pages by number
        Index(None, "tenant_id", "deadline", "id"),  # pages by deadline
        Index(None, "tenant_id", "department", "deadline", "id"),  # a department's
        Index(None, "tenant_id", "status", "id"),  # open ones, and how many
        Index(None, "tenant_id", "product_id", "location"),  # a product's; what is on order
        Index("ix_work_order_plan", "tenant_id", "plan_id", postgresql_where=text("plan_id IS NOT NULL")),  # a plan's
        refers("product_id", to="product.id"),
        refers("plan_id", to="production_plan.id"),
        POSITIVE_QUANTITY.of_column("target_qty"),
        POSITIVE_QUANTITY.of_column("original_target_qty"),
        ALLOWANCE.of_column("overproduction_allowance"),
        CheckConstraint("planned_start <= deadline", name="deadline"),
        CheckConstraint("(status = 'CANCELLED') = (cancelled_at IS NOT NULL)", name="cancelled"),
    )

    id: Mapped[Id]
    number: Mapped[str]
    number_key: Mapped[str]
    number_sort: Mapped[str] = mapped_column(
        Text(collation=COLLATION), Computed(natural_order("number_key"), persisted=True)
    )
    product_id: Mapped[Reference]
    plan_id: Mapped[int | None] = mapped_column(BigInteger)
    department: Mapped[str]
    stage: Mapped[str]
    location: Mapped[str]
    target_qty: Mapped[Quantity]
    original_target_qty: Mapped[Quantity]
    planned_start: Mapped[date]
    deadline: Mapped[date]
    original_deadline: Mapped[date]
    overproduction_allowance: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    produces_stock: Mapped[bool]
    consumption: Mapped[MaterialConsumption] = mapped_column(stored(MaterialConsumption, "consumption"))
    status: Mapped[WorkOrderStatus] = mapped_column(stored(WorkOrderStatus, "status"))
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]
    cancelled_by: Mapped[str | None]
    cancelled_at: Mapped[Timestamp | None]
    cancellation_reason: Mapped[str | None]


class WorkOrderCompletion(TenantOwned, Base):
    """When a work order reached its target, and whether it was opened again since; at most one is not."""

    __tablename__ = "work_order_completion"
    __table_args__ = (
        Index(
            "uq_work_order_completion_standing", "tenant_id", "work_order_id",
            unique=True, postgresql_where=text("reopened_at IS NULL"),
        ),  # the one that stands
        Index(None, "tenant_id", "work_order_id", "id"),  # a work order's
        refers("work_order_id", to="work_order.id"),
        CheckConstraint("(reopened_by IS NULL) = (reopened_at IS NULL)", name="reopened"),
    )  # fmt: skip

    id: Mapped[Id]
    work_order_id: Mapped[Reference]
    target_qty: Mapped[Quantity]
    actual_qty: Mapped[Total]
    completed_date: Mapped[date]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[CreatedAt]
    reopened_by: Mapped[str | None]
    reopened_at: Mapped[Timestamp | None]
