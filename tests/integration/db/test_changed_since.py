"""What changed since a moment is found over an index in what grows without end, however much there is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database, WriteSession
from db.forecast.history_table import history_table
from db.shared.keyed_pages import Span, Written
from db.shopfloor.asked import FloorAsked
from db.shopfloor.production_table import production_table
from db.shopfloor.work_order_table import work_order_table
from db.supply.filters import MovementFilter
from db.supply.movement_table import day_table, movement_table
from db.workforce import changed_lately
from db.workforce.assignment_table import assignment_table
from db.workforce.changed_lately import with_changed_assignments, with_changed_lines
from db.workforce.report_rows import Asked
from server.commands.postgres import Addresses
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
    "assignments": (assignment_table(Asked(), SINCE), "ix_assignment_changed"),
    "changed assignments": (
        Written(str(changed_lately._ASSIGNMENTS), (), {"since": NOW}),
        "ix_assignment_changed",
    ),
    "changed lines": (Written(str(changed_lately._LINES), (), {"since": NOW}), "ix_monthly_capacity_summary_changed"),
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


_TOUCHED = {
    "assignment": "UPDATE assignment SET is_forced = NOT is_forced WHERE id = (SELECT max(id) FROM assignment)",
    "resource": "UPDATE resource SET platform = platform || 'x' WHERE id = (SELECT min(resource_id) FROM assignment)",
    "capacity_tier": "UPDATE capacity_tier SET name = name || 'x' WHERE id = (SELECT min(tier_id) FROM assignment)",
}


@pytest.fixture
async def sampled(changeable_sample: Addresses) -> Database:
    """The sample data, to be changed."""
    return Database(changeable_sample.service, pool_size=1)


async def test_little_is_looked_up_and_much_is_not(sampled: Database, demo_id: UUID) -> None:
    long_ago, later = NOW - timedelta(days=36_500), NOW + timedelta(days=36_500)
    async with sampled.write(demo_id, subject="tester") as session:
        assert (await with_changed_assignments(session, Asked(), later)).assignments == []
        assert (await with_changed_lines(session, Asked(), later)).lines == []
        assert (await with_changed_lines(session, Asked(), long_ago)).lines is None, "the tiers changed since"
        every = await _ids(session, "true")
        found = (await with_changed_assignments(session, Asked(), long_ago)).assignments
        assert found == every if len(every) <= changed_lately.FEW else found is None
    for table, statement in _TOUCHED.items():
        async with sampled.write(demo_id, subject="tester") as session:
            since = await session.scalar(text("SELECT clock_timestamp()"))
            await session.run(text(statement))
            column = {"assignment": "a.id", "resource": "a.resource_id", "capacity_tier": "a.tier_id"}[table]
            held = await _ids(session, f"{column} IN (SELECT id FROM {table} WHERE updated_at >= :since)", since)
            found = (await with_changed_assignments(session, Asked(), since)).assignments
            assert len(held) > 0
            assert found == (held if len(held) <= changed_lately.FEW else None), table
    await sampled.close()


async def _ids(session: WriteSession, condition: str, since: datetime = NOW) -> list[int]:
    kept = f"SELECT a.id FROM assignment a WHERE a.is_active AND {condition} ORDER BY 1"
    return [row[0] for row in await session.rows(text(kept), {"since": since} if ":since" in condition else {})]
