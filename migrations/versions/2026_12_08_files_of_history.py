"""The history log says what the file was called that a change came with."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("history_log", sa.Column("source_file", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("history_log", "source_file")
