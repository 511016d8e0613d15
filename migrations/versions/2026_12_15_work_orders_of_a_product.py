"""A product's work orders and debts are looked up by the index that begins with it, wherever one product has most."""

from collections.abc import Sequence

from alembic import op

revision: str = "0070"
down_revision: str | None = "0069"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# As movements of a level (0069): where few products have nearly all of them, statistics say that any product has so
# many, and all there are would be gone through for each level of a page.
OF_A_PRODUCT = -0.02  # products a work order, and a debt
COLUMNS = (("work_order", "product_id"), ("material_debt", "material_id"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET (n_distinct = {OF_A_PRODUCT})")
        op.execute(f"ANALYZE {table} ({column})")


def downgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} RESET (n_distinct)")
        op.execute(f"ANALYZE {table} ({column})")
