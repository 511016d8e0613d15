"""Numbers without gaps, what somebody decided, and the words for where stock lies."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.append_only import append_only
from migrations.audit import audit
from migrations.row_level_security import protect

revision: str = "0030"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("PLATFORM", "MAIN_LOB", "CASE_TYPE")


def upgrade() -> None:
    op.create_table(
        "number_counter",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last_number > 0", name=op.f("ck_number_counter_last_number")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_number_counter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_number_counter")),
    )
    op.create_table(
        "approval",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("APPROVED", "REJECTED", name="decision", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), server_default=sa.text("statement_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("decided_by <> requested_by", name=op.f("ck_approval_four_eyes")),
        sa.CheckConstraint("level > 0", name=op.f("ck_approval_level")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_approval_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_approval")),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_kind",
            "subject_id",
            "round",
            "decided_by",
            name=op.f("uq_approval_tenant_id_subject_kind_subject_id_round_decided_by"),
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "subject_kind",
            "subject_id",
            "round",
            "level",
            name=op.f("uq_approval_tenant_id_subject_kind_subject_id_round_level"),
        ),
    )
    protect("number_counter")
    protect("approval", grants="SELECT, INSERT")
    append_only("approval")
    audit("approval", entity="Approval", insert="DECIDE")
    _know_terms(*KINDS, "LOCATION")


def downgrade() -> None:
    op.execute("ALTER TABLE term NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM term WHERE kind = 'LOCATION'")
    op.execute("ALTER TABLE term FORCE ROW LEVEL SECURITY")
    _know_terms(*KINDS)
    for table in ("approval", "number_counter"):
        op.drop_table(table)


def _know_terms(*kinds: str) -> None:
    """Let words be of some kinds."""
    op.drop_constraint(op.f("ck_term_kind"), "term")
    op.create_check_constraint(op.f("ck_term_kind"), "term", sa.column("kind").in_(kinds))
