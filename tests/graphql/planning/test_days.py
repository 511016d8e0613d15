"""First and last days: who is assigned outside them, what counts of a week that is worked in part, who is free."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from services.workforce.verify import verify
from tests.graphql.planning.conftest import CLAIMS, Planner
from tests.support.cluster import SAMPLE_TENANT
from tests.support.figures import told
from tests.support.working_days import days_present, percentage

SELECTED = "id week productionPercentage daysPresent workingDays isForced weeklyCapacity"
HOURS = {"workType": "DOMESTIC", "workHours": 9, "occupancy": 0.95, "shrinkage": 0.1}
WEEK = date(2025, 7, 7)  # the Monday of 2025-W28


async def hired(world: Planner, cn: str, first: date | None, last: date | None) -> Any:
    patch = {"hireDate": first and first.isoformat(), "lastDay": last and last.isoformat(), "opid": "o1"}
    return await world.done("updateResource", "resource { hireDate lastDay }", cn=cn, patch=patch)


async def configured(world: Planner, week: int, days: int) -> Any:
    asked = {"year": 2025, "week": week, "workingDays": days, **HOURS}
    return await world.done("setWeekConfiguration", "recalculatedAssignments deallocatedAssignments", input=asked)


async def of_person(world: Planner, cn: str) -> list[Any]:
    found = await world.ask(f"query A($cn: String!) {{ resource(cn: $cn) {{ assignments {{ {SELECTED} }} }} }}", cn=cn)
    return list(found["resource"]["assignments"])


def drawn_days(draw: random.Random) -> tuple[date | None, date | None]:
    first = draw.choice([None, WEEK + timedelta(days=draw.randrange(-3, 10))])
    last = draw.choice([None, WEEK + timedelta(days=draw.randrange(-3, 10))])
    return (first, max(first, last)) if first and last else (first, last)


@pytest.mark.parametrize("days", range(1, 8))
async def test_a_week_counts_the_days_that_somebody_is_there(world: Planner, days: int) -> None:
    draw = random.Random(days)
    await configured(world, 28, days)
    for number in range(1, 13):
        first, last = drawn_days(draw)
        tier, cn = draw.choice([100, 75, 50, 25]), f"CN{number}"
        await hired(world, cn, first, last)
        present = days_present((2025, 28), days, (), first, last)
        asked = world.week(cn, CLAIMS, 28, tier)
        if not present:
            (problem,) = await world.refused("createAssignment", input=asked)
            assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "week"])
            assert str(first if first and first > WEEK else last) in problem["message"]
            asked["force"] = True
        made = (await world.done("createAssignment", f"assignment {{ {SELECTED} }}", input=asked))["assignment"]
        in_part = 0 < present < days
        expected = percentage(tier / 100, present, days) if in_part else tier / 100
        assert made["productionPercentage"] == told(expected)
        assert (made["daysPresent"], made["workingDays"]) == ((present, days) if in_part else (None, None))
        assert made["isForced"] == (not present), (first, last)


async def test_holidays_that_are_known_are_no_days(world: Planner) -> None:
    # 4 July 2025 is a Friday, 26 May and 1 September are Mondays.
    asked = {"year": 2025, "workType": "DOMESTIC", "holidayCalendar": "US", "overwrite": True}
    await world.done("generateWeekConfigurations", "updated", input=asked)
    expected = {27: (date(2025, 7, 2), 2), 36: (date(2025, 9, 3), 3)}
    for number, (week, (first, present)) in enumerate(expected.items(), start=1):
        await hired(world, f"CN{number}", first, None)
        asked = world.week(f"CN{number}", CLAIMS, week)
        made = await world.done("createAssignment", f"assignment {{ {SELECTED} }}", input=asked)
        assert (made["assignment"]["daysPresent"], made["assignment"]["workingDays"]) == (present, 4)
    # Another shrinkage keeps the holidays; another number of days does not know them.
    await configured(world, 27, 4)
    assert [row["daysPresent"] for row in await of_person(world, "CN1")] == [2]
    await configured(world, 27, 3)
    assert [row["daysPresent"] for row in await of_person(world, "CN1")] == [None]
    # On the holiday alone nobody works: the week lies outside.
    await hired(world, "CN3", date(2025, 9, 1), date(2025, 9, 1))
    assert (await world.refused("createAssignment", input=world.week("CN3", CLAIMS, 36)))[0]["code"] == "INCOMPATIBLE"


async def test_bulk_and_ramp_name_everybody_who_is_not_there(world: Planner) -> None:
    await hired(world, "CN1", date(2025, 7, 9), None)
    await hired(world, "CN2", None, date(2025, 7, 9))
    items = [world.weeks(cn, CLAIMS, 27, 29) for cn in ("CN1", "CN2", "CN3")]
    problems = await world.refused("bulkAssign", items=items)
    assert [problem["path"] for problem in problems] == [["items", "0", "weeks"], ["items", "1", "weeks"]]
    assert "2025-W27" in problems[0]["message"]
    assert "2025-W29" in problems[1]["message"]
    rows = await world.done("bulkAssign", f"assignments {{ {SELECTED} }}", items=[world.weeks("CN1", CLAIMS, 28, 29)])
    assert [row["productionPercentage"] for row in rows["assignments"]] == [0.6, 1]
    ramp = {
        "resourceCns": ["CN2", "CN4"], "demand": CLAIMS, "start": {"year": 2025, "week": 28},
        "until": {"year": 2025, "week": 30}, "steps": [{"tierId": world.tiers[50], "weeks": 2}],
    }  # fmt: skip
    (problem,) = await world.refused("planRamp", input=ramp)
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "resourceCns", "0"])
    await world.done("planRamp", "created", input={**ramp, "until": {"year": 2025, "week": 28}})
    assert [row["productionPercentage"] for row in await of_person(world, "CN2")] == [told(0.3)]


async def test_what_counts_of_a_week_follows_tiers_and_weeks(world: Planner) -> None:
    await hired(world, "CN1", date(2025, 7, 9), None)
    made = await world.done("createAssignment", "assignment { id }", input=world.week("CN1", CLAIMS, 28, 50))
    await world.done("updateCapacityTier", "__typename", id=world.tiers[50], patch={"percentage": 0.4})
    assert (await of_person(world, "CN1"))[0]["productionPercentage"] == told(0.24)
    await configured(world, 28, 6)
    (row,) = await of_person(world, "CN1")
    assert (row["daysPresent"], row["workingDays"]) == (4, 6)
    assert row["productionPercentage"] == told(0.4 * 4 / 6)
    key = made["assignment"]["id"]
    await world.done("updateAssignment", "__typename", id=key, tierId=world.tiers[100])
    assert (await of_person(world, "CN1"))[0]["productionPercentage"] == told(4 / 6)
    (same,) = await world.refused("updateAssignment", id=key, productionPercentage=1)
    assert same["code"] == "NO_CHANGES"
    await configured(world, 28, 3)
    assert (await of_person(world, "CN1"))[0]["productionPercentage"] == 1


async def test_a_week_without_a_day_left_ends(world: Planner) -> None:
    # Hired on Saturday: the week has a day of theirs while it has six, and none when it has five.
    await configured(world, 28, 6)
    await hired(world, "CN1", date(2025, 7, 12), None)
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 28, 29)])
    assert [row["productionPercentage"] for row in await of_person(world, "CN1")] == [told(1 / 6), 1]
    assert (await configured(world, 28, 5))["deallocatedAssignments"] == 1
    assert [row["week"] for row in await of_person(world, "CN1")] == [29]
    # On the Friday alone, which a calendar takes away.
    await hired(world, "CN2", date(2025, 7, 4), None)
    await world.done("createAssignment", "__typename", input=world.week("CN2", CLAIMS, 27))
    asked = {"year": 2025, "workType": "DOMESTIC", "holidayCalendar": "US", "overwrite": True}
    made = await world.done("generateWeekConfigurations", "warnings", input=asked)
    assert "on no working day of a week now: 1" in made["warnings"][0]
    assert await of_person(world, "CN2") == []


async def test_who_is_not_there_is_not_free(world: Planner) -> None:
    draw = random.Random(7)
    await configured(world, 28, 4)
    span = {"from": {"year": 2025, "week": 28}, "to": {"year": 2025, "week": 29}}
    free = {f"CN{number}" for number in range(1, 26)}
    for number in range(1, 20):
        first, last = drawn_days(draw)
        await hired(world, f"CN{number}", first, last)
        weeks = (((2025, 28), 4), ((2025, 29), 5))
        if not all(days_present(week, days, (), first, last) for week, days in weeks):
            free.discard(f"CN{number}")
    chosen = {"freeIn": span, "location": "DOMESTIC"}
    found = await world.ask(
        "query F($f: ResourceFilter) { resources(filter: $f, first: 50) { totalCount nodes { cn } } }", f=chosen
    )
    assert {node["cn"] for node in found["resources"]["nodes"]} == free
    assert found["resources"]["totalCount"] == len(free) < 25


@pytest.mark.shares
async def test_days_out_of_order_and_days_of_placeholders_are_refused(world: Planner) -> None:
    person = {
        "cn": "CN800", "firstName": "A", "lastName": "B", "platform": "Amisys", "location": "DOMESTIC",
        "states": ["FL"], "skills": ["Claims"], "hireDate": "2025-07-09", "lastDay": "2025-07-08",
    }  # fmt: skip
    (problem,) = await world.refused("createResource", input=person)
    assert (problem["path"], problem["accepted"]) == (["input", "lastDay"], "2025-07-09 or later")
    both = {"hireDate": "2025-07-09", "lastDay": "2025-07-08"}
    (problem,) = await world.refused("updateResource", cn="CN1", patch=both)
    assert problem["path"] == ["patch", "lastDay"]


async def test_a_placeholder_has_no_days_and_neither_day_passes_the_other(world: Planner) -> None:
    batch = {
        "count": 1, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
        "displayNamePrefix": "Hire",
    }  # fmt: skip
    await world.done("createPlaceholders", "created", input=batch)
    for name in ("hireDate", "lastDay"):
        (problem,) = await world.refused("updateResource", cn="TBH-001", patch={name: "2025-07-09"})
        assert (problem["path"], "placeholder" in problem["message"]) == (["patch", name], True)
    await world.done("updateResource", "__typename", cn="CN1", patch={"lastDay": "2025-07-09"})
    (problem,) = await world.refused("updateResource", cn="CN1", patch={"hireDate": "2025-07-10"})
    assert problem["path"] == ["patch", "hireDate"]
    database = world.app.state.database
    for statement in (
        "UPDATE resource SET hire_date = last_day + 1 WHERE cn = 'CN1'",
        "UPDATE resource SET last_day = '2025-07-09' WHERE cn = 'TBH-001'",
    ):
        with pytest.raises(Exception, match="ck_resource"):
            async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
                await session.run(text(statement))


async def test_verify_finds_what_does_not_follow(world: Planner) -> None:
    await hired(world, "CN1", date(2025, 7, 9), None)
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 28, 30)])
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 27, force=True))
    database = world.app.state.database
    for statement, found in (
        ("UPDATE assignment SET days_present = 4 WHERE week = 28", "percentage 0.6, recomputed 0.6 for 3 of 5 days"),
        ("UPDATE assignment SET production_percentage = 0.9 WHERE week = 28", "percentage 0.9, recomputed 0.6"),
        ("UPDATE assignment SET is_forced = false WHERE week = 27", "first and last day"),
        ("UPDATE resource SET last_day = '2025-07-18' WHERE cn = 'CN1'", "first and last day"),
    ):
        async with database.write(tenant_id(SAMPLE_TENANT), subject="tester", dry_run=True) as session:
            await session.run(text(statement))
            assert any(found in line for line in await verify(session)), statement


async def test_a_kept_list_of_free_people_follows_configured_weeks(world: Planner) -> None:
    await configured(world, 28, 6)
    await hired(world, "CN1", date(2025, 7, 12), None)
    question = """{ resources(filter: { search: "CN1", freeIn: {
        from: { year: 2025, week: 28 }, to: { year: 2025, week: 28 } } }, first: 1) { nodes { cn } } }"""
    for days, first in ((6, "CN1"), (5, "CN10"), (7, "CN1")):
        await configured(world, 28, days)
        for _ in range(2):
            assert (await world.ask(question))["resources"]["nodes"] == [{"cn": first}]
