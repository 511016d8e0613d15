"""Stock, and the movements that it is the sum of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.append_only import append_only
from migrations.audit import audit
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "inventory_level",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.Numeric(precision=28, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("allocated", sa.Numeric(precision=28, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("in_transit", sa.Numeric(precision=28, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("last_counted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_inventory_level_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_inventory_level_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inventory_level")),
        sa.UniqueConstraint(
            "tenant_id", "product_id", "location", name=op.f("uq_inventory_level_tenant_id_product_id_location")
        ),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(
        op.f("ix_inventory_level_tenant_id_sku_sort_location"),
        "inventory_level",
        ["tenant_id", "sku_sort", "location"],
        unique=False,
    )
    op.create_table(
        "inventory_movement",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), sa.Computed("'MV-' || id", persisted=True), nullable=False),
        sa.Column("level_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "RECEIPT",
                "CONSUMPTION",
                "ADJUSTMENT",
                "TRANSFER_OUT",
                "TRANSFER_IN",
                "ALLOCATION",
                "RELEASE",
                "EXPECTED",
                "ARRIVAL",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("on_hand_change", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("allocated_change", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("in_transit_change", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("restates_id", sa.BigInteger(), nullable=True),
        sa.Column("transfer", sa.UUID(), nullable=True),
        sa.Column("counted", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "counted IS NULL OR kind = 'ADJUSTMENT'", name=op.f("ck_inventory_movement_count_is_an_adjustment")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "level_id"],
            ["inventory_level.tenant_id", "inventory_level.id"],
            name=op.f("fk_inventory_movement_tenant_id_level_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "restates_id"],
            ["inventory_movement.tenant_id", "inventory_movement.id"],
            name=op.f("fk_inventory_movement_tenant_id_restates_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["inventory_movement.tenant_id", "inventory_movement.id"],
            name=op.f("fk_inventory_movement_tenant_id_reverses_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_inventory_movement_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inventory_movement")),
    )
    op.create_index(
        "ix_inventory_movement_balance",
        "inventory_movement",
        ["tenant_id", "level_id", "occurred_on", "id"],
        unique=False,
        postgresql_include=["kind", "on_hand_change"],
    )
    op.create_index(
        "ix_inventory_movement_count",
        "inventory_movement",
        ["tenant_id", "level_id", "occurred_on", "id"],
        unique=False,
        postgresql_where=sa.text("counted IS NOT NULL"),
    )
    op.create_index(
        "ix_inventory_movement_reference",
        "inventory_movement",
        ["tenant_id", "reference", "occurred_on", "id"],
        unique=False,
        postgresql_where=sa.text("reference <> ''"),
    )
    op.create_index(
        "ix_inventory_movement_restates_id",
        "inventory_movement",
        ["tenant_id", "restates_id"],
        unique=False,
        postgresql_where=sa.text("restates_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_inventory_movement_tenant_id_occurred_on_id"),
        "inventory_movement",
        ["tenant_id", "occurred_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_inventory_movement_transfer",
        "inventory_movement",
        ["tenant_id", "transfer"],
        unique=False,
        postgresql_where=sa.text("transfer IS NOT NULL"),
    )
    op.create_index(
        "uq_inventory_movement_client_key",
        "inventory_movement",
        ["tenant_id", "client_key"],
        unique=True,
        postgresql_where=sa.text("client_key IS NOT NULL"),
    )
    op.create_index(
        "uq_inventory_movement_reverses_id",
        "inventory_movement",
        ["tenant_id", "reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    protect("inventory_level")
    protect("inventory_movement", grants="SELECT, INSERT")
    append_only("inventory_movement")
    audit("inventory_movement", entity="InventoryMovement")
    stamp_changes("inventory_level")
    for table in ("inventory_level", "inventory_movement"):
        count_changes(table, scope="inventory")


def downgrade() -> None:
    for table in ("inventory_movement", "inventory_level"):
        op.drop_table(table)
