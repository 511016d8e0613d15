"""Alerts, and when each tenant's were last looked through for what time alone changes."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, text
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, Id, Reference, TenantOwned, Timestamp, Total, refers, stored
from db.shopfloor.enums import (
    DEBT_ALERTS,
    ORDER_ALERTS,
    STOCK_ALERTS,
    AlertEvent,
    AlertKind,
    AlertSeverity,
    AlertState,
)


def _among(*kinds: AlertKind) -> str:
    return f"kind IN ({', '.join(repr(kind.value) for kind in kinds)})"


SEVERITY_RANK = "strpos('INFO WARNING CRITICAL', severity)"
"""How much an alert matters, as a number: the later its word stands here. A call, which an index is compared by."""


class Alert(TenantOwned, Base):
    """What somebody should know of a work order, a level or a material debt; of a kind one at a time.

    Opened again within a day, it is the same one. `event` is what happened last, at `changed_at`; a figure that only
    moves changes neither. `product_id` is the subject's. Whoever evaluates a subject holds its alerts by name.
    """

    __tablename__ = "alert"
    __table_args__ = (
        Index(
            "uq_alert_standing", "tenant_id", "kind", "subject_id",
            unique=True, postgresql_where=text("state <> 'CLOSED'"),
        ),  # one of a kind and subject at a time
        Index(
            "ix_alert_work_order", "tenant_id", "work_order_id", postgresql_where=text("work_order_id IS NOT NULL")
        ),  # a work order's
        Index("ix_alert_level", "tenant_id", "level_id", postgresql_where=text("level_id IS NOT NULL")),  # a level's
        Index(
            "ix_alert_material_debt", "tenant_id", "material_debt_id",
            postgresql_where=text("material_debt_id IS NOT NULL"),
        ),  # a debt's
        Index(None, "tenant_id", "changed_at", "id"),  # pages, the newest first
        Index(
            "ix_alert_standing", "tenant_id", "changed_at", "id", postgresql_where=text("state <> 'CLOSED'")
        ),  # the same of those that are not closed
        Index(None, "tenant_id", "opened_at", "id"),  # pages by when they opened
        Index(
            "ix_alert_standing_opened", "tenant_id", "opened_at", "id", postgresql_where=text("state <> 'CLOSED'")
        ),  # the same of those that are not closed
        Index(
            "ix_alert_standing_severity", "tenant_id", text(SEVERITY_RANK), "changed_at", "id",
            postgresql_where=text("state <> 'CLOSED'"),
        ),  # pages by severity
        Index(
            "ix_alert_open", "tenant_id", "severity", "kind", postgresql_where=text("state = 'OPEN'")
        ),  # how many are open
        Index(None, "tenant_id", "product_id", "id"),  # a product's
        refers("work_order_id", to="work_order.id"),
        refers("level_id", to="inventory_level.id"),
        refers("material_debt_id", to="material_debt.id"),
        refers("product_id", to="product.id"),
        CheckConstraint(
            f"({_among(*ORDER_ALERTS)}) = (work_order_id IS NOT NULL) AND "
            f"({_among(*STOCK_ALERTS)}) = (level_id IS NOT NULL) AND "
            f"({_among(*DEBT_ALERTS)}) = (material_debt_id IS NOT NULL)",
            name="subject_of_its_kind",
        ),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name="acknowledged"),
        CheckConstraint("state <> 'ACKNOWLEDGED' OR acknowledged_at IS NOT NULL", name="acknowledged_by_somebody"),
    )  # fmt: skip

    id: Mapped[Id]
    kind: Mapped[AlertKind] = mapped_column(stored(AlertKind, "kind"))
    work_order_id: Mapped[int | None] = mapped_column(BigInteger)
    level_id: Mapped[int | None] = mapped_column(BigInteger)
    material_debt_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(
        BigInteger, Computed("coalesce(work_order_id, level_id, material_debt_id)", persisted=True)
    )
    product_id: Mapped[Reference]
    severity: Mapped[AlertSeverity] = mapped_column(stored(AlertSeverity, "severity"))
    state: Mapped[AlertState] = mapped_column(stored(AlertState, "state"))
    event: Mapped[AlertEvent] = mapped_column(stored(AlertEvent, "event"))
    figure: Mapped[Total | None]
    threshold: Mapped[Total | None]
    opened_at: Mapped[ChangedAt]
    changed_at: Mapped[ChangedAt]
    closed_at: Mapped[Timestamp | None]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[Timestamp | None]
    note: Mapped[str | None]
    times_reopened: Mapped[int] = mapped_column(server_default=text("0"))
    updated_at: Mapped[ChangedAt]


class AlertRound(TenantOwned, Base):
    """When all alerts of a tenant were last evaluated: of several servers one at a time takes the next round."""

    __tablename__ = "alert_round"

    evaluated_at: Mapped[datetime] = mapped_column(SqlDateTime(timezone=True), server_default=text("now()"))
