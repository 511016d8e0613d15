"""Week assignments come back as a workbook."""

from collections.abc import Sequence

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0060"
down_revision: str | None = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    add_preview_kinds("WEEK_ASSIGNMENTS_IMPORT")


def downgrade() -> None:
    remove_preview_kinds("WEEK_ASSIGNMENTS_IMPORT")
