"""Which levels anything was entered of since a moment is read from an index: tables of movements are asked so."""

from collections.abc import Sequence

from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_inventory_movement_entered",
        "inventory_movement",
        ["tenant_id", "created_at"],
        unique=False,
        postgresql_include=["level_id"],
    )


def downgrade() -> None:
    op.drop_index("ix_inventory_movement_entered", table_name="inventory_movement", postgresql_include=["level_id"])
