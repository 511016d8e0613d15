"""A month may have no hours, and cells keep that they were computed with none."""

from collections.abc import Sequence

from alembic import op

revision: str = "0020"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ck_forecast_cell_productive_hours"


def upgrade() -> None:
    _require("productive_hours >= 0")


def downgrade() -> None:
    # Of such cells nobody knew before with which hours they were computed.
    op.execute("ALTER TABLE forecast_cell NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE forecast_cell SET productive_hours = NULL WHERE productive_hours = 0")
    op.execute("ALTER TABLE forecast_cell FORCE ROW LEVEL SECURITY")
    _require("productive_hours > 0")


def _require(condition: str) -> None:
    op.drop_constraint(op.f(NAME), "forecast_cell", type_="check")
    op.create_check_constraint(op.f(NAME), "forecast_cell", condition)
