"""Approvals of whatever is asked for by their own name in the audit log: debts, and changes of work orders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "WHEN was->>'status' <> 'REJECTED' AND now->>'status' = 'REJECTED' THEN 'REJECT'"
APPROVED = """
                WHEN was->>'status' <> 'APPROVED' AND now->>'status' = 'APPROVED' THEN 'APPROVE'"""


def upgrade() -> None:
    _rewrite(BEFORE, BEFORE + APPROVED)


def downgrade() -> None:
    _rewrite(BEFORE + APPROVED, BEFORE)


def _rewrite(old: str, new: str) -> None:
    """Replace a part of the function that writes the log; whose it is, and how it runs, stays as it is."""
    defined = op.get_bind().execute(sa.text("SELECT pg_get_functiondef(CAST('write_audit()' AS regprocedure))"))
    function = defined.scalar_one()
    if function.count(old) != 1:
        raise RuntimeError(f"write_audit() has {old!r} {function.count(old)} times")
    op.get_bind().exec_driver_sql(function.replace(old, new))
