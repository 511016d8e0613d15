"""Alerts, one of a kind and subject at a time, and rounds by which time itself is looked at."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.audit import audit
from migrations.change_times import stamp_changes
from migrations.data_versions import count_changes
from migrations.row_level_security import SERVICE_ROLE, protect

revision: str = "0053"
down_revision: str | None = "0050"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("DELAYED", "STUCK", "NEAR_DEADLINE", "VARIANCE", "COMPLETED_TODAY", "STOCKOUT", "LOW_STOCK", "DEBT_OVERDUE")
SEVERITIES = ("CRITICAL", "WARNING", "INFO")
STATES = ("OPEN", "ACKNOWLEDGED", "CLOSED")
EVENTS = ("OPENED", "ESCALATED", "EASED", "ACKNOWLEDGED", "CLOSED", "REOPENED")

# Whose alerts are to be evaluated again is asked for all tenants at once, and answered with their ids alone: nothing
# else of them can be read by it, and each is then evaluated in a transaction of its own.
TENANTS_DUE = """
CREATE FUNCTION tenants_due_for_alerts(since interval) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.id FROM tenant t LEFT JOIN alert_round r ON r.tenant_id = t.id
    WHERE r.tenant_id IS NULL OR r.evaluated_at <= now() - since
    ORDER BY r.evaluated_at NULLS FIRST, t.id
$$"""


def upgrade() -> None:
    op.create_table(
        "alert",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", _among("kind", KINDS), nullable=False),
        sa.Column("work_order_id", sa.BigInteger(), nullable=True),
        sa.Column("level_id", sa.BigInteger(), nullable=True),
        sa.Column("material_debt_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "subject_id",
            sa.BigInteger(),
            sa.Computed("coalesce(work_order_id, level_id, material_debt_id)", persisted=True),
            nullable=False,
        ),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("severity", _among("severity", SEVERITIES), nullable=False),
        sa.Column("state", _among("state", STATES), nullable=False),
        sa.Column("event", _among("event", EVENTS), nullable=False),
        sa.Column("figure", sa.Numeric(precision=28, scale=4), nullable=True),
        sa.Column("threshold", sa.Numeric(precision=28, scale=4), nullable=True),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False)
            for name in ("opened_at", "changed_at")
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("times_reopened", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "(kind IN ('DELAYED', 'STUCK', 'NEAR_DEADLINE', 'VARIANCE', 'COMPLETED_TODAY'))"
            " = (work_order_id IS NOT NULL) AND (kind IN ('STOCKOUT', 'LOW_STOCK')) = (level_id IS NOT NULL)"
            " AND (kind IN ('DEBT_OVERDUE')) = (material_debt_id IS NOT NULL)",
            name=op.f("ck_alert_subject_of_its_kind"),
        ),
        sa.CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name=op.f("ck_alert_closed")),
        sa.CheckConstraint("(acknowledged_by IS NULL) = (acknowledged_at IS NULL)", name=op.f("ck_alert_acknowledged")),
        sa.CheckConstraint(
            "state <> 'ACKNOWLEDGED' OR acknowledged_at IS NOT NULL", name=op.f("ck_alert_acknowledged_by_somebody")
        ),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], name=op.f(f"fk_alert_tenant_id_{column}")
            )
            for column, table in (
                ("work_order_id", "work_order"),
                ("level_id", "inventory_level"),
                ("material_debt_id", "material_debt"),
                ("product_id", "product"),
            )
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert")),
    )
    _create_indexes()
    op.create_table(
        "alert_round",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_alert_round_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_alert_round")),
    )
    protect("alert")
    audit("alert", entity="Alert", hidden="subject_id,product_id,changed_at,figure,threshold")
    stamp_changes("alert", generated="subject_id")
    count_changes("alert", scope="alerts")
    protect("alert_round")
    op.execute("CREATE POLICY registry ON alert_round TO CURRENT_USER USING (true) WITH CHECK (true)")
    op.execute(TENANTS_DUE)
    op.execute("REVOKE ALL ON FUNCTION tenants_due_for_alerts(interval) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION tenants_due_for_alerts(interval) TO {SERVICE_ROLE}")


def downgrade() -> None:
    op.execute("DROP FUNCTION tenants_due_for_alerts(interval)")
    op.drop_table("alert_round")
    op.drop_table("alert")


def _among(name: str, members: Sequence[str]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=20)


def _create_indexes() -> None:
    op.create_index(
        "uq_alert_standing",
        "alert",
        ["tenant_id", "kind", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'CLOSED'"),
    )
    for name in ("work_order", "level", "material_debt"):
        op.create_index(
            f"ix_alert_{name}",
            "alert",
            ["tenant_id", f"{name}_id"],
            unique=False,
            postgresql_where=sa.text(f"{name}_id IS NOT NULL"),
        )
    op.create_index(op.f("ix_alert_tenant_id_changed_at_id"), "alert", ["tenant_id", "changed_at", "id"], unique=False)
    op.create_index(
        "ix_alert_standing",
        "alert",
        ["tenant_id", "changed_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'CLOSED'"),
    )
    op.create_index(
        "ix_alert_open",
        "alert",
        ["tenant_id", "severity", "kind"],
        unique=False,
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    op.create_index(op.f("ix_alert_tenant_id_product_id_id"), "alert", ["tenant_id", "product_id", "id"], unique=False)
