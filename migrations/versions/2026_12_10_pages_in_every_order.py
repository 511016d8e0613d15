"""Lists give the first page of every order by an index, and the history finds its records and people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: str | None = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLAIN = (
    ("product", "unit_cost", "id"),
    ("resource", "hire_date", "id"),
    ("safety_stock", "safety_stock_quantity", "id"),
    ("recommendation", "confidence", "id"),
    ("recommendation", "decided_at", "id"),
    ("material_debt", "requested_at", "id"),
    ("material_debt", "needed_on", "id"),
    ("material_debt", "quantity", "id"),
    ("alert", "opened_at", "id"),
    ("history_log", "created_by", "number"),
    ("history_log", "records_modified", "number"),
    ("history_log_change", "main_lob", "state", "case_type"),
)
NAMES = (("product", "name"), ("resource", "display_name"))
SEVERITY_RANK = "strpos('INFO WARNING CRITICAL', severity)"
IS_STANDING = sa.text("state <> 'CLOSED'")


def upgrade() -> None:
    for table, *columns in PLAIN:
        op.create_index(op.f(_name(table, columns)), table, ["tenant_id", *columns])
    for table, name in NAMES:
        folded = sa.text(f'(lower({name}) COLLATE "C")')
        op.create_index(op.f(_name(table, [name, "id"])), table, ["tenant_id", folded, "id"])
    op.create_index("ix_alert_standing_opened", "alert", ["tenant_id", "opened_at", "id"], postgresql_where=IS_STANDING)
    op.create_index(
        "ix_alert_standing_severity",
        "alert",
        ["tenant_id", sa.text(SEVERITY_RANK), "changed_at", "id"],
        postgresql_where=IS_STANDING,
    )


def downgrade() -> None:
    op.drop_index("ix_alert_standing_severity", "alert")
    op.drop_index("ix_alert_standing_opened", "alert")
    for table, name in reversed(NAMES):
        op.drop_index(op.f(_name(table, [name, "id"])), table)
    for table, *columns in reversed(PLAIN):
        op.drop_index(op.f(_name(table, columns)), table)


def _name(table: str, columns: Sequence[str]) -> str:
    return "_".join(["ix", table, "tenant_id", *columns])
