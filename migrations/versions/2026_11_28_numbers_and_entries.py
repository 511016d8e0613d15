"""An allocation knows its entry in the history log."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What a commit answered says which entry its execution has. Row-level security is forced: tenant by tenant.
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


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_allocation_execution_tenant_id_history_log_id"), "allocation_execution", type_="foreignkey"
    )
    op.drop_column("allocation_execution", "history_log_id")
