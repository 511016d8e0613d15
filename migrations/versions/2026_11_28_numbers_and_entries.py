"""Numbers in identifiers sort as numbers, and an allocation knows its entry in the history log."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.audit import audit, end_audit

revision: str = "0013"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NATURAL = (
    r"regexp_replace(regexp_replace(cn_key, '([0-9]+)', '00000000000000000000\1', 'g'),"
    r" '0{1,20}([0-9]{20,})', '\1', 'g') || chr(1) || cn_key"
)
HIDDEN = (("resource", "Resource", "cn_key"), ("assignment", "Assignment", "weekly_capacity"))

# Row-level security is forced: tenant by tenant.
ORDERS = """
    DO $$ DECLARE one uuid; BEGIN
        FOR one IN SELECT id FROM tenant LOOP
            PERFORM set_config('app.tenant', one::text, true);
            UPDATE assignment a SET cn_sort = p.cn_sort FROM resource p
            WHERE a.tenant_id = one AND p.tenant_id = one AND p.id = a.resource_id;
        END LOOP;
        PERFORM set_config('app.tenant', '', true);
    END $$"""

# What a commit answered says which entry its execution has.
ENTRIES = """
    DO $$ DECLARE one uuid; BEGIN
        FOR one IN SELECT id FROM tenant LOOP
            PERFORM set_config('app.tenant', one::text, true);
            UPDATE allocation_execution e SET history_log_id = h.id
            FROM change_preview p
            JOIN history_log h ON h.tenant_id = p.tenant_id AND h.id::text = p.outcome ->> 'history_log_id'
            WHERE e.tenant_id = one AND p.tenant_id = one AND p.outcome ->> 'execution_id' = e.id::text;
        END LOOP;
        PERFORM set_config('app.tenant', '', true);
    END $$"""


def upgrade() -> None:
    _sort_numbers()
    _enter_executions()


def downgrade() -> None:
    _leave_executions()
    _sort_texts()


def _sort_numbers() -> None:
    order = sa.Text(collation="C")
    op.add_column("resource", sa.Column("cn_sort", order, sa.Computed(NATURAL, persisted=True), nullable=False))
    op.create_index(op.f("ix_resource_tenant_id_cn_sort"), "resource", ["tenant_id", "cn_sort"])
    op.add_column("assignment", sa.Column("cn_sort", order, nullable=True))
    op.drop_index(op.f("ix_assignment_tenant_id_year_week"), "assignment")
    for table, entity, hidden in HIDDEN:
        end_audit(table)
        audit(table, entity=entity, hidden=f"{hidden},cn_sort")
    op.execute("ALTER TABLE assignment DISABLE TRIGGER USER")
    op.execute(ORDERS)
    op.execute("ALTER TABLE assignment ENABLE TRIGGER USER")
    op.alter_column("assignment", "cn_sort", nullable=False)
    op.create_index(
        op.f("ix_assignment_tenant_id_year_week_cn_sort_id"),
        "assignment",
        ["tenant_id", "year", "week", "cn_sort", "id"],
    )


def _sort_texts() -> None:
    for table, entity, hidden in HIDDEN:
        end_audit(table)
        audit(table, entity=entity, hidden=hidden)
    op.drop_index(op.f("ix_assignment_tenant_id_year_week_cn_sort_id"), "assignment")
    op.create_index(op.f("ix_assignment_tenant_id_year_week"), "assignment", ["tenant_id", "year", "week"])
    op.drop_column("assignment", "cn_sort")
    op.drop_index(op.f("ix_resource_tenant_id_cn_sort"), "resource")
    op.drop_column("resource", "cn_sort")


def _enter_executions() -> None:
    op.add_column("allocation_execution", sa.Column("history_log_id", sa.UUID(), nullable=True))
    op.execute("ALTER TABLE allocation_execution DISABLE TRIGGER USER")
    op.execute(ENTRIES)
    op.execute("ALTER TABLE allocation_execution ENABLE TRIGGER USER")
    op.create_foreign_key(
        op.f("fk_allocation_execution_tenant_id_history_log_id"),
        "allocation_execution",
        "history_log",
        ["tenant_id", "history_log_id"],
        ["tenant_id", "id"],
    )


def _leave_executions() -> None:
    op.drop_constraint(
        op.f("fk_allocation_execution_tenant_id_history_log_id"), "allocation_execution", type_="foreignkey"
    )
    op.drop_column("allocation_execution", "history_log_id")
