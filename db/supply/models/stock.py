"""Stock: what there is of a product at a location, and the movements that made it so."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import UUID as SqlUUID
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ChangedAt, CreatedAt, Id, Quantity, Reference, TenantOwned, Total, refers, stored
from db.shared.natural_order import COLLATION
from db.supply.enums import MovementKind


class InventoryLevel(TenantOwned, Base):
    """The sum of a product's movements at a location, kept equal to them in the transaction that writes them.

    Whoever writes movements holds the rows of their levels, in the order of product and location. `sku_sort` is the
    product's.
    """

    __tablename__ = "inventory_level"
    __table_args__ = (
        UniqueConstraint("tenant_id", "product_id", "location"),  # the level of a product and location
        Index(None, "tenant_id", "sku_sort", "location"),  # pages by sku
        refers("product_id", to="product.id"),
        # Rows are written anew again and again, in no index's columns: with room in the page no index is touched.
        {"postgresql_with": {"fillfactor": 50}},
    )

    id: Mapped[Id]
    product_id: Mapped[Reference]
    sku_sort: Mapped[str] = mapped_column(Text(collation=COLLATION))
    location: Mapped[str]
    on_hand: Mapped[Total] = mapped_column(server_default=text("0"))
    allocated: Mapped[Total] = mapped_column(server_default=text("0"))
    in_transit: Mapped[Total] = mapped_column(server_default=text("0"))
    last_counted_on: Mapped[date | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[ChangedAt]


class InventoryMovement(TenantOwned, Base):
    """What happened to a level on a day; never changed. Of a level, ids are in the order of entry.

    `transfer` is shared by the two sides of one. `counted` is what a count found. `restates_id` is the movement that
    this adjustment takes back from the day of a later count on, and `reverses_id` the one that this one mirrors. The
    shop floor says which work order it is for, and which entry of daily production wrote it.
    """

    __tablename__ = "inventory_movement"
    __table_args__ = (
        Index(
            "ix_inventory_movement_balance",
            "tenant_id", "level_id", "occurred_on", "id",
            postgresql_include=["kind", "on_hand_change"],
        ),  # closing balances, daily balances, consumption by day, a level's pages
        Index(None, "tenant_id", "occurred_on", "id"),  # pages of all movements
        Index(
            "ix_inventory_movement_entered", "tenant_id", "created_at", postgresql_include=["level_id"]
        ),  # levels of which anything was entered since a moment
        Index(
            "uq_inventory_movement_client_key", "tenant_id", "client_key",
            unique=True, postgresql_where=text("client_key IS NOT NULL"),
        ),  # what was sent before
        Index(
            "uq_inventory_movement_reverses_id", "tenant_id", "reverses_id",
            unique=True, postgresql_where=text("reverses_id IS NOT NULL"),
        ),  # who reversed a movement: one at most
        Index(
            "ix_inventory_movement_restates_id", "tenant_id", "restates_id",
            postgresql_where=text("restates_id IS NOT NULL"),
        ),  # what a movement restated
        Index(
            "ix_inventory_movement_transfer", "tenant_id", "transfer",
            postgresql_where=text("transfer IS NOT NULL"),
        ),  # the other side
        Index(
            "ix_inventory_movement_count", "tenant_id", "level_id", "occurred_on", "id",
            postgresql_where=text("counted IS NOT NULL"),
        ),  # counts on or after a day
        Index(
            "ix_inventory_movement_reference", "tenant_id", "reference", "occurred_on", "id",
            postgresql_where=text("reference <> ''"),
        ),  # movements by what they refer to
        Index(
            "ix_inventory_movement_work_order", "tenant_id", "work_order_id", "level_id", "id",
            postgresql_include=["allocated_change"], postgresql_where=text("work_order_id IS NOT NULL"),
        ),  # a work order's, and what is put aside for it
        Index(
            "ix_inventory_movement_daily_production", "tenant_id", "daily_production_id",
            postgresql_where=text("daily_production_id IS NOT NULL"),
        ),  # what an entry of daily production wrote
        refers("level_id", to="inventory_level.id"),
        refers("work_order_id", to="work_order.id"),
        refers("daily_production_id", to="daily_production.id"),
        refers("reverses_id", to="inventory_movement.id"),
        refers("restates_id", to="inventory_movement.id"),
        CheckConstraint("counted IS NULL OR kind = 'ADJUSTMENT'", name="count_is_an_adjustment"),
    )  # fmt: skip

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Computed("'MV-' || id", persisted=True))
    level_id: Mapped[Reference]
    kind: Mapped[MovementKind] = mapped_column(stored(MovementKind, "kind"))
    quantity: Mapped[Total]
    on_hand_change: Mapped[Total]
    allocated_change: Mapped[Total]
    in_transit_change: Mapped[Total]
    occurred_on: Mapped[date]
    reference: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[str] = mapped_column(server_default="")
    client_key: Mapped[str | None]
    reverses_id: Mapped[int | None] = mapped_column(BigInteger)
    restates_id: Mapped[int | None] = mapped_column(BigInteger)
    transfer: Mapped[UUID | None] = mapped_column(SqlUUID)
    counted: Mapped[Quantity | None]
    work_order_id: Mapped[int | None] = mapped_column(BigInteger)
    daily_production_id: Mapped[int | None] = mapped_column(BigInteger)
    created_by: Mapped[str]
    created_at: Mapped[ChangedAt]
