"""Material debts: leave to use material that is not in stock, and what was received for them."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Timestamp, refers, stored
from db.shopfloor.enums import ApprovalStatus
from db.supply.bounds import POSITIVE_QUANTITY


class MaterialDebt(TenantOwned, Base):
    """Leave of a work order to use so much of a material that is not there, from a day on.

    `settled_qty` is the sum of its settlements, kept while the row is held; `closed_qty` was given back. Of an approved
    debt, quantity − settled − closed is open: stock of the material may be so far below nothing.
    """

    __tablename__ = "material_debt"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index(
            "uq_material_debt_client_key", "tenant_id", "client_key",
            unique=True, postgresql_where=text("client_key IS NOT NULL"),
        ),  # what was sent before
        Index(
            "ix_material_debt_waiting", "tenant_id", "requested_at", "id",
            postgresql_where=text("status = 'PENDING'"),
        ),  # what waits for a decision, the oldest first
        Index(
            "ix_material_debt_allowing", "tenant_id", "material_id", "location",
            postgresql_where=text("status = 'APPROVED'"),
        ),  # by how much stock may be below nothing
        Index(None, "tenant_id", "requested_at", "id"),  # pages, the oldest request first
        Index(None, "tenant_id", "needed_on", "id"),  # pages by need
        Index(None, "tenant_id", "quantity", "id"),  # pages by quantity
        Index(None, "tenant_id", "material_id", "id"),  # a material's
        Index(None, "tenant_id", "work_order_id", "id"),  # a work order's
        refers("work_order_id", to="work_order.id"),
        refers("material_id", to="product.id"),
        POSITIVE_QUANTITY.of_column("quantity"),
        CheckConstraint(
            "settled_qty >= 0 AND closed_qty >= 0 AND settled_qty + closed_qty <= quantity", name="settled_and_closed"
        ),
        CheckConstraint("status = 'APPROVED' OR settled_qty + closed_qty = 0", name="only_approved_ones_are_settled"),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[str]
    work_order_id: Mapped[Reference]
    material_id: Mapped[Reference]
    location: Mapped[str]
    quantity: Mapped[Quantity]
    needed_on: Mapped[date]
    reason: Mapped[str]
    client_key: Mapped[str | None]
    status: Mapped[ApprovalStatus] = mapped_column(stored(ApprovalStatus, "status"))
    approvals_needed: Mapped[int] = mapped_column(server_default=text("1"))
    requested_by: Mapped[str]
    requested_at: Mapped[CreatedAt]
    decided_by: Mapped[str | None]
    decided_at: Mapped[Timestamp | None]
    decision_note: Mapped[str | None]
    settled_qty: Mapped[Quantity] = mapped_column(server_default=text("0"))
    settled_at: Mapped[Timestamp | None]
    closed_qty: Mapped[Quantity] = mapped_column(server_default=text("0"))
    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[Timestamp | None]
    closing_reason: Mapped[str | None]
    updated_at: Mapped[ChangedAt]


class MaterialDebtSettlement(TenantOwned, Base):
    """Material that came for a debt; never changed. Of the receipt it names, others may use up another part."""

    __tablename__ = "material_debt_settlement"
    __table_args__ = (
        Index(None, "tenant_id", "material_debt_id", "id"),  # a debt's
        Index(None, "tenant_id", "movement_id"),  # what of a receipt is used up
        refers("material_debt_id", to="material_debt.id"),
        refers("movement_id", to="inventory_movement.id"),
        POSITIVE_QUANTITY.of_column("received_qty"),
    )

    id: Mapped[Id]
    material_debt_id: Mapped[Reference]
    movement_id: Mapped[Reference]
    received_qty: Mapped[Quantity]
    received_on: Mapped[date]
    received_by: Mapped[str]
    received_at: Mapped[ChangedAt]
    notes: Mapped[str]
