"""Planning: placeholder numbers, previews, and what allocations and planners' overrides leave on assignments."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.row_level_security import protect

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "placeholder_counter",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 0", name=op.f("ck_placeholder_counter_last_number")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_placeholder_counter_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_placeholder_counter")),
    )
    op.create_table(
        "change_preview",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ROSTER_IMPORT", "FORECAST_IMPORT", "ALLOCATION", "REBALANCE",
                name="kind", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSON(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_change_preview_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_change_preview")),
    )  # fmt: skip
    for table in ("placeholder_counter", "change_preview"):
        protect(table)
    op.add_column("assignment", sa.Column("is_forced", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("assignment", sa.Column("execution_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_assignment_tenant_id_execution_id"),
        "assignment",
        "allocation_execution",
        ["tenant_id", "execution_id"],
        ["tenant_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_assignment_tenant_id_execution_id"), "assignment", type_="foreignkey")
    op.drop_column("assignment", "execution_id")
    op.drop_column("assignment", "is_forced")
    op.drop_table("change_preview")
    op.drop_table("placeholder_counter")
