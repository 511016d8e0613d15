"""Approvals and rejections by their own names in the audit log, and why a plan's completion went backwards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.functions import rewrite_function

revision: str = "0044"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "THEN 'REVOKE'"
DECIDED = """
                WHEN was->>'approved_at' IS DISTINCT FROM now->>'approved_at' THEN 'APPROVE'
                WHEN was->>'rejected_at' IS DISTINCT FROM now->>'rejected_at' THEN 'REJECT'
                WHEN was->>'status' <> 'REJECTED' AND now->>'status' = 'REJECTED' THEN 'REJECT'"""


def upgrade() -> None:
    op.add_column("production_plan", sa.Column("completion_reason", sa.Text(), nullable=True))
    rewrite_function("write_audit()", BEFORE, BEFORE + DECIDED)


def downgrade() -> None:
    rewrite_function("write_audit()", BEFORE + DECIDED, BEFORE)
    op.drop_column("production_plan", "completion_reason")
