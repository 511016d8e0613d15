"""Every verb that takes many things names everything wrong with them in one answer, whatever kinds of wrong meet."""

from collections.abc import Callable
from itertools import combinations
from random import Random
from typing import Any

import pytest

from tests.graphql.planning.conftest import APPEALS, CLAIMS, Planner

pytestmark = pytest.mark.shares
NOWHERE = {**CLAIMS, "state": "ZZ"}
REVERSED = {"from": {"year": 2025, "week": 30}, "to": {"year": 2025, "week": 24}}
NO_WEEK = {"from": {"year": 2025, "week": 54}, "to": {"year": 2025, "week": 54}}
BEFORE_THE_REPORT = {"from": {"year": 2025, "week": 2}, "to": {"year": 2025, "week": 3}}
Fault = tuple[str, Callable[[dict[str, Any]], None]]  # the last part of the path, and what spoils the input

BULK: list[Fault] = [
    ("resourceCn", lambda item: item.update(resourceCn="nobody")),
    ("demand", lambda item: item.update(demand=NOWHERE)),
    ("tierId", lambda item: item.update(tierId="nonsense")),
    ("productionPercentage", lambda item: item.update(productionPercentage=1.5)),
    ("weeks", lambda item: item.update(weeks=REVERSED)),
    ("weeks", lambda item: item.update(weeks=NO_WEEK)),
    ("weeks", lambda item: item.update(weeks=BEFORE_THE_REPORT)),
    ("resourceCn", lambda item: item.update(resourceCn="CN99")),
]


@pytest.mark.parametrize("seed", range(6))
async def test_bulk_assign_names_each_bad_item_whatever_is_wrong_with_the_others(world: Planner, seed: int) -> None:
    random = Random(seed)
    faults = random.sample(BULK, 5)
    items = [world.weeks(f"CN{number}", CLAIMS, 23, 26) for number in range(1, len(faults) + 3)]
    spoilt = dict(zip(random.sample(range(len(items)), len(faults)), faults, strict=True))
    for place, (_, spoil) in spoilt.items():
        spoil(items[place])
    problems = await world.refused("bulkAssign", items=items)
    named = {(int(problem["path"][1]), problem["path"][2]) for problem in problems}
    assert named == {(place, field) for place, (field, _) in spoilt.items()}


@pytest.mark.parametrize("pair", list(combinations(range(4), 2)))
async def test_one_item_is_named_for_each_of_its_faults(world: Planner, pair: tuple[int, int]) -> None:
    item = world.weeks("CN1", CLAIMS, 23, 26)
    for place in pair:
        BULK[place][1](item)
    problems = await world.refused("bulkAssign", items=[{**item, "weeks": REVERSED}])
    named = {problem["path"][2] for problem in problems}
    assert named == {"weeks", *(BULK[place][0] for place in pair)}


PLACEHOLDERS: list[Fault] = [
    ("count", lambda given: given.update(count=0)),
    ("demand", lambda given: given.update(demand=NOWHERE)),
    ("weeks", lambda given: given.update(weeks=REVERSED)),
    ("tierId", lambda given: given.update(tierId="nonsense")),
]
TARGETS: list[Fault] = [
    ("week", lambda given: given.update(week=54)),
    ("demand", lambda given: given.update(demand=NOWHERE)),
    ("targetCount", lambda given: given["targets"][0].update(targetCount=-1)),
    ("tierId", lambda given: given["targets"][0].update(tierId="nonsense")),
]
RAMP: list[Fault] = [
    ("until", lambda given: given.update(until={"year": 2025, "week": 1})),
    ("demand", lambda given: given.update(demand=NOWHERE)),
    ("newPlaceholders", lambda given: given.update(newPlaceholders=501)),
    ("weeks", lambda given: given["steps"][0].update(weeks=0)),
    ("tierId", lambda given: given["steps"][1].update(tierId="nonsense")),
    ("0", lambda given: given.update(resourceCns=["nobody"])),
]


def pairs(faults: list[Fault]) -> list[tuple[Fault, Fault]]:
    return list(combinations(faults, 2))


async def named_fields(world: Planner, verb: str, given: dict[str, Any], faults: tuple[Fault, ...]) -> None:
    for _, spoil in faults:
        spoil(given)
    problems = await world.refused(verb, input=given)
    assert {problem["path"][-1] for problem in problems} == {field for field, _ in faults}


@pytest.mark.parametrize("faults", [*pairs(PLACEHOLDERS), tuple(PLACEHOLDERS)])
async def test_placeholders_for_a_demand(world: Planner, faults: tuple[Fault, ...]) -> None:
    span = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 26}}
    given = {"demand": APPEALS, "weeks": span, "tierId": world.tiers[50], "count": 2}
    await named_fields(world, "bulkAssignPlaceholders", given, faults)


@pytest.mark.parametrize("faults", [*pairs(TARGETS), tuple(TARGETS)])
async def test_targets_of_a_week(world: Planner, faults: tuple[Fault, ...]) -> None:
    targets = [{"tierId": world.tiers[100], "targetCount": 2}]
    await named_fields(
        world, "setWeekTargets", {"year": 2025, "week": 23, "demand": CLAIMS, "targets": targets}, faults
    )


@pytest.mark.parametrize("faults", [*pairs(RAMP), tuple(RAMP)])
async def test_a_ramp(world: Planner, faults: tuple[Fault, ...]) -> None:
    given = {
        "resourceCns": ["CN1"], "newPlaceholders": 1, "demand": CLAIMS,
        "start": {"year": 2025, "week": 23}, "until": {"year": 2025, "week": 30},
        "steps": [{"tierId": world.tiers[25], "weeks": 2}, {"tierId": world.tiers[50], "weeks": 2}],
    }  # fmt: skip
    await named_fields(world, "planRamp", given, faults)
