"""A page of a report's assignments is read from an index, in its order."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_assignment_weeks_of_report",
        "assignment",
        ["tenant_id", "report_id", "year", "week", "cn_sort"],
        unique=False,
        postgresql_where=sa.text("is_active"),
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_weeks_of_report", table_name="assignment")
