"""Products, what they are made of, and the demand for them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.audit import audit
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("product", "bom_line", "demand_series", "demand_point")


def upgrade() -> None:
    op.create_table(
        "product",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("sku_key", sa.Text(), nullable=False),
        sa.Column(
            "sku_sort",
            sa.Text(collation="C"),
            sa.Computed(
                "regexp_replace(regexp_replace(sku_key, '([0-9]+)', '00000000000000000000\\1', 'g'), '0{1,20}([0-9]{20,})', '\\1', 'g') || chr(1) || sku_key",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("FINISHED_GOOD", "MATERIAL", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("lead_time_days", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("daily_capacity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("labour_hours_per_unit", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("labour_skill", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_product_currency")),
        sa.CheckConstraint(
            "daily_capacity > 0 AND daily_capacity < 100000000000000", name=op.f("ck_product_daily_capacity")
        ),
        sa.CheckConstraint("decimals >= 0 AND decimals <= 4", name=op.f("ck_product_decimals")),
        sa.CheckConstraint(
            "labour_hours_per_unit >= 0 AND labour_hours_per_unit <= 10000",
            name=op.f("ck_product_labour_hours_per_unit"),
        ),
        sa.CheckConstraint("lead_time_days >= 0 AND lead_time_days <= 3650", name=op.f("ck_product_lead_time_days")),
        sa.CheckConstraint("unit_cost >= 0 AND unit_cost < 100000000000000", name=op.f("ck_product_unit_cost")),
        sa.CheckConstraint("unit_cost IS NULL OR currency IS NOT NULL", name=op.f("ck_product_a_cost_has_a_currency")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_product_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_product")),
        sa.UniqueConstraint("tenant_id", "sku_key", name=op.f("uq_product_tenant_id_sku_key")),
    )
    op.create_index(op.f("ix_product_tenant_id_sku_sort"), "product", ["tenant_id", "sku_sort"], unique=False)
    op.create_table(
        "bom_line",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("component_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("quantity_per_unit", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("scrap", sa.Double(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("product_id <> component_id", name=op.f("ck_bom_line_nothing_is_made_of_itself")),
        sa.CheckConstraint(
            "quantity_per_unit > 0 AND quantity_per_unit < 100000000000000", name=op.f("ck_bom_line_quantity_per_unit")
        ),
        sa.CheckConstraint("scrap >= 0 AND scrap < 1", name=op.f("ck_bom_line_scrap")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "component_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_bom_line_tenant_id_component_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_bom_line_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_bom_line_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bom_line")),
        sa.UniqueConstraint(
            "tenant_id", "product_id", "component_id", name=op.f("uq_bom_line_tenant_id_product_id_component_id")
        ),
    )
    op.create_index(op.f("ix_bom_line_tenant_id_component_id"), "bom_line", ["tenant_id", "component_id"], unique=False)
    op.create_table(
        "demand_series",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column(
            "bucket",
            sa.Enum("DAY", "WEEK", "MONTH", name="bucket", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_demand_series_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_demand_series_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_demand_series")),
        sa.UniqueConstraint(
            "tenant_id", "product_id", "location", name=op.f("uq_demand_series_tenant_id_product_id_location")
        ),
    )
    op.create_table(
        "demand_point",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("is_no_data", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("quantity >= 0 AND quantity < 100000000000000", name=op.f("ck_demand_point_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id", "location"],
            ["demand_series.tenant_id", "demand_series.product_id", "demand_series.location"],
            name=op.f("fk_demand_point_tenant_id_product_id_location"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_demand_point_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", "location", "day", name=op.f("pk_demand_point")),
    )
    for table in TABLES:
        protect(table)
        stamp_changes(table, generated="sku_sort" if table == "product" else None)
        count_changes(table, scope="supply")
    audit("product", entity="Product", hidden="sku_key,sku_sort")
    audit("bom_line", entity="BomLine")
    audit("demand_series", entity="DemandSeries")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
