"""What changed since a moment is found over an index in what grows without end, however much there is."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database
from db.forecast.history_table import history_table
from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked
from db.shopfloor.production_table import production_table
from db.shopfloor.work_order_table import work_order_table
from db.supply.filters import MovementFilter
from db.supply.movement_table import day_table, movement_table
from services.shared.floor_rules import FloorRules

NOW = datetime.now(UTC)
SINCE = Span(updated_since=NOW, limit=1_000)
TABLES: dict[str, tuple[Written, str]] = {
    "history": (history_table(None, (None, None), SINCE, figures={"forecast": "Forecast"}), "ix_history_log_entered"),
    "daily production": (production_table(FloorAsked(), SINCE), "ix_daily_production_entered"),
    "work orders": (
        work_order_table(FloorAsked(), SINCE, today=NOW.date(), thresholds=FloorRules()),
        "ix_daily_production_entered",
    ),
    "movements": (movement_table(MovementFilter(), SINCE), "ix_inventory_movement_entered"),
    "days of levels": (day_table(MovementFilter(), SINCE), "ix_inventory_movement_entered"),
}
# A table that is empty is small enough to be read whole: the planner is told of the many that there might be.
_MANY = text("SELECT set_config('enable_seqscan', 'off', true)")


@pytest.mark.parametrize("name", TABLES)
async def test_an_index_says_what_changed(database: Database, demo_id: UUID, name: str) -> None:
    table, index = TABLES[name]
    async with database.write(demo_id, subject="tester") as session:
        await session.run(_MANY)
        plan = "\n".join(row[0] for row in await session.rows(text(f"EXPLAIN {table.sql}"), table.values))
    assert index in plan, plan
