"""Changes of work orders that somebody asked for."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, refers, stored
from db.shopfloor.enums import ApprovalStatus, WorkOrderField
from db.supply.bounds import POSITIVE_QUANTITY


class WorkOrderChange(TenantOwned, Base):
    """Another target or deadline, asked for by one and decided by others; at most one of a field waits.

    `approvals_needed` is 2 for a large change. What was decided, and by whom, is in `approval`; the last decision
    stands here too.
    """

    __tablename__ = "work_order_change"
    __table_args__ = (
        Index(
            "uq_work_order_change_pending", "tenant_id", "work_order_id", "field",
            unique=True, postgresql_where=text("status = 'PENDING'"),
        ),  # the one that waits
        Index(
            "ix_work_order_change_waiting", "tenant_id", "requested_at", "id",
            postgresql_where=text("status = 'PENDING'"),
        ),  # what waits for a decision, the oldest first
        Index(None, "tenant_id", "work_order_id", "id"),  # a work order's
        refers("work_order_id", to="work_order.id"),
        POSITIVE_QUANTITY.of_column("new_qty"),
        CheckConstraint(
            "(field = 'TARGET_QTY') = (old_qty IS NOT NULL AND new_qty IS NOT NULL) AND "
            "(field = 'DEADLINE') = (old_date IS NOT NULL AND new_date IS NOT NULL)",
            name="values_of_its_field",
        ),
        CheckConstraint("NOT is_applied OR status = 'APPROVED'", name="only_what_was_approved_is_applied"),
    )  # fmt: skip

    id: Mapped[Id]
    work_order_id: Mapped[Reference]
    field: Mapped[WorkOrderField] = mapped_column(stored(WorkOrderField, "field"))
    old_qty: Mapped[Quantity | None]
    new_qty: Mapped[Quantity | None]
    old_date: Mapped[date | None]
    new_date: Mapped[date | None]
    reason: Mapped[str]
    status: Mapped[ApprovalStatus] = mapped_column(stored(ApprovalStatus, "status"))
    approvals_needed: Mapped[int] = mapped_column(server_default=text("1"))
    is_applied: Mapped[bool] = mapped_column(server_default=text("false"))
    requested_by: Mapped[str]
    requested_at: Mapped[CreatedAt]
    decided_by: Mapped[str | None]
    decided_at: Mapped[Timestamp | None]
    decision_note: Mapped[str | None]
    updated_at: Mapped[ChangedAt]
