"""Forecast editing: its kinds of previews, and a history log that nobody can change."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.append_only import append_only, create_refusal, drop_refusal
from migrations.preview_kinds import forget_previews, listed
from migrations.row_level_security import protect

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = ("ROSTER_IMPORT", "FORECAST_IMPORT", "ALLOCATION", "REBALANCE")
ADDED = ("BENCH_ALLOCATION", "CPH_UPDATE", "FORECAST_REALLOCATION", "MANUAL_UPDATE", "FORECAST_UPDATE", "REVERT")
CHANGE_TYPES = ("Bench Allocation", "CPH Update", "Forecast Reallocation", "Manual Update", "Forecast Update")
HISTORY = ("history_log", "history_log_change")


def upgrade() -> None:
    _replace_kinds((*BEFORE, *ADDED), length=21)
    op.create_table(
        "history_log",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "change_type",
            sa.Enum(*CHANGE_TYPES, name="change_type", native_enum=False, create_constraint=True, length=21),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("user_notes", sa.Text(), nullable=True),
        sa.Column("records_modified", sa.Integer(), nullable=False),
        sa.Column("summary", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("reverts", sa.UUID(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("records_modified > 0", name=op.f("ck_history_log_records_modified")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_history_log_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["report.tenant_id", "report.id"],
            name=op.f("fk_history_log_tenant_id_report_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_history_log")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_history_log_tenant_id_number")),
    )
    op.create_index(
        op.f("ix_history_log_tenant_id_report_id_number"), "history_log", ["tenant_id", "report_id", "number"]
    )
    op.create_table(
        "history_log_change",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("history_log_id", sa.UUID(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("main_lob", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("target_cph", sa.Numeric(5, 2), nullable=False),
        sa.Column("target_cph_change", sa.Numeric(5, 2), nullable=False),
        sa.Column("modified_fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("months", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_history_log_change_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "history_log_id"],
            ["history_log.tenant_id", "history_log.id"],
            name=op.f("fk_history_log_change_tenant_id_history_log_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "history_log_id", "place", name=op.f("pk_history_log_change")),
    )
    create_refusal()
    for table in HISTORY:
        protect(table, grants="SELECT, INSERT")
        append_only(table)


def downgrade() -> None:
    for table in reversed(HISTORY):
        op.drop_table(table)
    drop_refusal()
    forget_previews(ADDED)
    _replace_kinds(BEFORE, length=20)


def _replace_kinds(kinds: Sequence[str], *, length: int) -> None:
    op.drop_constraint(op.f("ck_change_preview_kind"), "change_preview", type_="check")
    op.alter_column("change_preview", "kind", type_=sa.String(length))
    op.create_check_constraint(op.f("ck_change_preview_kind"), "change_preview", f"kind IN ({listed(kinds)})")
