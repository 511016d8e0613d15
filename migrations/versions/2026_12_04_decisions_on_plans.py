"""Approvals and rejections by their own names in the audit log, and why a plan's completion went backwards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

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
    _rewrite(BEFORE, BEFORE + DECIDED)


def downgrade() -> None:
    _rewrite(BEFORE + DECIDED, BEFORE)
    op.drop_column("production_plan", "completion_reason")


def _rewrite(old: str, new: str) -> None:
    """Replace a part of the function that writes the log; whose it is, and how it runs, stays as it is."""
    defined = op.get_bind().execute(sa.text("SELECT pg_get_functiondef(CAST('write_audit()' AS regprocedure))"))
    function = defined.scalar_one()
    if function.count(old) != 1:
        raise RuntimeError(f"write_audit() has {old!r} {function.count(old)} times")
    op.get_bind().exec_driver_sql(function.replace(old, new))
