"""Approvals of whatever is asked for by their own name in the audit log: debts, and changes of work orders."""

from collections.abc import Sequence

from migrations.functions import rewrite_function

revision: str = "0055"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "WHEN was->>'status' <> 'REJECTED' AND now->>'status' = 'REJECTED' THEN 'REJECT'"
APPROVED = """
                WHEN was->>'status' <> 'APPROVED' AND now->>'status' = 'APPROVED' THEN 'APPROVE'"""


def upgrade() -> None:
    rewrite_function("write_audit()", BEFORE, BEFORE + APPROVED)


def downgrade() -> None:
    rewrite_function("write_audit()", BEFORE + APPROVED, BEFORE)
