"""Files of products, bills of materials, demand and stock can be previewed."""

from collections.abc import Sequence

from migrations.preview_kinds import add_preview_kinds, remove_preview_kinds

revision: str = "0040"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("PRODUCTS_IMPORT", "BILLS_IMPORT", "DEMAND_IMPORT", "STOCK_IMPORT")


def upgrade() -> None:
    add_preview_kinds(*KINDS)


def downgrade() -> None:
    remove_preview_kinds(*KINDS)
