"""Whoever merges what has changed since they asked last has the whole table, whatever happened meanwhile."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from db.workforce.people import all_resources, update_resource
from resolvers.forecast.report_arguments import REPORT, REPORT_OR_ALL
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.forecast.imports.forecast import preview_forecast
from services.shared.calendar import Month
from services.shared.locks import PLAN
from services.shared.report import FlatReport
from tests.graphql.planning.conftest import (
    ANYWHERE,
    APPEALS,
    CLAIMS,
    FORECAST,
    LOB,
    PEOPLE,
    Planner,
    sheet,
)
from tests.support.cluster import SAMPLE_TENANT

pytestmark = pytest.mark.races

# Those of a report: the tables of supply planning change by other means (tests/rest/supply).
TABLES = {
    report.path: report
    for report in HOUSE.reports
    if isinstance(report, FlatReport) and {REPORT, REPORT_OR_ALL} & set(report.arguments)
}
OF_ALL = [path for path, report in TABLES.items() if report.across]
ARGUMENTS: tuple[dict[str, Any], ...] = ({}, {"report": "2025-04"}, {"state": ["FL", "GA"]})
ALL: dict[str, Any] = {"report": "all"}
TENANT = tenant_id(SAMPLE_TENANT)


class Copy:
    """A table as a client keeps it: by its key, merged from answers."""

    def __init__(self, world: Planner, path: str, arguments: dict[str, Any]) -> None:
        self._world, self._path, self._arguments = world, path, arguments
        self._key = TABLES[path].key_across if arguments == ALL else TABLES[path].key
        self.rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._since: str | None = None

    async def fetch(self, **more: Any) -> list[dict[str, Any]]:
        """The rows of all pages, each at most once, and when to ask from the next time."""
        answer = await self._world.get(PREFIX + self._path, **self._arguments, **more)
        rows: list[dict[str, Any]] = []
        moments = set()
        while True:
            assert answer.status_code == 200, answer.text
            body = answer.json()
            rows += [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]
            moments.add(body["next_updated_since"])
            assert answer.headers["next-updated-since"] == body["next_updated_since"]
            if body["next"] is None:
                break
            answer = await self._world.http.get(body["next"], headers=self._world.headers)
        assert len({self.key(row) for row in rows}) == len(rows)
        (self.moment,) = moments
        return rows

    def key(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self._key)

    async def refresh(self, limit: int | None) -> None:
        """Merge what has changed."""
        more = {} if self._since is None else {"updated_since": self._since}
        for row in await self.fetch(**more, **({} if limit is None else {"limit": limit})):
            assert self._since is None or row["updated_at"] >= self._since[:19]
            assert row["is_active"] is (row["deallocated_at"] is None)
            if row["is_active"]:
                self.rows[self.key(row)] = row
            else:
                self.rows.pop(self.key(row), None)
        self._since = self.moment

    async def expect_whole(self) -> None:
        """The copy is the table."""
        since, whole = self._since, await self.fetch()
        assert all(row["is_active"] for row in whole)
        assert self.rows == {self.key(row): row for row in whole}, (self._path, self._arguments, since)


def copies(world: Planner) -> list[Copy]:
    return [Copy(world, path, arguments) for path in TABLES for arguments in ARGUMENTS]


async def expect_all_whole(kept: list[Copy], done: list[str]) -> None:
    for copy in kept:
        try:
            await copy.expect_whole()
        except AssertionError as error:
            raise AssertionError(f"after {done}") from error


async def forecast(world: Planner, report: Month, first: int, demands: list[dict[str, str]], volume: int) -> None:
    """Import a forecast, or an update of one."""
    months = [f"{Month(2025, first).plus(index).label}" for index in range(6)]
    lines = [[one["mainLob"], one["state"], one["caseType"], "C", 11, *[volume] * 6] for one in demands]
    async with world.app.state.database.write(TENANT, subject="founder") as session:  # type: ignore[attr-defined]
        await session.lock(PLAN)
        previewed = await preview_forecast(session, sheet([*FORECAST, *months], *lines), report=report)
        await previewed.commit(session)


class Changes:
    """Changes drawn by lot; one that the state of things forbids is refused, and changes nothing."""

    def __init__(self, world: Planner, dice: random.Random) -> None:
        self._world, self._dice = world, dice
        self._hired, self._report = 100, Month(2025, 4)

    async def one(self) -> str:
        kinds: list[Callable[[], Awaitable[Any]]] = [
            self.assign, self.assign, self.end, self.end_and_assign, self.convert, self.change_level, self.rename,
            self.deactivate, self.tier, self.week, self.newer_report, self.update_report, self.targets,
        ]  # fmt: skip
        kind = self._dice.choice(kinds)
        await kind()
        return kind.__name__

    def _person(self) -> str:
        return f"CN{self._dice.randint(1, PEOPLE)}"

    async def _assignments(self) -> list[Any]:
        found = await self._world.ask(
            "query Q { assignments(first: 500) { nodes { id resource { cn resourceType } week } } }"
        )
        return list(found["assignments"]["nodes"])

    async def assign(self) -> None:
        first = self._dice.randint(23, 46)
        tier = self._world.tiers[self._dice.choice([25, 50, 75, 100])]
        item = self._world.weeks(self._person(), self._dice.choice([CLAIMS, APPEALS]), first, first + 2, force=True)
        await self._world.do("bulkAssign", "created", items=[{**item, "tierId": tier}])

    async def end(self) -> None:
        if standing := await self._assignments():
            await self._world.do("deallocateAssignment", "__typename", id=self._dice.choice(standing)["id"])

    async def end_and_assign(self) -> None:
        if standing := await self._assignments():
            one = self._dice.choice(standing)
            await self._world.do("deallocateAssignment", "__typename", id=one["id"])
            week = self._world.week(
                one["resource"]["cn"], self._dice.choice([CLAIMS, APPEALS]), one["week"], force=True
            )
            await self._world.do("createAssignment", "__typename", input=week)

    async def targets(self) -> None:
        target = {"tierId": self._world.tiers[self._dice.choice([50, 100])], "targetCount": self._dice.randint(0, 4)}
        asked = {"year": 2025, "week": self._dice.randint(23, 48), "demand": CLAIMS, "targets": [target]}
        await self._world.do("setWeekTargets", "__typename", input=asked)

    async def convert(self) -> None:
        await self.targets()
        waiting = [one for one in await self._assignments() if one["resource"]["resourceType"] == "PLACEHOLDER"]
        if waiting:
            self._hired += 1
            hire = {"actualCn": f"CN{self._hired}", "firstName": "A", "lastName": "B"}
            cn = self._dice.choice(waiting)["resource"]["cn"]
            await self._world.do("convertPlaceholder", "__typename", placeholderCn=cn, input=hire)

    async def change_level(self) -> None:
        if standing := await self._assignments():
            tier = self._world.tiers[self._dice.choice([25, 50, 75])]
            await self._world.do("updateAssignment", "__typename", id=self._dice.choice(standing)["id"], tierId=tier)

    async def rename(self) -> None:
        patch = {"displayName": f"Name {self._dice.random()}"}
        await self._world.do("updateResource", "__typename", cn=self._person(), patch=patch)

    async def deactivate(self) -> None:
        await self._world.do("deactivateResource", "__typename", cn=self._person())

    async def tier(self) -> None:
        id = self._world.tiers[self._dice.choice([25, 50, 75])]
        patch = self._dice.choice(
            [{"name": f"Tier {self._dice.random()}"}, {"isActive": True}, {"isActive": False}, {"displayOrder": 9},
             {"percentage": round(self._dice.uniform(0.1, 0.9), 2)}]
        )  # fmt: skip
        await self._world.do("updateCapacityTier", "__typename", id=id, patch=patch)

    async def week(self) -> None:
        hours = {"workingDays": self._dice.randint(1, 5), "workHours": 8, "occupancy": 0.9, "shrinkage": 0.1}
        where = {"year": 2025, "week": self._dice.randint(23, 48), "workType": "DOMESTIC"}
        await self._world.do("setWeekConfiguration", "__typename", input={**where, **hours})

    async def newer_report(self) -> None:
        if self._report < Month(2025, 5):  # there is working time until December
            self._report = self._report.plus(1)
            demands = self._dice.sample([CLAIMS, APPEALS, ANYWHERE, {**CLAIMS, "state": "GA"}], 2)
            await forecast(self._world, self._report, self._report.number + 2, demands, self._dice.randint(1, 9_000))

    async def update_report(self) -> None:
        demands = [self._dice.choice([CLAIMS, APPEALS, {"mainLob": LOB, "state": "GA", "caseType": "Omni"}])]
        await forecast(self._world, self._report, self._report.number + 2, demands, self._dice.randint(1, 9_000))


@pytest.mark.parametrize("seed", range(2))
async def test_merged_changes_are_the_whole_table(world: Planner, seed: int) -> None:
    dice = random.Random(seed)
    changes, kept = Changes(world, dice), copies(world)
    for _ in range(6):
        await changes.assign()
    for copy in kept:
        await copy.refresh(None)
    for _ in range(12):
        done = [await changes.one() for _ in range(dice.randint(1, 3))]
        for copy in kept:
            await copy.refresh(dice.choice([None, 1, 7, 500]))
        await expect_all_whole(kept, done)


@pytest.mark.parametrize("seed", range(1))
async def test_merged_changes_are_the_whole_table_of_all_reports(world: Planner, seed: int) -> None:
    dice = random.Random(seed)
    changes, kept = Changes(world, dice), [Copy(world, path, ALL) for path in OF_ALL]
    for _ in range(6):
        await changes.assign()
    for place in range(8):
        done = [await changes.one() for _ in range(dice.randint(1, 3))]
        await changes.newer_report() if place == 3 else None  # which takes over what was assigned
        for copy in kept:
            await copy.refresh(dice.choice([None, 1, 7, 500]))
        await expect_all_whole(kept, done)


async def test_merged_changes_of_many_at_once_are_the_whole_table(world: Planner) -> None:
    dice = random.Random(11)
    changes, kept = Changes(world, dice), copies(world)
    for copy in kept:
        await copy.refresh(None)
    busy = [asyncio.create_task(changes.one()) for _ in range(25)]
    while not all(one.done() for one in busy):
        for copy in kept:
            await copy.refresh(dice.choice([None, 9]))
    await asyncio.gather(*busy)
    for copy in kept:
        await copy.refresh(None)
        await copy.expect_whole()


async def test_what_is_committed_late_is_not_lost(world: Planner) -> None:
    for number in (1, 2):
        await world.done("createAssignment", "__typename", input=world.week(f"CN{number}", CLAIMS, 23))
    copy = Copy(world, "/powerbi/resource-assignments", {})
    await copy.refresh(None)
    async with world.app.state.database.write(TENANT, subject="slow") as slow:  # type: ignore[attr-defined]
        people = {row.cn: row.id for row in await all_resources(slow)}
        await update_resource(slow, people["CN1"], {"display_name": "Late"})
        # Somebody else begins and commits meanwhile, and the copy is refreshed: later than the change it cannot see.
        await world.done("updateResource", "__typename", cn="CN2", patch={"displayName": "Early"})
        await copy.refresh(None)
        assert {row["display_name"] for row in copy.rows.values()} == {"Ada Person 1", "Early"}
    await copy.refresh(None)
    assert {row["display_name"] for row in copy.rows.values()} == {"Late", "Early"}
    await copy.expect_whole()


async def test_a_converted_placeholders_weeks_go_and_the_persons_come(world: Planner) -> None:
    target = {"tierId": world.tiers[100], "targetCount": 1}
    for week in (23, 24):
        asked = {"year": 2025, "week": week, "demand": CLAIMS, "targets": [target]}
        await world.done("setWeekTargets", "__typename", input=asked)
    copy = Copy(world, "/powerbi/resource-assignments", {})
    await copy.refresh(None)
    hire = {"actualCn": "CN500", "firstName": "A", "lastName": "B"}
    await world.done("convertPlaceholder", "__typename", placeholderCn="TBH-001", input=hire)
    rows = await copy.fetch(updated_since=copy.moment)
    assert {(row["cn"], row["week"], row["is_active"]) for row in rows} >= {
        ("TBH-001", 23, False), ("CN500", 23, True)
    }  # fmt: skip


async def test_what_a_newer_report_takes_over_goes_from_the_older_one(world: Planner) -> None:
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 30))
    copy = Copy(world, "/powerbi/resource-assignments", {"report": "2025-04"})
    await copy.refresh(None)
    await forecast(world, Month(2025, 5), 7, [CLAIMS], 500)
    (gone,) = await copy.fetch(updated_since=copy.moment)
    assert (gone["cn"], gone["week"], gone["is_active"]) == ("CN1", 30, False)
    assert gone["deallocated_at"] is not None


async def test_nothing_is_told_twice_where_nothing_has_changed(world: Planner) -> None:
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 30))
    for copy in copies(world):
        await copy.refresh(None)
        assert await copy.fetch(updated_since=copy.moment) == []
