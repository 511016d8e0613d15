"""Production plans, safety stocks, and what models recommend."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.audit import audit
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("production_plan", "safety_stock", "recommendation")


def upgrade() -> None:
    op.create_table(
        "production_plan",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("forecast_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=False),
        sa.Column("schedule_starts", postgresql.ARRAY(sa.Date()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "schedule_quantities",
            postgresql.ARRAY(sa.Numeric(precision=18, scale=4)),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "PENDING_APPROVAL",
                "APPROVED",
                "IN_PROGRESS",
                "COMPLETED",
                "CANCELLED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("constraints", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("manual_completion", sa.Numeric(precision=5, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("last_changed_by", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_by", sa.Text(), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.Text(), nullable=True),
        sa.Column("started_by", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_by", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "cardinality(schedule_starts) = cardinality(schedule_quantities)", name=op.f("ck_production_plan_schedule")
        ),
        sa.CheckConstraint(
            "manual_completion >= 0 AND manual_completion <= 100", name=op.f("ck_production_plan_manual_completion")
        ),
        sa.CheckConstraint("planned_start <= planned_end", name=op.f("ck_production_plan_planned_end")),
        sa.CheckConstraint("quantity > 0 AND quantity < 100000000000000", name=op.f("ck_production_plan_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "forecast_id"],
            ["supply_forecast.tenant_id", "supply_forecast.id"],
            name=op.f("fk_production_plan_tenant_id_forecast_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_production_plan_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_production_plan_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_production_plan")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_production_plan_tenant_id_number")),
    )
    op.create_index(
        "ix_production_plan_pending",
        "production_plan",
        ["tenant_id", "submitted_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING_APPROVAL'"),
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_forecast_id"), "production_plan", ["tenant_id", "forecast_id"], unique=False
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_planned_start_id"),
        "production_plan",
        ["tenant_id", "planned_start", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_product_id_location"),
        "production_plan",
        ["tenant_id", "product_id", "location"],
        unique=False,
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_quantity_id"),
        "production_plan",
        ["tenant_id", "quantity", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_status_id"), "production_plan", ["tenant_id", "status", "id"], unique=False
    )
    op.create_index(
        op.f("ix_production_plan_tenant_id_submitted_at_id"),
        "production_plan",
        ["tenant_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_table(
        "safety_stock",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("sku_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column(
            "policy",
            sa.Enum(
                "FIXED_QUANTITY",
                "FIXED_DAYS",
                "SERVICE_LEVEL",
                "AI_OPTIMIZED",
                name="policy",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("fixed_quantity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("fixed_days", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("service_level", sa.Double(), nullable=True),
        sa.Column("z", sa.Double(), nullable=True),
        sa.Column("exact_z", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("lead_time_days", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("lead_time_deviation", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("mean_daily_demand", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("demand_deviation", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("review_days", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("safety_stock_quantity", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("reorder_point", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("order_up_to", sa.Numeric(precision=28, scale=4), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=True),
        sa.Column("model_name", sa.Text(), nullable=True),
        sa.Column("model_version", sa.Text(), nullable=True),
        sa.Column("suggestion_id", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_safety_stock_confidence")),
        sa.CheckConstraint(
            "demand_deviation >= 0 AND demand_deviation < 100000000000000",
            name=op.f("ck_safety_stock_demand_deviation"),
        ),
        sa.CheckConstraint("fixed_days >= 0 AND fixed_days <= 3650", name=op.f("ck_safety_stock_fixed_days")),
        sa.CheckConstraint(
            "fixed_quantity >= 0 AND fixed_quantity < 100000000000000", name=op.f("ck_safety_stock_fixed_quantity")
        ),
        sa.CheckConstraint(
            "lead_time_days >= 0 AND lead_time_days <= 3650", name=op.f("ck_safety_stock_lead_time_days")
        ),
        sa.CheckConstraint(
            "lead_time_deviation >= 0 AND lead_time_deviation <= 3650", name=op.f("ck_safety_stock_lead_time_deviation")
        ),
        sa.CheckConstraint(
            "mean_daily_demand >= 0 AND mean_daily_demand < 100000000000000",
            name=op.f("ck_safety_stock_mean_daily_demand"),
        ),
        sa.CheckConstraint("review_days >= 0 AND review_days <= 3650", name=op.f("ck_safety_stock_review_days")),
        sa.CheckConstraint("safety_stock_quantity >= 0", name=op.f("ck_safety_stock_safety_stock_quantity")),
        sa.CheckConstraint("service_level BETWEEN 0.5 AND 0.9999", name=op.f("ck_safety_stock_service_level")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_safety_stock_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_safety_stock_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_safety_stock")),
    )
    op.create_index(
        op.f("ix_safety_stock_tenant_id_product_id_location"),
        "safety_stock",
        ["tenant_id", "product_id", "location"],
        unique=False,
    )
    op.create_index(
        op.f("ix_safety_stock_tenant_id_sku_sort_id"), "safety_stock", ["tenant_id", "sku_sort", "id"], unique=False
    )
    op.create_index(
        "uq_safety_stock_active",
        "safety_stock",
        ["tenant_id", "product_id", "location"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "recommendation",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "FORECAST",
                "SAFETY_STOCK",
                "PRODUCTION_PLAN",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("BUILT_IN", "EXTERNAL", name="source", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("model_name", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "PROPOSED", "ACCEPTED", "REJECTED", name="status", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("result_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(status = 'PROPOSED') = (decided_at IS NULL)", name=op.f("ck_recommendation_decided")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_recommendation_confidence")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_id"],
            ["production_plan.tenant_id", "production_plan.id"],
            name=op.f("fk_recommendation_tenant_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_recommendation_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_recommendation_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint(
            "tenant_id",
            "model_name",
            "suggestion_id",
            name=op.f("uq_recommendation_tenant_id_model_name_suggestion_id"),
        ),
    )
    op.create_index(
        op.f("ix_recommendation_tenant_id_plan_id"), "recommendation", ["tenant_id", "plan_id"], unique=False
    )
    op.create_index(
        op.f("ix_recommendation_tenant_id_product_id_location"),
        "recommendation",
        ["tenant_id", "product_id", "location"],
        unique=False,
    )
    op.create_index(
        op.f("ix_recommendation_tenant_id_status_id"), "recommendation", ["tenant_id", "status", "id"], unique=False
    )
    for table in TABLES:
        protect(table)
        stamp_changes(table)
        count_changes(table, scope="supply")
    audit("production_plan", entity="ProductionPlan")
    audit("safety_stock", entity="SafetyStock", hidden="sku_sort")
    audit("recommendation", entity="Recommendation")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
