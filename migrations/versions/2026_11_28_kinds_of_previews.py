"""Kinds of previews are rows, so that a room brings its own without changing a constraint that all rooms share."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.preview_kinds import add_preview_kinds, listed
from migrations.row_level_security import SERVICE_ROLE

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = (
    "ROSTER_IMPORT", "FORECAST_IMPORT", "ALLOCATION", "REBALANCE", "BENCH_ALLOCATION", "CPH_UPDATE",
    "FORECAST_REALLOCATION", "MANUAL_UPDATE", "FORECAST_UPDATE", "REVERT",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "preview_kind",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_preview_kind")),
    )
    # The same for every tenant: no row-level security, and the service may only look.
    op.execute(f"GRANT SELECT ON preview_kind TO {SERVICE_ROLE}")
    add_preview_kinds(*KINDS)
    op.drop_constraint(op.f("ck_change_preview_kind"), "change_preview", type_="check")
    op.alter_column("change_preview", "kind", type_=sa.Text())
    op.create_foreign_key(op.f("fk_change_preview_kind"), "change_preview", "preview_kind", ["kind"], ["kind"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_change_preview_kind"), "change_preview", type_="foreignkey")
    op.alter_column("change_preview", "kind", type_=sa.String(21))
    op.create_check_constraint(op.f("ck_change_preview_kind"), "change_preview", f"kind IN ({listed(KINDS)})")
    op.drop_table("preview_kind")
