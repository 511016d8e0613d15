"""Forecasts of the demand for products."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.audit import audit, audit_updates
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("supply_forecast", "supply_forecast_value")


def upgrade() -> None:
    op.create_table(
        "supply_forecast",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column(
            "bucket",
            sa.Enum("DAY", "WEEK", "MONTH", name="bucket", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("horizon_start", sa.Date(), nullable=False),
        sa.Column("horizon_end", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "ACTIVE",
                "SUPERSEDED",
                "ARCHIVED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "method",
            sa.Enum("MANUAL", "STATISTICAL", "AI", name="method", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("model_name", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("suggestion_id", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=True),
        sa.Column("interval_level", sa.Double(), nullable=True),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("buckets", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Integer(), nullable=True),
        sa.Column("zero_actuals", sa.Integer(), nullable=True),
        sa.Column("mape", sa.Double(), nullable=True),
        sa.Column("wape", sa.Double(), nullable=True),
        sa.Column("mae", sa.Double(), nullable=True),
        sa.Column("rmse", sa.Double(), nullable=True),
        sa.Column("bias", sa.Double(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trials", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("activated_by", sa.Text(), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_by", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archive_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(computed_at IS NULL) = (buckets IS NULL)", name=op.f("ck_supply_forecast_measured")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_supply_forecast_confidence")),
        sa.CheckConstraint("horizon_start <= horizon_end", name=op.f("ck_supply_forecast_horizon")),
        sa.CheckConstraint("interval_level > 0 AND interval_level < 1", name=op.f("ck_supply_forecast_interval_level")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["supply_forecast.tenant_id", "supply_forecast.id"],
            name=op.f("fk_supply_forecast_tenant_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_supply_forecast_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_supply_forecast_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supply_forecast")),
        sa.UniqueConstraint("tenant_id", "number", "version", name=op.f("uq_supply_forecast_tenant_id_number_version")),
    )
    op.create_index(
        op.f("ix_supply_forecast_tenant_id_horizon_start_id"),
        "supply_forecast",
        ["tenant_id", "horizon_start", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supply_forecast_tenant_id_product_id_location_id"),
        "supply_forecast",
        ["tenant_id", "product_id", "location", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supply_forecast_tenant_id_sku_sort_id"),
        "supply_forecast",
        ["tenant_id", "sku_sort", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_supply_forecast_tenant_id_wape_id"), "supply_forecast", ["tenant_id", "wape", "id"], unique=False
    )
    op.create_index(
        "uq_supply_forecast_active",
        "supply_forecast",
        ["tenant_id", "product_id", "location"],
        unique=True,
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )
    op.create_table(
        "supply_forecast_value",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("forecast_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("lower", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("upper", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("lower <= quantity AND quantity <= upper", name=op.f("ck_supply_forecast_value_interval")),
        sa.CheckConstraint("lower >= 0 AND lower < 100000000000000", name=op.f("ck_supply_forecast_value_lower")),
        sa.CheckConstraint(
            "quantity >= 0 AND quantity < 100000000000000", name=op.f("ck_supply_forecast_value_quantity")
        ),
        sa.CheckConstraint("upper >= 0 AND upper < 100000000000000", name=op.f("ck_supply_forecast_value_upper")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "forecast_id"],
            ["supply_forecast.tenant_id", "supply_forecast.id"],
            name=op.f("fk_supply_forecast_value_tenant_id_forecast_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_supply_forecast_value_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supply_forecast_value")),
        sa.UniqueConstraint(
            "tenant_id", "forecast_id", "start", name=op.f("uq_supply_forecast_value_tenant_id_forecast_id_start")
        ),
    )
    for table in TABLES:
        protect(table)
        stamp_changes(table)
        count_changes(table, scope="supply")
    audit("supply_forecast", entity="SupplyForecast", hidden="sku_sort")
    audit_updates("supply_forecast_value", entity="SupplyForecastValue")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
