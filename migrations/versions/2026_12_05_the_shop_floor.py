"""Work orders, daily production, changes of orders and material debts, and what of stock was moved for them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.append_only import append_only
from migrations.audit import audit
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0050"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("PLATFORM", "MAIN_LOB", "CASE_TYPE", "LOCATION")
GROWING = {
    "daily_production_revision": "DailyProductionRevision",
    "daily_production_request": "DailyProductionRequest",
    "material_debt_settlement": "MaterialDebtSettlement",
}
CHANGING = {
    "work_order": "WorkOrder",
    "daily_production": "DailyProduction",
    "work_order_change": "WorkOrderChange",
    "material_debt": "MaterialDebt",
    "work_order_completion": "WorkOrderCompletion",
}
STAMPED = ("work_order", "daily_production", "work_order_change", "material_debt")


def upgrade() -> None:
    op.create_table(
        "work_order",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column(
            "number_sort",
            sa.Text(collation="C"),
            sa.Computed(
                "regexp_replace(regexp_replace(number_key, '([0-9]+)', '00000000000000000000\\1', 'g'), '0{1,20}([0-9]{20,})', '\\1', 'g') || chr(1) || number_key",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("target_qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("original_target_qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("original_deadline", sa.Date(), nullable=False),
        sa.Column("overproduction_allowance", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("produces_stock", sa.Boolean(), nullable=False),
        sa.Column(
            "consumption",
            sa.Enum("BACKFLUSH", "MANUAL", name="consumption", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "NOT_STARTED",
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
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancellation_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'CANCELLED') = (cancelled_at IS NOT NULL)", name=op.f("ck_work_order_cancelled")),
        sa.CheckConstraint(
            "original_target_qty > 0 AND original_target_qty < 100000000000000",
            name=op.f("ck_work_order_original_target_qty"),
        ),
        sa.CheckConstraint(
            "overproduction_allowance >= 0 AND overproduction_allowance <= 1",
            name=op.f("ck_work_order_overproduction_allowance"),
        ),
        sa.CheckConstraint("planned_start <= deadline", name=op.f("ck_work_order_deadline")),
        sa.CheckConstraint("target_qty > 0 AND target_qty < 100000000000000", name=op.f("ck_work_order_target_qty")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_id"],
            ["production_plan.tenant_id", "production_plan.id"],
            name=op.f("fk_work_order_tenant_id_plan_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_work_order_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_work_order_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("tenant_id", "number_key", name=op.f("uq_work_order_tenant_id_number_key")),
    )
    op.create_index(
        "ix_work_order_plan",
        "work_order",
        ["tenant_id", "plan_id"],
        unique=False,
        postgresql_where=sa.text("plan_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_work_order_tenant_id_deadline_id"), "work_order", ["tenant_id", "deadline", "id"], unique=False
    )
    op.create_index(
        op.f("ix_work_order_tenant_id_department_deadline_id"),
        "work_order",
        ["tenant_id", "department", "deadline", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_order_tenant_id_number_sort"), "work_order", ["tenant_id", "number_sort"], unique=False
    )
    op.create_index(
        op.f("ix_work_order_tenant_id_product_id_location"),
        "work_order",
        ["tenant_id", "product_id", "location"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_order_tenant_id_status_id"), "work_order", ["tenant_id", "status", "id"], unique=False
    )
    op.create_table(
        "daily_production",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("work_order_id", sa.BigInteger(), nullable=False),
        sa.Column("production_date", sa.Date(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("scrap_quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("quantity >= 0 AND quantity < 100000000000000", name=op.f("ck_daily_production_quantity")),
        sa.CheckConstraint(
            "scrap_quantity >= 0 AND scrap_quantity < 100000000000000", name=op.f("ck_daily_production_scrap_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "work_order_id"],
            ["work_order.tenant_id", "work_order.id"],
            name=op.f("fk_daily_production_tenant_id_work_order_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_daily_production_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_daily_production")),
        sa.UniqueConstraint(
            "tenant_id",
            "work_order_id",
            "production_date",
            name=op.f("uq_daily_production_tenant_id_work_order_id_production_date"),
            postgresql_include=["quantity", "scrap_quantity"],
        ),
    )
    op.create_index(
        op.f("ix_daily_production_tenant_id_production_date_id"),
        "daily_production",
        ["tenant_id", "production_date", "id"],
        unique=False,
    )
    op.create_table(
        "material_debt",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("work_order_id", sa.BigInteger(), nullable=False),
        sa.Column("material_id", sa.BigInteger(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("needed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "APPROVED",
                "REJECTED",
                "WITHDRAWN",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("approvals_needed", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("settled_qty", sa.Numeric(precision=18, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_qty", sa.Numeric(precision=18, scale=4), server_default=sa.text("0"), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "status = 'APPROVED' OR settled_qty + closed_qty = 0",
            name=op.f("ck_material_debt_only_approved_ones_are_settled"),
        ),
        sa.CheckConstraint("quantity > 0 AND quantity < 100000000000000", name=op.f("ck_material_debt_quantity")),
        sa.CheckConstraint(
            "settled_qty >= 0 AND closed_qty >= 0 AND settled_qty + closed_qty <= quantity",
            name=op.f("ck_material_debt_settled_and_closed"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["product.tenant_id", "product.id"],
            name=op.f("fk_material_debt_tenant_id_material_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "work_order_id"],
            ["work_order.tenant_id", "work_order.id"],
            name=op.f("fk_material_debt_tenant_id_work_order_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_material_debt_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material_debt")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_material_debt_tenant_id_number")),
    )
    op.create_index(
        "ix_material_debt_allowing",
        "material_debt",
        ["tenant_id", "material_id", "location"],
        unique=False,
        postgresql_where=sa.text("status = 'APPROVED'"),
    )
    op.create_index(
        op.f("ix_material_debt_tenant_id_material_id_id"),
        "material_debt",
        ["tenant_id", "material_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_debt_tenant_id_work_order_id_id"),
        "material_debt",
        ["tenant_id", "work_order_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_material_debt_waiting",
        "material_debt",
        ["tenant_id", "requested_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "uq_material_debt_client_key",
        "material_debt",
        ["tenant_id", "client_key"],
        unique=True,
        postgresql_where=sa.text("client_key IS NOT NULL"),
    )
    op.create_table(
        "work_order_change",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("work_order_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "field",
            sa.Enum("TARGET_QTY", "DEADLINE", name="field", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("old_qty", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("new_qty", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("old_date", sa.Date(), nullable=True),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "APPROVED",
                "REJECTED",
                "WITHDRAWN",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("approvals_needed", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("is_applied", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(field = 'TARGET_QTY') = (old_qty IS NOT NULL AND new_qty IS NOT NULL) AND (field = 'DEADLINE') = (old_date IS NOT NULL AND new_date IS NOT NULL)",
            name=op.f("ck_work_order_change_values_of_its_field"),
        ),
        sa.CheckConstraint(
            "NOT is_applied OR status = 'APPROVED'", name=op.f("ck_work_order_change_only_what_was_approved_is_applied")
        ),
        sa.CheckConstraint("new_qty > 0 AND new_qty < 100000000000000", name=op.f("ck_work_order_change_new_qty")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "work_order_id"],
            ["work_order.tenant_id", "work_order.id"],
            name=op.f("fk_work_order_change_tenant_id_work_order_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_work_order_change_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_work_order_change")),
    )
    op.create_index(
        op.f("ix_work_order_change_tenant_id_work_order_id_id"),
        "work_order_change",
        ["tenant_id", "work_order_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_work_order_change_waiting",
        "work_order_change",
        ["tenant_id", "requested_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "uq_work_order_change_pending",
        "work_order_change",
        ["tenant_id", "work_order_id", "field"],
        unique=True,
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "work_order_completion",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("work_order_id", sa.BigInteger(), nullable=False),
        sa.Column("target_qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("actual_qty", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("completed_date", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reopened_by", sa.Text(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(reopened_by IS NULL) = (reopened_at IS NULL)", name=op.f("ck_work_order_completion_reopened")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "work_order_id"],
            ["work_order.tenant_id", "work_order.id"],
            name=op.f("fk_work_order_completion_tenant_id_work_order_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_work_order_completion_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_work_order_completion")),
    )
    op.create_index(
        op.f("ix_work_order_completion_tenant_id_work_order_id_id"),
        "work_order_completion",
        ["tenant_id", "work_order_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_work_order_completion_standing",
        "work_order_completion",
        ["tenant_id", "work_order_id"],
        unique=True,
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "daily_production_request",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("daily_production_id", sa.BigInteger(), nullable=False),
        sa.Column("cumulative_qty", sa.Numeric(precision=28, scale=4), nullable=False),
        sa.Column("progress_pct", sa.Numeric(precision=28, scale=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "NOT_STARTED",
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
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "daily_production_id"],
            ["daily_production.tenant_id", "daily_production.id"],
            name=op.f("fk_daily_production_request_tenant_id_daily_production_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_daily_production_request_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_daily_production_request")),
        sa.UniqueConstraint("tenant_id", "client_key", name=op.f("uq_daily_production_request_tenant_id_client_key")),
    )
    op.create_index(
        op.f("ix_daily_production_request_tenant_id_daily_production_id"),
        "daily_production_request",
        ["tenant_id", "daily_production_id"],
        unique=False,
    )
    op.create_table(
        "daily_production_revision",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("daily_production_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("scrap_quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Text(), nullable=False),
        sa.Column(
            "replaced_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "daily_production_id"],
            ["daily_production.tenant_id", "daily_production.id"],
            name=op.f("fk_daily_production_revision_tenant_id_daily_production_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_daily_production_revision_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_daily_production_revision")),
    )
    op.create_index(
        op.f("ix_daily_production_revision_tenant_id_daily_production_id_id"),
        "daily_production_revision",
        ["tenant_id", "daily_production_id", "id"],
        unique=False,
    )
    op.create_table(
        "material_debt_settlement",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("material_debt_id", sa.BigInteger(), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=False),
        sa.Column("received_qty", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column(
            "received_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "received_qty > 0 AND received_qty < 100000000000000", name=op.f("ck_material_debt_settlement_received_qty")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_debt_id"],
            ["material_debt.tenant_id", "material_debt.id"],
            name=op.f("fk_material_debt_settlement_tenant_id_material_debt_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "movement_id"],
            ["inventory_movement.tenant_id", "inventory_movement.id"],
            name=op.f("fk_material_debt_settlement_tenant_id_movement_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_material_debt_settlement_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material_debt_settlement")),
    )
    op.create_index(
        op.f("ix_material_debt_settlement_tenant_id_material_debt_id_id"),
        "material_debt_settlement",
        ["tenant_id", "material_debt_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_debt_settlement_tenant_id_movement_id"),
        "material_debt_settlement",
        ["tenant_id", "movement_id"],
        unique=False,
    )
    op.add_column("inventory_movement", sa.Column("work_order_id", sa.BigInteger(), nullable=True))
    op.add_column("inventory_movement", sa.Column("daily_production_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_inventory_movement_daily_production",
        "inventory_movement",
        ["tenant_id", "daily_production_id"],
        unique=False,
        postgresql_where=sa.text("daily_production_id IS NOT NULL"),
    )
    op.create_index(
        "ix_inventory_movement_work_order",
        "inventory_movement",
        ["tenant_id", "work_order_id", "level_id", "id"],
        unique=False,
        postgresql_include=["allocated_change"],
        postgresql_where=sa.text("work_order_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_inventory_movement_tenant_id_daily_production_id"),
        "inventory_movement",
        "daily_production",
        ["tenant_id", "daily_production_id"],
        ["tenant_id", "id"],
    )
    op.create_foreign_key(
        op.f("fk_inventory_movement_tenant_id_work_order_id"),
        "inventory_movement",
        "work_order",
        ["tenant_id", "work_order_id"],
        ["tenant_id", "id"],
    )
    for table, entity in CHANGING.items():
        protect(table)
        audit(table, entity=entity)
    for table, entity in GROWING.items():
        protect(table, grants="SELECT, INSERT")
        append_only(table)
        audit(table, entity=entity)
    for table in STAMPED:
        stamp_changes(table, generated="number_sort" if table == "work_order" else None)
    for table in (*CHANGING, *GROWING):
        count_changes(table, scope="shopfloor")
    _know_terms(*KINDS, "DEPARTMENT", "STAGE")


def downgrade() -> None:
    op.execute("ALTER TABLE term NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM term WHERE kind IN ('DEPARTMENT', 'STAGE')")
    op.execute("ALTER TABLE term FORCE ROW LEVEL SECURITY")
    _know_terms(*KINDS)
    op.drop_column("inventory_movement", "daily_production_id")
    op.drop_column("inventory_movement", "work_order_id")
    for table in (*GROWING, *reversed(CHANGING)):
        op.drop_table(table)


def _know_terms(*kinds: str) -> None:
    """Let words be of some kinds."""
    op.drop_constraint(op.f("ck_term_kind"), "term")
    op.create_check_constraint(op.f("ck_term_kind"), "term", sa.column("kind").in_(kinds))
