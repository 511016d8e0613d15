"""Files of work orders can be previewed."""

from collections.abc import Sequence

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0051"
down_revision: str | None = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    add_preview_kinds("WORK_ORDERS_IMPORT")


def downgrade() -> None:
    remove_preview_kinds("WORK_ORDERS_IMPORT")
