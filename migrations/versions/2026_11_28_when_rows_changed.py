"""Rows say when they were changed, so that tables can be fetched by what has changed: see decision 42."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.audit import audit, end_audit
from migrations.change_times import create_stamp, end_stamps, forget_stamp, stamp_changes

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAMPED = {"assignment": None, "capacity_tier": None, "resource": "cn_sort"}
# When a transaction began says too little: it may have waited long before it wrote.
TIMES = (("monthly_capacity_summary", "computed_at"), ("report", "created_at"), ("resource", "updated_at"))
STATEMENT, TRANSACTION = sa.text("statement_timestamp()"), sa.text("now()")


def upgrade() -> None:
    for table in ("assignment", "capacity_tier"):
        op.add_column(
            table, sa.Column("updated_at", sa.DateTime(timezone=True), server_default=STATEMENT, nullable=False)
        )
    op.add_column("assignment", sa.Column("taken_over_at", sa.DateTime(timezone=True)))
    op.add_column("assignment", sa.Column("moved_from_id", sa.BigInteger()))
    op.create_foreign_key(
        op.f("fk_assignment_tenant_id_moved_from_id"),
        "assignment", "resource", ["tenant_id", "moved_from_id"], ["tenant_id", "id"],
    )  # fmt: skip
    for table, column in TIMES:
        op.alter_column(table, column, server_default=STATEMENT)
    create_stamp()
    for table, generated in STAMPED.items():
        stamp_changes(table, generated=generated)
    _audit_assignments(hidden="weekly_capacity,cn_sort,taken_over_at,moved_from_id")


def downgrade() -> None:
    _audit_assignments(hidden="weekly_capacity,cn_sort")
    for table in STAMPED:
        end_stamps(table)
    forget_stamp()
    for table, column in TIMES:
        op.alter_column(table, column, server_default=TRANSACTION)
    op.drop_constraint(op.f("fk_assignment_tenant_id_moved_from_id"), "assignment", type_="foreignkey")
    op.drop_column("assignment", "moved_from_id")
    op.drop_column("assignment", "taken_over_at")
    for table in ("assignment", "capacity_tier"):
        op.drop_column(table, "updated_at")


def _audit_assignments(*, hidden: str) -> None:
    end_audit("assignment")
    audit("assignment", entity="Assignment", hidden=hidden)
