"""What the first request of a caller's key has moved; files of daily production."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0052"
down_revision: str | None = "0055"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KIND = "DAILY_PRODUCTION_IMPORT"


def upgrade() -> None:
    op.add_column(
        "daily_production_request",
        sa.Column("movement_ids", ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
    )
    add_preview_kinds(KIND)


def downgrade() -> None:
    remove_preview_kinds(KIND)
    op.drop_column("daily_production_request", "movement_ids")
