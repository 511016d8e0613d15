"""Transactions that meet: summaries stay true, one winner per person and week, and losers are told so."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from sqlalchemy import text

from db.engine import Database, WriteSession
from db.errors import ConcurrentChange
from db.forecast.lines import CellKey
from db.shared.tenants import tenant_id
from db.workforce.enums import AssignmentType
from db.workforce.placements import MonthPlacement, place_months
from db.workforce.summaries import summarise
from server.commands.postgres import Addresses
from services.workforce.verify import verify
from tests.support.clocks import PATIENCE

DEMO = tenant_id("demo")

INSERT = text("""
    INSERT INTO assignment (tenant_id, year, week, report_id, forecast_month_index, resource_id, cn_sort, demand_id,
                            tier_id, production_percentage, weekly_capacity, assignment_type, assigned_by)
    SELECT :mine, w.year, w.week, :report, :index, :person,
           (SELECT cn_sort FROM resource WHERE id = :person), :demand, :tier, 1, (w.productive_hours::numeric
           * (SELECT target_cph FROM report_demand WHERE report_id = :report AND demand_id = :demand))::float8,
           'MANUAL', 'tester'
    FROM week_configuration w
    WHERE w.month_year = :year AND w.month_number = :month AND w.work_type = 'DOMESTIC' ORDER BY w.week LIMIT 1""")


class Scene(NamedTuple):
    """Two cells of the newest report, and two people who are free in the month of both."""

    database: Database
    cells: list[CellKey]
    year: int
    month: int
    people: list[int]
    tier_id: int

    def write(self):  # type: ignore[no-untyped-def]
        """A transaction of a planner."""
        return self.database.write(DEMO, subject="tester")

    async def place(self, session: WriteSession, person: int, *, cell: int = 0) -> None:
        """Assign a person to a cell for its whole month."""
        report_id, demand_id, index = self.cells[cell]
        spot = MonthPlacement(person, demand_id, report_id, index, self.year, self.month)
        written = await place_months(
            session, [spot], tier_id=self.tier_id, percentage=1.0, assignment_type=AssignmentType.MANUAL
        )
        assert written > 0

    async def headcount(self, cell: int = 0) -> int:
        """The stored headcount of a cell."""
        report_id, demand_id, index = self.cells[cell]
        asked = text("SELECT total_headcount FROM monthly_capacity_summary WHERE report_id = :report"
                     " AND demand_id = :demand AND forecast_month_index = :index")  # fmt: skip
        async with self.database.read(DEMO) as session:
            return int(await session.scalar(asked, {"report": report_id, "demand": demand_id, "index": index}))

    async def differences(self) -> list[str]:
        """What a recomputation finds."""
        async with self.database.read(DEMO) as session:
            return await verify(session)


@pytest.fixture
async def scene(changeable_sample: Addresses) -> AsyncIterator[Scene]:
    database = Database(changeable_sample.service, pool_size=20, pool_wait=PATIENCE)
    async with database.write(DEMO, subject="tester") as session:
        cells = await session.rows(
            text("""
            SELECT c.report_id, c.demand_id, c.month_index, r.first_month + make_interval(months => 5) AS month
            FROM forecast_cell c JOIN demand d ON d.id = c.demand_id JOIN report r ON r.id = c.report_id
            WHERE c.month_index = 6 AND d.locality = 'DOMESTIC'
              AND r.id = (SELECT id FROM report ORDER BY first_month DESC LIMIT 1)
            ORDER BY c.demand_id LIMIT 2""")
        )
        people = await session.rows(text("""
            INSERT INTO resource (tenant_id, cn, cn_key, resource_type, display_name, platform, location, states,
                                  skills)
            SELECT :mine, 'NEW' || n, 'new' || n, 'ACTUAL', 'New', 'Amisys', 'DOMESTIC', '{FL}', '{Appeals}'
            FROM generate_series(1, 2) AS n RETURNING id"""), {"mine": DEMO})  # fmt: skip
        tier = await session.scalar(text("SELECT id FROM capacity_tier WHERE percentage = 1"))
    ours = [(cell.report_id, cell.demand_id, cell.month_index) for cell in cells]
    month = cells[0].month
    yield Scene(database, ours, month.year, month.month, [person.id for person in people], tier)
    await database.close()


@pytest.mark.parametrize("first_to_summarise", [0, 1])
@pytest.mark.parametrize("second_writes", ["before the first summarises", "after the first summarised"])
async def test_two_planners_on_one_cell(scene: Scene, first_to_summarise: int, second_writes: str) -> None:
    before = await scene.headcount()
    order = (0, 1) if first_to_summarise == 0 else (1, 0)
    both_placed, summarised, placing = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with scene.write() as session:
            await scene.place(session, scene.people[order[0]])
            placing.set()
            if second_writes.startswith("before"):
                await both_placed.wait()
            await summarise(session, scene.cells[:1])
            summarised.set()
            await asyncio.sleep(0.3)  # the other waits for this transaction to end, not for this statement

    async def second() -> None:
        async with scene.write() as session:
            await placing.wait()
            if second_writes.startswith("after"):
                await summarised.wait()
            await scene.place(session, scene.people[order[1]])
            both_placed.set()
            await summarised.wait()
            await summarise(session, scene.cells[:1])

    async with asyncio.TaskGroup() as group:
        group.create_task(first())
        group.create_task(second())
    assert await scene.headcount() == before + 2
    assert await scene.differences() == []


async def test_cells_given_in_opposite_orders_do_not_deadlock(scene: Scene) -> None:
    async def planner(person: int, cells: list[CellKey]) -> None:
        async with scene.write() as session:
            await scene.place(session, scene.people[person], cell=person)
            await started.wait()
            await summarise(session, cells)

    for _ in range(5):
        started = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(planner(0, scene.cells))
            group.create_task(planner(1, scene.cells[::-1]))
            await asyncio.sleep(0.05)
            started.set()
        assert await scene.differences() == []
        async with scene.write() as session:
            await session.run(
                text("UPDATE assignment SET is_active = false, deallocated_at = now() WHERE resource_id = ANY(:ids)"),
                {"ids": scene.people},
            )
            await summarise(session, scene.cells)


async def test_one_of_sixteen_gets_the_person(scene: Scene) -> None:
    together = asyncio.Barrier(16)

    async def planner() -> str | None:
        try:
            async with scene.write() as session:
                await together.wait()
                await session.run(INSERT, {**values, "mine": DEMO})
                await summarise(session, scene.cells[:1])
        except ConcurrentChange as lost:
            return lost.constraint
        return "won"

    report_id, demand_id, index = scene.cells[0]
    values = {"report": report_id, "demand": demand_id, "index": index, "person": scene.people[0],
              "tier": scene.tier_id, "year": scene.year, "month": scene.month}  # fmt: skip
    answers = await asyncio.gather(*(planner() for _ in range(16)))
    assert sorted(map(str, answers)) == ["uq_assignment_active_resource_week"] * 15 + ["won"]
    assert await scene.differences() == []


async def test_a_deadlock_is_a_lost_race(scene: Scene) -> None:
    together = asyncio.Barrier(2)
    rename = text("UPDATE resource SET display_name = 'Renamed' WHERE id = :id")

    async def planner(people: list[int]) -> str:
        try:
            async with scene.write() as session:
                await session.run(rename, {"id": people[0]})
                await together.wait()
                await session.run(rename, {"id": people[1]})
        except ConcurrentChange as lost:
            assert lost.constraint is None
            return "lost"
        return "won"

    answers = await asyncio.gather(planner(scene.people), planner(scene.people[::-1]))
    assert sorted(answers) == ["lost", "won"]
