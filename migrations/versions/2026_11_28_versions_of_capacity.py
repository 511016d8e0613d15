"""Versions of capacity, so that a dashboard that was away can ask what it missed; descriptions of the default tiers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from migrations.data_versions import count_changes
from migrations.row_level_security import protect

revision: str = "0015"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

DESCRIPTIONS = (
    ("full production", "Fully productive: every hour counts whole."),
    ("75% ramp", "Ramping up, at three quarters of full production."),
    ("50% ramp", "Ramping up, at half of full production."),
    ("25% ramp", "New in the work, at a quarter of full production."),
)


def upgrade() -> None:
    op.create_table(
        "capacity_version",
        sa.Column("tenant_id", sa.UUID(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("month_index", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.UUID(), nullable=False),
        sa.CheckConstraint("month_index BETWEEN 1 AND 6", name=op.f("ck_capacity_version_month_index")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["report.tenant_id", "report.id"],
            name=op.f("fk_capacity_version_tenant_id_report_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_capacity_version_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_capacity_version")),
    )
    op.create_index(
        op.f("ix_capacity_version_tenant_id_report_id_month_index"),
        "capacity_version",
        ["tenant_id", "report_id", "month_index"],
    )
    protect("capacity_version")
    count_changes("capacity_version", scope=None)
    _describe_default_tiers()


def downgrade() -> None:
    op.drop_table("capacity_version")


def _describe_default_tiers() -> None:
    """Say what the default tiers of every tenant are, where nobody has; answers that were kept are none any more."""
    for table in ("capacity_tier", "data_version"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    for name_key, description in DESCRIPTIONS:
        statement = (
            "UPDATE capacity_tier SET description = :description WHERE name_key = :name_key AND description = ''"
        )
        op.execute(sa.text(statement).bindparams(description=description, name_key=name_key))
    op.execute(
        "INSERT INTO data_version (tenant_id, scope, amount)"
        " SELECT DISTINCT tenant_id, 'configuration', 1 FROM capacity_tier"
    )
    for table in ("capacity_tier", "data_version"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
