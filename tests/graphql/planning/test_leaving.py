"""People who leave, come later or can do less: what ends, what stays, and what is said of it."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from schema.shared.node import parse_key
from services.shared.imports import ENDED
from services.workforce.assigning.assign import AssignmentRequest, assign
from services.workforce.assigning.placement_context import DemandKey
from services.workforce.imports.roster import preview_roster
from services.workforce.people.update_resource import update_resource
from tests.graphql.planning.conftest import APPEALS, CLAIMS, ROSTER, Planner, sheet
from tests.graphql.planning.test_days import configured, hired, of_person
from tests.graphql.planning.test_uploads import sent
from tests.support.cluster import SAMPLE_TENANT

CHANGED = "deallocatedAssignments unfittingCount warnings unfittingAssignments { week demand { caseType } }"
FILE = "CN,First Name,Last Name,Platform,Location,State,Skills,PartOfProduction,Termination Date\n"


async def changed(world: Planner, cn: str, **patch: Any) -> Any:
    return await world.done("updateResource", CHANGED, cn=cn, patch=patch)


async def weeks_of(world: Planner, cn: str) -> dict[int, float]:
    return {row["week"]: row["productionPercentage"] for row in await of_person(world, cn)}


async def test_a_last_day_ends_the_weeks_after_it(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 27, 32)])
    done = await changed(world, "CN1", lastDay="2025-07-22")
    assert done["deallocatedAssignments"] == 2
    assert await weeks_of(world, "CN1") == {27: 1, 28: 1, 29: 1, 30: 0.4}
    later = await changed(world, "CN1", lastDay="2025-08-01")
    assert later["deallocatedAssignments"] == 0
    assert await weeks_of(world, "CN1") == {27: 1, 28: 1, 29: 1, 30: 1}
    # A planner overrules the day; an earlier one ends that week too.
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 33, force=True))
    assert (await weeks_of(world, "CN1"))[33] == 1
    assert (await changed(world, "CN1", lastDay=None))["deallocatedAssignments"] == 0
    assert (await changed(world, "CN1", lastDay="2025-07-13"))["deallocatedAssignments"] == 3
    assert await weeks_of(world, "CN1") == {27: 1, 28: 1}


async def test_a_later_first_day_ends_weeks_to_come_and_keeps_past_ones(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 27, 32)])
    database = world.app.state.database
    patch = {"hire_date": date(2025, 7, 31)}
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        done = await update_resource(session, cn="CN1", patch=patch, today=date(2025, 7, 16))
    assert (done.ended, len(done.kept)) == (2, 2)
    assert "2025-W27, 2025-W28: before the first day" in done.warnings[0]
    rows = {row["week"]: (row["productionPercentage"], row["isForced"]) for row in await of_person(world, "CN1")}
    assert rows == {27: (1, True), 28: (1, True), 31: (0.4, False), 32: (1, False)}
    # Once the day is earlier again, what was kept counts by it.
    await changed(world, "CN1", hireDate="2025-07-10")
    assert await weeks_of(world, "CN1") == {27: 1, 28: 0.4, 31: 1, 32: 1}


async def test_a_roster_says_how_many_weeks_end_before_and_after(world: Planner) -> None:
    people = [f"CN{number}" for number in range(1, 6)]
    await world.done("bulkAssign", "created", items=[world.weeks(cn, CLAIMS, 27, 32) for cn in people])
    words = ["2025-07-22", "7/22/2025", "", "2025-08-08", "2025-08-10"]
    rows = [
        f"{cn},Ada,Person {cn[2:]},Amisys,Domestic,FL|TX,Claims|Appeals,Y,{word}\n"
        for cn, word in zip(people, words, strict=True)
    ]
    preview = await sent(world, "previewRosterImport", FILE + "".join(rows))
    (warning,) = preview["preview"]["warnings"]
    assert warning == "4 assignments end: CN1 from 2025-W31 (2), CN2 from 2025-W31 (2)"
    asked = {"previewId": preview["preview"]["id"]}
    done = await world.done("commitImport", "updated deallocatedAssignments", **asked)
    assert done == {"updated": 4, "deallocatedAssignments": 4}
    assert await weeks_of(world, "CN1") == {27: 1, 28: 1, 29: 1, 30: 0.4}
    assert await weeks_of(world, "CN4") == await weeks_of(world, "CN3") == dict.fromkeys(range(27, 33), 1)
    found = await world.ask('query Q { resource(cn: "CN2") { lastDay hireDate } }')
    assert found["resource"] == {"lastDay": "2025-07-22", "hireDate": None}
    # A file without the column leaves the days alone; an empty cell takes them away.
    without = FILE.replace(",Termination Date", "") + rows[0].replace("Ada", "Eda").rsplit(",", 1)[0]
    await world.done(
        "commitImport", "updated", previewId=(await sent(world, "previewRosterImport", without))["preview"]["id"]
    )
    found = await world.ask('query Q { resource(cn: "CN1") { lastDay firstName } }')
    assert found["resource"] == {"lastDay": "2025-07-22", "firstName": "Eda"}


@pytest.mark.parametrize(
    ("word", "said"), [("soon", "is not a date"), ("2024-12-31", "before the first day 2025-01-06")]
)
async def test_a_roster_with_a_bad_last_day_is_rejected(world: Planner, word: str, said: str) -> None:
    await hired(world, "CN1", date(2025, 1, 6), None)
    row = f"CN1,Ada,Person 1,Amisys,Domestic,FL|TX,Claims|Appeals,Y,{word}\n"
    (bad,) = (await sent(world, "previewRosterImport", FILE + row))["preview"]["rejected"]
    assert (bad["row"], bad["column"], bad["value"]) == (2, "Termination Date", word)
    assert said in bad["reason"]


async def test_who_leaves_production_by_roster_is_counted(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 27, 32)])
    row = ["CN1", "Ada", "Person 1", "Amisys", "Domestic", "FL|TX", "Claims|Appeals", "N"]
    database = world.app.state.database
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        file = sheet([*ROSTER, "PartOfProduction"], row)
        preview = await preview_roster(session, file, today=date(2025, 7, 16))
        assert preview.outcome.details == {ENDED: 4}
        assert preview.outcome.warnings == ["4 assignments end: CN1 from 2025-W29 (4)"]
        await preview.commit(session)
    assert await weeks_of(world, "CN1") == {27: 1, 28: 1}


async def test_a_roster_says_before_it_is_committed_which_past_weeks_stay_as_history(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks(cn, CLAIMS, 27, 32) for cn in ("CN1", "CN2", "CN3")])
    await world.done("createAssignment", "__typename", input=world.week("CN4", CLAIMS, 27))
    days = {"CN1": "2025-07-31", "CN2": "2025-07-10", "CN3": "", "CN4": "2025-08-04"}
    rows = [[cn, "Ada", f"Person {cn[2:]}", "Amisys", "Domestic", "FL|TX", "Claims|Appeals", day]
            for cn, day in days.items()]  # fmt: skip
    database = world.app.state.database
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        preview = await preview_roster(session, sheet([*ROSTER, "Hire Date"], *rows), today=date(2025, 7, 16))
        assert preview.outcome.warnings == [
            "2 assignments end: CN1 from 2025-W29 (2)",
            "4 assignments stay as history before a first day, recorded as forced: "
            "CN1 from 2025-W27 (2), CN2 from 2025-W27 (1), CN4 from 2025-W27 (1)",
        ]
        await preview.commit(session)
    forced = {cn: [row["week"] for row in await of_person(world, cn) if row["isForced"]] for cn in days}
    assert forced == {"CN1": [27, 28], "CN2": [27], "CN3": [], "CN4": [27]}


async def test_a_roster_names_people_in_the_order_of_their_numbers(world: Planner) -> None:
    columns = [*ROSTER, "Last Day"]
    people = [[cn, "Ada", "New", "Amisys", "Domestic", "FL|TX", "Claims"] for cn in ("P10", "p9", "P100", "P2")]
    database = world.app.state.database
    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        await (await preview_roster(session, sheet(ROSTER, *people), today=date(2025, 6, 2))).commit(session)
    await world.done("bulkAssign", "created", items=[world.weeks(row[0], CLAIMS, 27, 28) for row in people])
    async with database.read(tenant_id(SAMPLE_TENANT)) as session:
        leaving = sheet(columns, *([*row, "2025-07-06"] for row in people))
        preview = await preview_roster(session, leaving, today=date(2025, 6, 2))
    (said,) = preview.outcome.warnings
    names = [part.split()[0] for part in said.partition(": ")[2].split(", ")]
    assert names == ["P2", "p9", "P10", "P100"]


async def test_one_assignment_ends_and_stays_in_the_singular(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks("CN1", CLAIMS, 28, 29)])
    row = ["CN1", "Ada", "Person 1", "Amisys", "Domestic", "FL|TX", "Appeals", "2025-07-13"]
    database = world.app.state.database
    async with database.read(tenant_id(SAMPLE_TENANT)) as session:
        preview = await preview_roster(session, sheet([*ROSTER, "Last Day"], row), today=date(2025, 7, 7))
    ends, stays = preview.outcome.warnings
    assert ends.startswith("1 assignment ends: CN1")
    assert stays.startswith("1 assignment stays that no longer fits: CN1 in 2025-W28")


@pytest.mark.parametrize(
    ("patch", "unfitting"),
    [
        ({"skills": ["Appeals"]}, [27, 28]),
        ({"states": ["FL"]}, [29]),
        ({"platform": "Facets"}, [27, 28, 29]),
        ({"location": "GLOBAL"}, [27, 28, 29]),
        ({"skills": ["Appeals", "Claims", "More"]}, []),
        ({"skills": ["Appeals"], "lastDay": "2025-07-03"}, [27]),
    ],
)
async def test_what_no_longer_fits_is_named_and_stays(
    world: Planner, patch: dict[str, Any], unfitting: list[int]
) -> None:
    items = [world.weeks("CN1", CLAIMS, 27, 28), world.weeks("CN1", APPEALS, 29, 29)]
    await world.done("bulkAssign", "created", items=items)
    done = await changed(world, "CN1", **patch)
    assert [row["week"] for row in done["unfittingAssignments"]] == unfitting
    assert done["unfittingCount"] == len(unfitting)
    assert bool(done["warnings"]) == bool(unfitting)
    assert len(await of_person(world, "CN1")) == (1 if "lastDay" in patch else 3)


async def test_a_roster_names_what_no_longer_fits(world: Planner) -> None:
    items = [world.weeks(f"CN{number}", CLAIMS, 23, 45) for number in range(1, 4)]
    await world.done("bulkAssign", "created", items=items)
    rows = [f"CN{number},Ada,Person {number},Amisys,Domestic,TX,Claims|Appeals,Y,\n" for number in range(1, 4)]
    (warning,) = (await sent(world, "previewRosterImport", FILE + "".join(rows)))["preview"]["warnings"]
    assert warning.startswith(
        "69 assignments stay that no longer fit: CN1 in 2025-W23 on Amisys Medicaid DOMESTIC / FL"
    )
    assert warning.endswith("; and 49 more")


async def test_a_conversion_is_refused_outside_the_days_unless_forced(world: Planner) -> None:
    span = {"from": {"year": 2025, "week": 27}, "to": {"year": 2025, "week": 30}}
    asked = {"demand": CLAIMS, "weeks": span, "tierId": world.tiers[50], "count": 2}
    await world.done("bulkAssignPlaceholders", "created", input=asked)
    hire = {"actualCn": "CN700", "firstName": "A", "lastName": "B", "hireDate": "2025-07-16"}
    (problem,) = await world.refused("convertPlaceholder", placeholderCn="TBH-001", input=hire)
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "fromWeek"])
    assert "2025-W27, 2025-W28" in problem["message"]
    moved = "transferredAssignments"
    later = {**hire, "fromWeek": {"year": 2025, "week": 29}}
    assert await world.done("convertPlaceholder", moved, placeholderCn="TBH-001", input=later) == {moved: 2}
    assert await weeks_of(world, "CN700") == {29: pytest.approx(0.3), 30: 0.5}
    forced = {**hire, "actualCn": "CN701", "force": True}
    assert await world.done("convertPlaceholder", moved, placeholderCn="TBH-002", input=forced) == {moved: 4}
    rows = {row["week"]: (row["productionPercentage"], row["isForced"]) for row in await of_person(world, "CN701")}
    assert rows == {27: (0.5, True), 28: (0.5, True), 29: (pytest.approx(0.3), False), 30: (0.5, False)}


async def test_nobody_is_assigned_after_a_last_day_set_at_the_same_moment(world: Planner) -> None:
    people = [f"CN{number}" for number in range(1, 16)]
    calls = []
    for place, cn in enumerate(people):
        last = (date(2025, 7, 22) + timedelta(days=place)).isoformat()
        both = [
            world.do("bulkAssign", "created", items=[world.weeks(cn, CLAIMS, 27, 36)]),
            world.do("updateResource", "deallocatedAssignments", cn=cn, patch={"lastDay": last}),
        ]
        calls += both if place % 2 else both[::-1]
    answers = await asyncio.gather(*calls)
    codes = {problem["code"] for answer in answers for problem in answer["problems"]}
    assert codes <= {"INCOMPATIBLE"}
    for place, cn in enumerate(people):
        last = date(2025, 7, 22) + timedelta(days=place)
        assert all(date.fromisocalendar(2025, week, 1) <= last for week in await weeks_of(world, cn)), cn


async def test_a_last_day_and_an_assignment_wait_for_one_another(world: Planner) -> None:
    database, tenant = world.app.state.database, tenant_id(SAMPLE_TENANT)
    tier = parse_key("CapacityTier", world.tiers[100])
    request = AssignmentRequest(
        ("input",), "CN1", DemandKey(*CLAIMS.values()), (2025, 27), (2025, 32), tier, None, force=False
    )
    async with database.write(tenant, subject="tester") as session:
        await assign(session, requests=[request])
        leaving = asyncio.create_task(changed(world, "CN1", lastDay="2025-07-20"))
        await asyncio.sleep(0.3)
        assert not leaving.done()
    assert (await leaving)["deallocatedAssignments"] == 3
    async with database.write(tenant, subject="tester") as session:
        await update_resource(session, cn="CN2", patch={"last_day": date(2025, 7, 20)}, today=date(2025, 6, 2))
        asked = [world.weeks("CN2", CLAIMS, 27, 32)]
        assigning = asyncio.create_task(world.refused("bulkAssign", items=asked))
        await asyncio.sleep(0.3)
        assert not assigning.done()
    assert [problem["code"] for problem in await assigning] == ["INCOMPATIBLE"]


async def test_a_week_configured_while_somebody_leaves_stays_right(world: Planner) -> None:
    await world.done("bulkAssign", "created", items=[world.weeks(f"CN{n}", CLAIMS, 28, 31) for n in range(1, 9)])
    calls = [changed(world, f"CN{n}", lastDay=f"2025-07-{6 + 2 * n:02d}") for n in range(1, 9)]
    await asyncio.gather(*calls, *(configured(world, week, days) for week in (28, 29, 30) for days in (3, 5, 6)))


async def test_statements_do_not_grow_with_weeks_or_people(world: Planner, count_statements: Any) -> None:
    spans = {1: 28, 2: 45, 3: 28, **dict.fromkeys(range(4, 16), 45)}
    items = [world.weeks(f"CN{number}", CLAIMS, 27, last) for number, last in spans.items()]
    await world.done("bulkAssign", "created", items=items)
    counts = [
        await count_statements(world, changed(world, f"CN{number}", lastDay="2025-07-02", skills=["Appeals"]))
        for number in (1, 2)
    ]
    assert counts[0] == counts[1]
    for people in ([3], list(range(4, 16))):
        rows = [f"CN{number},Ada,Person {number},Amisys,Domestic,TX,Appeals,Y,7/2/2025\n" for number in people]
        counts.append(await count_statements(world, sent(world, "previewRosterImport", FILE + "".join(rows))))
        preview = await sent(world, "previewRosterImport", FILE + "".join(rows))
        asked = {"previewId": preview["preview"]["id"]}
        counts.append(await count_statements(world, world.done("commitImport", "updated", **asked)))
    assert counts[2:4] == counts[4:6]
