"""What an import costs goes by its rows, whatever the tables hold and whatever is known of them."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from benchmarks.data import NOTHING, REPORT, Size, fill
from db.admin.migrate import owner_connection
from db.engine import Database
from db.forecast.reports import report_by_month
from db.workforce.places import of_cell, of_person
from server.commands.postgres import Addresses

SIZE = Size(people=2_500, weeks=26, demands=600)
READ = text("SELECT sum(blks_hit + blks_read) FROM pg_stat_database WHERE datname = current_database()")
MOST = 120  # pages looked at for each row written: index by index, foreign key by foreign key


class Undone(Exception):
    """Rolls a transaction back."""


async def _as_owner(addresses: Addresses, *statements: str) -> int:
    async with owner_connection(addresses.owner) as owner:
        for statement in statements:
            await owner.execute(text(statement))
        await owner.execute(text("SELECT pg_stat_force_next_flush()"))
        await owner.execute(text("SELECT pg_stat_clear_snapshot()"))
        return int((await owner.execute(READ)).scalar_one())


async def _empty(database: Database, addresses: Addresses, tenant: UUID) -> None:
    """As it was made."""


async def _rolled_back(database: Database, addresses: Addresses, tenant: UUID) -> None:
    """Bloated by an import that was rolled back; statistics were taken of it, and say that nothing is there."""
    with pytest.raises(Undone):
        async with database.write(tenant, subject="tester") as session:
            await fill(session, SIZE)
            raise Undone
    await _as_owner(addresses, "ANALYZE")


async def _analysed_when_small(database: Database, addresses: Addresses, tenant: UUID) -> None:
    """A hundred times larger than when statistics were taken, and by connections that have kept their plans."""
    async with database.write(tenant, subject="tester") as session:
        await fill(session, SMALL)
    await _as_owner(addresses, "ANALYZE")


LINES = Size(people=1, weeks=26, demands=600)
MOST_A_CELL = 160  # pages looked at for each cell of a report that is new: its line, its demand, its summary

SMALL = Size(people=25, weeks=26, demands=6)
STATES: dict[Callable[..., Awaitable[None]], Size] = {
    _empty: NOTHING, _rolled_back: NOTHING, _analysed_when_small: SMALL,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__.strip("_"))
async def test_people_demands_and_allocations(
    empty: Addresses, demo_id: UUID, state: Callable[..., Awaitable[None]]
) -> None:
    database = Database(empty.service, pool_size=1, statement_seconds=None)
    await state(database, empty, demo_id)
    before = await _as_owner(empty)
    async with database.write(demo_id, subject="tester") as session:
        await fill(session, SIZE, since=STATES[state])
        report = await report_by_month(session, year=REPORT.year, month=REPORT.number)
        assert report is not None
    await database.close()  # so that it tells what it has read
    looked_at = await _as_owner(empty) - before
    assert looked_at < MOST * SIZE.assignments, looked_at / SIZE.assignments


async def test_a_forecast_among_what_was_rolled_back(empty: Addresses, demo_id: UUID) -> None:
    """Nobody is assigned yet, and of those who were rolled back every cell would look at all, over a wrong index."""
    database = Database(empty.service, pool_size=1, statement_seconds=None)
    await _as_owner(empty, "ALTER TABLE assignment SET (autovacuum_enabled = off)")
    await _rolled_back(database, empty, demo_id)
    before = await _as_owner(empty)
    async with database.write(demo_id, subject="tester") as session:
        await fill(session, LINES)
    await database.close()
    looked_at = await _as_owner(empty) - before
    assert looked_at < MOST_A_CELL * LINES.demands * 6, looked_at / LINES.demands / 6


async def test_people_are_found_by_cell_and_by_person_in_a_table_that_counts_as_empty(
    empty: Addresses, demo_id: UUID
) -> None:
    """Whatever other index begins with the tenant, and is no deeper."""
    database = Database(empty.service, pool_size=1, statement_seconds=None)
    for others in ("tier_id, days_present", "resource_id, tier_id, days_present"):
        await _as_owner(empty, f"CREATE INDEX ON assignment (tenant_id, {others})")
    await _rolled_back(database, empty, demo_id)
    for condition, index in (
        (of_cell("1", "2", "3"), "ix_assignment_cell"),
        (of_person("1"), "uq_assignment_active_resource_week"),
    ):
        async with database.read(demo_id) as session:
            plan = await session.rows(text(f"EXPLAIN SELECT id FROM assignment WHERE {condition}"))
        used = " ".join(row[0] for row in plan)
        assert f"Index Scan using {index}" in used, used
    await database.close()
