"""A level is looked up among movements by the index that begins with it, wherever one level has most of them."""

from collections.abc import Sequence

from alembic import op

revision: str = "0069"
down_revision: str | None = "0066"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Where few levels have nearly all movements, statistics say that any level has so many, and that the index of days
# finds the first of them soon: for a level that has none it goes through all there are. Fifty of a level is what is said
# instead, however many there are.
OF_A_LEVEL = -0.02  # levels a movement


def upgrade() -> None:
    op.execute(f"ALTER TABLE inventory_movement ALTER COLUMN level_id SET (n_distinct = {OF_A_LEVEL})")
    op.execute("ANALYZE inventory_movement (level_id)")


def downgrade() -> None:
    op.execute("ALTER TABLE inventory_movement ALTER COLUMN level_id RESET (n_distinct)")
    op.execute("ANALYZE inventory_movement (level_id)")
