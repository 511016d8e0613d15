"""What changed since a moment is read from indexes: tables of what grows without end are asked so again and again."""

from collections.abc import Sequence

from alembic import op

revision: str = "0066"
down_revision: str | None = "0061"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_history_log_entered",
        "history_log",
        ["tenant_id", "created_at"],
        unique=False,
        postgresql_include=["number"],
    )
    op.create_index(
        "ix_daily_production_entered",
        "daily_production",
        ["tenant_id", "updated_at"],
        unique=False,
        postgresql_include=["work_order_id"],
    )


def downgrade() -> None:
    op.drop_index("ix_daily_production_entered", table_name="daily_production", postgresql_include=["work_order_id"])
    op.drop_index("ix_history_log_entered", table_name="history_log", postgresql_include=["number"])
