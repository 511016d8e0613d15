"""The optimiser and people's days: nobody is chosen outside them, and of a part week the part counts."""

import asyncio
import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from tests.graphql.planning.conftest import APPEALS, CLAIMS, PEOPLE, Planner
from tests.graphql.planning.test_allocating import cells, executed, previewed
from tests.graphql.planning.test_days import configured, hired, of_person
from tests.support.figures import told
from tests.support.working_days import days_present

HOURS = 21 * 9 * 0.95 * 0.9
NEEDS = {"Claims": 10_000 / (12.5 * HOURS), "Appeals": 5_000 / (10 * HOURS)}
WEEKS = range(23, 49)
ASSIGNED = """query A($f: AssignmentFilter, $after: String) { assignments(filter: $f, first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { week productionPercentage daysPresent workingDays isForced assignmentType
        resource { cn hireDate lastDay } demand { caseType platform } tier { percentage } } } }"""


async def assigned(world: Planner) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = (await world.ask(ASSIGNED, f=None, after=after))["assignments"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def day(word: str | None) -> date | None:
    return date.fromisoformat(word) if word else None


def expect_days_followed(rows: list[Any], lengths: dict[int, int]) -> None:
    for row in rows:
        person, length = row["resource"], lengths.get(row["week"], 5)
        present = days_present((2025, row["week"]), length, (), day(person["hireDate"]), day(person["lastDay"]))
        assert present, row
        assert row["productionPercentage"] == told(row["tier"]["percentage"] * present / length), row
        assert (row["daysPresent"], row["workingDays"]) == ((present, length) if present < length else (None, None))


def uncovered(rows: list[Any]) -> float:
    given: dict[tuple[str, int], float] = defaultdict(float)
    for row in rows:
        if row["demand"]["platform"] == "Amisys":
            given[row["demand"]["caseType"], row["week"]] += row["productionPercentage"]
    return sum(max(0.0, need - given[name, week]) for name, need in NEEDS.items() for week in WEEKS)


async def some_days(world: Planner, draw: random.Random) -> None:
    """So few people in each week that parts of weeks are needed."""
    monday = date.fromisocalendar(2025, 23, 1)
    for number in range(1, PEOPLE + 1):
        first = monday + timedelta(days=draw.randrange(-20, 150))
        last = draw.choice([None, first + timedelta(days=draw.randrange(0, 90))])
        await hired(world, f"CN{number}", first, last)


@pytest.mark.parametrize("seed", range(3))
async def test_everybody_is_placed_within_their_days_at_what_they_count(world: Planner, seed: int) -> None:
    draw = random.Random(seed)
    await some_days(world, draw)
    lengths = {week: draw.choice([4, 6, 3]) for week in (25, 30, 36)}
    for week, length in lengths.items():
        await configured(world, week, length)
    before = await previewed(world)
    far = before["uncoveredAfter"] - before["provenBound"]
    assert far == pytest.approx(0, abs=1e-6)
    await executed(world, before)
    rows = await assigned(world)
    expect_days_followed(rows, lengths)
    assert any(row["daysPresent"] for row in rows)
    # The demand of the other platform is as short as the answer says; both of this one are as short as is stored.
    shorts = sum(one["uncovered"] for one in before["shortfalls"])
    assert shorts == pytest.approx(before["uncoveredAfter"])
    assert uncovered(rows) <= before["uncoveredAfter"] + 1e-6
    again = await previewed(world, "previewRebalance")
    assert again["uncoveredBefore"] == pytest.approx(before["uncoveredAfter"])
    assert again["totalMoves"] == 0


async def test_cells_count_the_part_of_a_week(world: Planner) -> None:
    for number in range(2, PEOPLE + 1):
        await world.done("deactivateResource", "__typename", cn=f"CN{number}")
    await hired(world, "CN1", date(2025, 6, 11), date(2025, 6, 24))
    await executed(world, await previewed(world))
    rows = [row for row in await of_person(world, "CN1") if row["week"] < 30]
    assert {row["week"]: row["productionPercentage"] for row in rows} == {24: 0.6, 25: 1, 26: 0.4}
    months = [await cells(world, demand) for demand in (CLAIMS, APPEALS)]
    # Two weeks' worth of somebody in four weeks is half a person.
    assert sum(cell["fteAvail"] for month in months for cell in month) == 1


async def test_a_rebalance_leaves_forced_weeks_alone_and_takes_no_others(world: Planner) -> None:
    await executed(world, await previewed(world))
    everybody = {row["resource"]["cn"] for row in await assigned(world) if row["demand"]["platform"] == "Amisys"}
    one = min(everybody)
    await world.done("updateResource", "__typename", cn=one, patch={"lastDay": "2025-07-09"})
    await world.done("createAssignment", "__typename", input=world.week(one, CLAIMS, 30, force=True))
    preview = await previewed(world, "previewRebalance")
    assert all(move["week"] <= 28 for move in preview["moves"] if move["resource"]["cn"] == one)
    await executed(world, preview)
    kept = {row["week"]: row["productionPercentage"] for row in await of_person(world, one)}
    assert {week for week in kept if week > 28} == {30}
    assert (kept.get(28, 0.6), kept[30]) == (0.6, 1)


async def test_a_preview_of_other_days_is_superseded(world: Planner) -> None:
    preview = await previewed(world)
    await hired(world, "CN1", None, date(2025, 7, 9))
    (problem,) = await world.refused("executeAllocation", previewId=preview["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"


async def test_nobody_is_allocated_after_a_last_day_set_meanwhile(world: Planner) -> None:
    preview = await previewed(world)
    people = sorted({move["resource"]["cn"] for move in preview["moves"]})
    leaving = [world.do("updateResource", "__typename", cn=cn, patch={"lastDay": "2025-07-09"}) for cn in people]
    calls = [*leaving[:3], world.do("executeAllocation", "executionId", previewId=preview["id"]), *leaving[3:]]
    answers = await asyncio.gather(*calls)
    codes = {problem["code"] for answer in answers for problem in answer["problems"]}
    assert codes <= {"PREVIEW_SUPERSEDED"}
    for cn in people:
        assert all(row["week"] <= 28 for row in await of_person(world, cn))
