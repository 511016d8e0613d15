"""The history log says what the file was called that a change came with; workbooks of records can be previewed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0059"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("history_log", sa.Column("source_file", sa.Text(), nullable=True))
    add_preview_kinds("RECORDS_IMPORT")


def downgrade() -> None:
    remove_preview_kinds("RECORDS_IMPORT")
    op.drop_column("history_log", "source_file")
