"""Week targets and ramps: the worked examples of the rules, and what stands in their way."""

from typing import Any

from tests.graphql.planning.conftest import CLAIMS, LOB, Planner

RESULT = (
    "placeholdersCreated demand results { tier target actualExisting placeholdersExisting placeholdersCreated"
    " placeholdersRemoved finalTotal warning }"
)
START, END = {"year": 2025, "week": 23}, {"year": 2025, "week": 26}


def targets(world: Planner, week: int = 23, **counts: int) -> dict[str, Any]:
    asked = [{"tierId": world.tiers[int(tier[1:])], "targetCount": count} for tier, count in counts.items()]
    return {"year": 2025, "week": week, "demand": CLAIMS, "targets": asked}


async def staffed(world: Planner, **counts: int) -> None:
    tiers = [int(tier[1:]) for tier, count in counts.items() for _ in range(count)]
    items = [world.weeks(f"CN{number}", CLAIMS, 23, 23, tier) for number, tier in enumerate(tiers, start=1)]
    await world.done("bulkAssign", "created", items=items)


async def test_the_example_of_the_rules_takes_nineteen_placeholders(world: Planner) -> None:
    await staffed(world, _100=15, _75=7, _50=3)
    asked = targets(world, _100=20, _75=15, _50=9)
    dry = await world.done("setWeekTargets", RESULT, input=asked, dryRun=True)
    assert len(dry["placeholdersCreated"]) == 19
    assert (await world.june())["metrics"]["placeholderCount"] == 0
    done = await world.done("setWeekTargets", RESULT, input=asked)
    assert done == dry
    assert done["demand"] == f"{LOB} / FL / Claims"
    assert done["placeholdersCreated"] == [f"TBH-{number:03d}" for number in range(1, 20)]
    assert [
        (one["tier"], one["actualExisting"], one["placeholdersCreated"], one["finalTotal"]) for one in done["results"]
    ] == [("100%", 15, 5, 20), ("75%", 7, 8, 15), ("50%", 3, 6, 9)]
    made = await world.ask(
        'query Q { resource(cn: "TBH-019") { platform states skills createdForYear createdForWeek } }'
    )
    assert made["resource"] == {
        "platform": "Amisys", "states": ["FL"], "skills": ["Claims"], "createdForYear": 2025, "createdForWeek": 23,
    }  # fmt: skip
    again = await world.done("setWeekTargets", RESULT, input=asked)
    assert again["placeholdersCreated"] == []


async def test_a_lower_target_removes_the_oldest_placeholders_and_never_people(world: Planner) -> None:
    await staffed(world, _100=4)
    await world.done("setWeekTargets", RESULT, input=targets(world, _100=10))
    lower = await world.done("setWeekTargets", RESULT, input=targets(world, _100=6))
    assert lower["results"][0]["placeholdersRemoved"] == 4
    left = await world.ask("query Q { resources(filter: { type: PLACEHOLDER, isActive: true }) { nodes { cn } } }")
    assert [one["cn"] for one in left["resources"]["nodes"]] == ["TBH-005", "TBH-006"]
    none = await world.done("setWeekTargets", RESULT, input=targets(world, _100=3))
    (result,) = none["results"]
    assert (result["finalTotal"], result["placeholdersRemoved"]) == (4, 2)
    assert "actual people" in result["warning"]


async def test_bad_targets_are_all_named(world: Planner) -> None:
    asked = targets(world, _100=-1, _75=501)
    asked["targets"].append({"tierId": "x", "targetCount": 1})
    problems = await world.refused("setWeekTargets", input=asked)
    assert [problem["path"][2:] for problem in problems] == [
        ["0", "targetCount"],
        ["1", "targetCount"],
        ["2", "tierId"],
    ]
    (week,) = await world.refused("setWeekTargets", input={**targets(world, _100=1), "week": 60})
    assert week["path"] == ["input", "week"]


async def test_the_june_example_gives_its_fte_week_by_week(world: Planner) -> None:
    full = [world.weeks(f"CN{number}", CLAIMS, 23, 26) for number in range(1, 21)]
    await world.done("bulkAssign", "created", items=full)
    ladder = [{"tierId": world.tiers[tier], "weeks": 1} for tier in (50, 75)]
    ramp = {"newPlaceholders": 5, "demand": CLAIMS, "start": {"year": 2025, "week": 24}, "until": END, "steps": ladder}
    await world.done("planRamp", "created", input=ramp)
    three = {"resourceCns": ["CN21", "CN22", "CN23"], "start": END, "steps": [{"tierId": world.tiers[50], "weeks": 9}]}
    answer = await world.done("planRamp", "created assignments { week }", input={**ramp, **three, "newPlaceholders": 0})
    assert answer["created"] == 3
    rows = (await world.ask("query Q { assignments(first: 500) { nodes { week productionPercentage } } }"))[
        "assignments"
    ]
    fte = {week: sum(r["productionPercentage"] for r in rows["nodes"] if r["week"] == week) for week in range(23, 27)}
    assert fte == {23: 20, 24: 22.5, 25: 23.75, 26: 26.5}
    assert (await world.june())["metrics"]["fteEquivalent"] == 23.1875


async def test_a_ramp_can_be_tried_first(world: Planner) -> None:
    steps = [{"tierId": world.tiers[25], "weeks": 2}]
    ramp = {
        "newPlaceholders": 2,
        "resourceCns": ["CN1"],
        "demand": CLAIMS,
        "start": START,
        "until": END,
        "steps": steps,
    }
    selection = "created placeholdersCreated assignments { week productionPercentage resource { cn } }"
    dry = await world.done("planRamp", selection, input=ramp, dryRun=True)
    assert (dry["created"], dry["placeholdersCreated"]) == (12, ["TBH-001", "TBH-002"])
    climb = [row["productionPercentage"] for row in dry["assignments"] if row["resource"]["cn"] == "TBH-002"]
    assert climb == [0.25, 0.25, 1, 1]
    assert (await world.june())["metrics"]["headcount"] == 0
    assert await world.done("planRamp", selection, input=ramp) == dry


async def test_what_a_trial_shows_is_never_taken_for_what_is_stored(world: Planner) -> None:
    steps = [{"tierId": world.tiers[25], "weeks": 2}]
    ramp = {
        "newPlaceholders": 1,
        "resourceCns": ["CN1"],
        "demand": CLAIMS,
        "start": START,
        "until": END,
        "steps": steps,
    }
    person = "id cn isActive assignments { id week }"
    selection = f"assignments {{ id resource {{ {person} }} }}"
    dry = await world.done("planRamp", selection, input=ramp, dryRun=True)
    shown = {row["resource"]["cn"]: row["resource"] for row in dry["assignments"]}
    assert len(shown["CN1"]["assignments"]) == 4  # what the person would have: the answer of the trial is whole
    stored = (await world.ask(f'query Q {{ resource(cn: "CN1") {{ {person} }} }}'))["resource"]
    assert stored == {**shown["CN1"], "assignments": []}
    done = await world.done("planRamp", selection, input=ramp)
    assert not {row["id"] for row in dry["assignments"]} & {row["id"] for row in done["assignments"]}
    hired = {row["resource"]["id"] for row in done["assignments"] if row["resource"]["cn"] == "TBH-001"}
    assert hired
    assert shown["TBH-001"]["id"] not in hired


async def test_a_taken_week_is_told_at_the_cn_that_has_it(world: Planner) -> None:
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 24))
    steps = [{"tierId": world.tiers[25], "weeks": 1}]
    ramp = {"resourceCns": ["nobody", "CN1"], "demand": CLAIMS, "start": START, "until": END, "steps": steps}
    problems = await world.refused("planRamp", input=ramp)
    assert [(problem["code"], problem["path"][-1]) for problem in problems] == [
        ("NOT_FOUND", "0"), ("ALREADY_EXISTS", "1"),
    ]  # fmt: skip


async def test_everything_in_the_way_of_a_ramp_is_named(world: Planner) -> None:
    await world.done("createAssignment", "__typename", input=world.week("CN1", CLAIMS, 24))
    steps = [{"tierId": world.tiers[25], "weeks": 0}, {"tierId": "x", "weeks": 1}]
    ramp = {"resourceCns": ["CN1", "CN99", "nobody"], "demand": CLAIMS, "start": START, "until": END, "steps": steps}
    problems = await world.refused("planRamp", input=ramp)
    assert {tuple(problem["path"][1:]) for problem in problems} == {
        ("steps", "0", "weeks"), ("steps", "1", "tierId"),
        ("resourceCns", "0"), ("resourceCns", "1"), ("resourceCns", "2"),
    }  # fmt: skip
    (nobody,) = await world.refused(
        "planRamp", input={**ramp, "resourceCns": [], "steps": [{"tierId": world.tiers[25], "weeks": 1}]}
    )
    assert nobody["path"] == ["input"]
