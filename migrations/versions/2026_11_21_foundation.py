"""Foundation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_level_security import create_service_role, forget_service_role, protect

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TENANT_TABLES = (
    "term", "resource", "capacity_tier", "month_configuration", "week_configuration", "assignment",
    "monthly_capacity_summary", "report", "demand", "report_demand", "forecast_cell", "allocation_execution",
)  # fmt: skip


def upgrade() -> None:
    create_service_role()
    op.create_table(
        "tenant",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("name", name=op.f("uq_tenant_name")),
    )
    op.create_table(
        "capacity_tier",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("percentage", sa.Double(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("display_order", sa.Integer(), nullable=False),
        sa.CheckConstraint("percentage > 0 AND percentage <= 1", name=op.f("ck_capacity_tier_percentage")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_capacity_tier_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_capacity_tier")),
        sa.UniqueConstraint("tenant_id", "name_key", name=op.f("uq_capacity_tier_tenant_id_name_key")),
    )
    op.create_table(
        "demand",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("main_lob", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column(
            "locality",
            sa.Enum("DOMESTIC", "GLOBAL", name="locality", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_demand_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_demand")),
        sa.UniqueConstraint(
            "tenant_id", "main_lob", "state", "case_type", name=op.f("uq_demand_tenant_id_main_lob_state_case_type")
        ),
    )
    op.create_table(
        "month_configuration",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column(
            "work_type",
            sa.Enum("DOMESTIC", "GLOBAL", name="work_type", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("work_hours", sa.Double(), nullable=False),
        sa.Column("occupancy", sa.Double(), nullable=False),
        sa.Column("shrinkage", sa.Double(), nullable=False),
        sa.Column(
            "productive_hours",
            sa.Double(),
            sa.Computed(
                "(working_days * work_hours::numeric * occupancy::numeric * (1 - shrinkage::numeric))::float8",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_month_configuration_month")),
        sa.CheckConstraint("occupancy > 0 AND occupancy <= 1", name=op.f("ck_month_configuration_occupancy")),
        sa.CheckConstraint("shrinkage >= 0 AND shrinkage < 1", name=op.f("ck_month_configuration_shrinkage")),
        sa.CheckConstraint("work_hours > 0 AND work_hours <= 24", name=op.f("ck_month_configuration_work_hours")),
        sa.CheckConstraint("working_days BETWEEN 0 AND 31", name=op.f("ck_month_configuration_working_days")),
        sa.CheckConstraint("year BETWEEN 2020 AND 2050", name=op.f("ck_month_configuration_year")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_month_configuration_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_month_configuration")),
        sa.UniqueConstraint(
            "tenant_id",
            "year",
            "month",
            "work_type",
            name=op.f("uq_month_configuration_tenant_id_year_month_work_type"),
        ),
    )
    op.create_table(
        "report",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("extract(day FROM first_month) = 1", name=op.f("ck_report_first_month")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_report_month")),
        sa.CheckConstraint("year BETWEEN 2020 AND 2050", name=op.f("ck_report_year")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report")),
        sa.UniqueConstraint("tenant_id", "year", "month", name=op.f("uq_report_tenant_id_year_month")),
    )
    op.create_table(
        "resource",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("cn", sa.Text(), nullable=False),
        sa.Column("cn_key", sa.Text(), nullable=False),
        sa.Column(
            "resource_type",
            sa.Enum(
                "ACTUAL", "PLACEHOLDER", name="resource_type", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("opid", sa.Text(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column(
            "location",
            sa.Enum("DOMESTIC", "GLOBAL", name="location", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("states", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("skills", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("hire_date", sa.Date(), nullable=True),
        sa.Column("created_for_year", sa.Integer(), nullable=True),
        sa.Column("created_for_week", sa.Integer(), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "resource_type = 'ACTUAL' OR (first_name IS NULL AND last_name IS NULL AND opid IS NULL AND hire_date IS NULL)",
            name=op.f("ck_resource_placeholder_has_no_person"),
        ),
        sa.CheckConstraint("cardinality(skills) > 0", name=op.f("ck_resource_skills")),
        sa.CheckConstraint("cardinality(states) > 0", name=op.f("ck_resource_states")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "replaced_by_id"],
            ["resource.tenant_id", "resource.id"],
            name=op.f("fk_resource_tenant_id_replaced_by_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_resource_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_resource")),
        sa.UniqueConstraint("tenant_id", "cn_key", name=op.f("uq_resource_tenant_id_cn_key")),
    )
    op.create_table(
        "term",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PLATFORM", "MAIN_LOB", "CASE_TYPE", name="kind", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_term_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "key", name=op.f("pk_term")),
    )
    op.create_table(
        "week_configuration",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("month_year", sa.Integer(), nullable=False),
        sa.Column("month_number", sa.Integer(), nullable=False),
        sa.Column(
            "work_type",
            sa.Enum("DOMESTIC", "GLOBAL", name="work_type", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("working_days", sa.Integer(), nullable=False),
        sa.Column("work_hours", sa.Double(), nullable=False),
        sa.Column("occupancy", sa.Double(), nullable=False),
        sa.Column("shrinkage", sa.Double(), nullable=False),
        sa.Column(
            "productive_hours",
            sa.Double(),
            sa.Computed("(working_days * work_hours::numeric  * (1 - shrinkage::numeric))::float8", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("month_number BETWEEN 1 AND 12", name=op.f("ck_week_configuration_month_number")),
        sa.CheckConstraint("occupancy > 0 AND occupancy <= 1", name=op.f("ck_week_configuration_occupancy")),
        sa.CheckConstraint("shrinkage >= 0 AND shrinkage < 1", name=op.f("ck_week_configuration_shrinkage")),
        sa.CheckConstraint("week BETWEEN 1 AND 53", name=op.f("ck_week_configuration_week")),
        sa.CheckConstraint("work_hours > 0 AND work_hours <= 24", name=op.f("ck_week_configuration_work_hours")),
        sa.CheckConstraint("working_days BETWEEN 0 AND 7", name=op.f("ck_week_configuration_working_days")),
        sa.CheckConstraint("year BETWEEN 2020 AND 2050", name=op.f("ck_week_configuration_year")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_week_configuration_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_week_configuration")),
        sa.UniqueConstraint(
            "tenant_id", "year", "week", "work_type", name=op.f("uq_week_configuration_tenant_id_year_week_work_type")
        ),
    )
    op.create_index(
        "ix_week_configuration_month",
        "week_configuration",
        ["tenant_id", "month_year", "month_number", "work_type"],
        unique=False,
    )
    op.create_table(
        "allocation_execution",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("PRIMARY", "BENCH", name="kind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("completed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("completed_by", sa.Text(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["report.tenant_id", "report.id"],
            name=op.f("fk_allocation_execution_tenant_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_allocation_execution_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_allocation_execution")),
    )
    op.create_index(
        op.f("ix_allocation_execution_tenant_id_report_id"),
        "allocation_execution",
        ["tenant_id", "report_id"],
        unique=False,
    )
    op.create_table(
        "report_demand",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("target_cph", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("target_cph > 0 AND target_cph <= 200", name=op.f("ck_report_demand_target_cph")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "demand_id"],
            ["demand.tenant_id", "demand.id"],
            name=op.f("fk_report_demand_tenant_id_demand_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["report.tenant_id", "report.id"],
            name=op.f("fk_report_demand_tenant_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_demand_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_demand")),
        sa.UniqueConstraint(
            "tenant_id", "report_id", "demand_id", name=op.f("uq_report_demand_tenant_id_report_id_demand_id")
        ),
    )
    op.create_index(
        op.f("ix_report_demand_tenant_id_demand_id"), "report_demand", ["tenant_id", "demand_id"], unique=False
    )
    op.create_table(
        "assignment",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("forecast_month_index", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("tier_id", sa.BigInteger(), nullable=False),
        sa.Column("production_percentage", sa.Double(), nullable=False),
        sa.Column("weekly_capacity", sa.Double(), nullable=False),
        sa.Column(
            "assignment_type",
            sa.Enum(
                "PRIMARY",
                "BENCH",
                "MANUAL",
                name="assignment_type",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("deallocated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deallocated_by", sa.Text(), nullable=True),
        sa.CheckConstraint("forecast_month_index BETWEEN 1 AND 6", name=op.f("ck_assignment_forecast_month_index")),
        sa.CheckConstraint(
            "is_active = (deallocated_at IS NULL)", name=op.f("ck_assignment_deallocated_when_inactive")
        ),
        sa.CheckConstraint(
            "production_percentage > 0 AND production_percentage <= 1", name=op.f("ck_assignment_production_percentage")
        ),
        sa.CheckConstraint("week BETWEEN 1 AND 53", name=op.f("ck_assignment_week")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id", "demand_id"],
            ["report_demand.tenant_id", "report_demand.report_id", "report_demand.demand_id"],
            name=op.f("fk_assignment_tenant_id_report_id_demand_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "resource_id"],
            ["resource.tenant_id", "resource.id"],
            name=op.f("fk_assignment_tenant_id_resource_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "tier_id"],
            ["capacity_tier.tenant_id", "capacity_tier.id"],
            name=op.f("fk_assignment_tenant_id_tier_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_assignment_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assignment")),
    )
    op.create_index(
        "ix_assignment_cell",
        "assignment",
        ["tenant_id", "report_id", "demand_id", "forecast_month_index"],
        unique=False,
    )
    op.create_index(
        op.f("ix_assignment_tenant_id_year_week"), "assignment", ["tenant_id", "year", "week"], unique=False
    )
    op.create_index(
        "uq_assignment_active_resource_week",
        "assignment",
        ["tenant_id", "resource_id", "year", "week"],
        unique=True,
        postgresql_where=sa.text("is_active"),
    )
    op.create_table(
        "forecast_cell",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("month_index", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.Integer(), nullable=False),
        sa.Column("fte_req", sa.Integer(), nullable=False),
        sa.Column("fte_avail", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("capacity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_forecast_cell_capacity")),
        sa.CheckConstraint("forecast >= 0", name=op.f("ck_forecast_cell_forecast")),
        sa.CheckConstraint("fte_avail >= 0", name=op.f("ck_forecast_cell_fte_avail")),
        sa.CheckConstraint("fte_req >= 0", name=op.f("ck_forecast_cell_fte_req")),
        sa.CheckConstraint("month_index BETWEEN 1 AND 6", name=op.f("ck_forecast_cell_month_index")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id", "demand_id"],
            ["report_demand.tenant_id", "report_demand.report_id", "report_demand.demand_id"],
            name=op.f("fk_forecast_cell_tenant_id_report_id_demand_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_forecast_cell_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "report_id", "demand_id", "month_index", name=op.f("pk_forecast_cell")),
    )
    op.create_table(
        "monthly_capacity_summary",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.BigInteger(), nullable=False),
        sa.Column("forecast_month_index", sa.Integer(), nullable=False),
        sa.Column("total_forecast", sa.Integer(), nullable=False),
        sa.Column("total_headcount", sa.Integer(), nullable=False),
        sa.Column("actual_headcount", sa.Integer(), nullable=False),
        sa.Column("placeholder_headcount", sa.Integer(), nullable=False),
        sa.Column("total_fte_equivalent", sa.Double(), nullable=False),
        sa.Column("actual_fte_equivalent", sa.Double(), nullable=False),
        sa.Column("placeholder_fte_equivalent", sa.Double(), nullable=False),
        sa.Column("fte_weeks", sa.Double(), nullable=False),
        sa.Column("total_capacity", sa.Double(), nullable=False),
        sa.Column("actual_capacity", sa.Double(), nullable=False),
        sa.Column("placeholder_capacity", sa.Double(), nullable=False),
        sa.Column("fte_required", sa.Integer(), nullable=False),
        sa.Column("capacity_gap", sa.Double(), nullable=False),
        sa.Column("tier_breakdown", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("person_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("person_is_placeholder", postgresql.ARRAY(sa.Boolean()), nullable=False),
        sa.Column("person_tier_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("person_last_weeks", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("tier_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("tier_capacities", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id", "demand_id", "forecast_month_index"],
            [
                "forecast_cell.tenant_id",
                "forecast_cell.report_id",
                "forecast_cell.demand_id",
                "forecast_cell.month_index",
            ],
            name="fk_monthly_capacity_summary_cell",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_monthly_capacity_summary_tenant_id")),
        sa.PrimaryKeyConstraint(
            "tenant_id", "report_id", "demand_id", "forecast_month_index", name=op.f("pk_monthly_capacity_summary")
        ),
    )
    for table in TENANT_TABLES:
        protect(table)
    protect("tenant", tenant_column="id", grants="SELECT")
    # The registry: who migrates the database may list and create tenants.
    op.execute("CREATE POLICY registry ON tenant TO CURRENT_USER USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("monthly_capacity_summary")
    op.drop_table("forecast_cell")
    op.drop_index("uq_assignment_active_resource_week", table_name="assignment", postgresql_where=sa.text("is_active"))
    op.drop_index(op.f("ix_assignment_tenant_id_year_week"), table_name="assignment")
    op.drop_index("ix_assignment_cell", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_report_demand_tenant_id_demand_id"), table_name="report_demand")
    op.drop_table("report_demand")
    op.drop_index(op.f("ix_allocation_execution_tenant_id_report_id"), table_name="allocation_execution")
    op.drop_table("allocation_execution")
    op.drop_index("ix_week_configuration_month", table_name="week_configuration")
    op.drop_table("week_configuration")
    op.drop_table("term")
    op.drop_table("resource")
    op.drop_table("report")
    op.drop_table("month_configuration")
    op.drop_table("demand")
    op.drop_table("capacity_tier")
    op.drop_table("tenant")
    forget_service_role()
