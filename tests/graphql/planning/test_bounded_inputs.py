"""A number in a mutation is taken just inside its bound, and refused just outside it in the words of the bound."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull, OperationType, get_named_type

from db.shared import bounds
from db.shared.bounds import Bound
from services.forecast.editing.checks import PEOPLE, VOLUMES
from services.shared.api_keys import DAYS
from services.shared.numbers import clean
from services.workforce.assigning.plan_ramp import NEW_PLACEHOLDERS, STEPS
from services.workforce.assigning.set_week_targets import COUNTS
from services.workforce.people.create_placeholders import BATCHES
from services.workforce.tiers.edit_tiers import ORDERS
from tests.graphql.planning.conftest import CLAIMS, LOB, Planner
from tests.support import bounded_supply
from tests.support.slots import ROOTS

TIME = {"year": 2025, "workType": "DOMESTIC", "workingDays": 5, "workHours": 9, "occupancy": 0.9, "shrinkage": 0.1}
WEEKS = {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 24}}
REPORT = {"month": "April", "year": 2025}
HIRES = {
    "count": 1, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
    "displayNamePrefix": "Hire",
}  # fmt: skip
RECORD = {**CLAIMS, "caseId": "C1"}
OF_TIME = {
    "year": bounds.YEARS, "workHours": bounds.WORK_HOURS, "occupancy": bounds.OCCUPANCY, "shrinkage": bounds.SHRINKAGE,
}  # fmt: skip
TRIFLES = (5e-324, 2.3e-308, 1e-13, 4.9e-13, 5.1e-13, 1e-12, -1e-13, 1 - 2**-53, 1 - 4e-13, 1 - 6e-13, 1 + 2**-52)
Path = tuple[str | int, ...]


def below(name: str, of: dict[str, Bound]) -> dict[Path, Bound]:
    return {(name, field): bound for field, bound in of.items()}


def asked(tiers: dict[int, str]) -> dict[str, tuple[dict[str, Any], dict[Path, Bound]]]:
    """By mutation: arguments that it takes, and the bounds of the numbers in them."""
    edits = [{**RECORD, "targetCph": 12, "months": [{"label": "Jun-25", "fteAvail": 3}]}]
    volumes = deepcopy(edits)
    volumes[0]["months"][0]["forecast"] = 8
    edit = {("edits", 0, "targetCph"): bounds.TARGET_CPH, ("edits", 0, "months", 0, "fteAvail"): PEOPLE}
    row = {"id": "cph_1", "lob": LOB, "caseType": "Claims", "targetCph": 12.5, "modifiedTargetCph": 13}
    ramp = {"demand": CLAIMS, "start": WEEKS["from"], "until": WEEKS["to"], "newPlaceholders": 1}
    single = {"resourceCn": "CN1", "demand": CLAIMS, "tierId": tiers[100], "productionPercentage": 0.5}
    named = {"year": bounds.YEARS}
    return {
        "setWeekConfiguration": (
            {"input": {**TIME, "week": 30}}, below("input", {**OF_TIME, "workingDays": bounds.DAYS_OF_WEEK})
        ),
        "setMonthConfiguration": (
            {"input": {**TIME, "month": 7}},
            below("input", {**OF_TIME, "workingDays": bounds.DAYS_OF_MONTH, "month": bounds.MONTHS}),
        ),
        "generateWeekConfigurations": ({"input": {"year": 2025, "workType": "DOMESTIC"}}, below("input", named)),
        "createPlaceholders": ({"input": HIRES}, below("input", {"count": BATCHES})),
        "createCapacityTier": (
            {"input": {"name": "New", "percentage": 0.3, "displayOrder": 7}},
            below("input", {"percentage": bounds.PERCENTAGE, "displayOrder": ORDERS}),
        ),
        "updateCapacityTier": (
            {"id": tiers[50], "patch": {"percentage": 0.4, "displayOrder": 9}},
            below("patch", {"percentage": bounds.PERCENTAGE, "displayOrder": ORDERS}),
        ),
        "createAssignment": (
            {"input": {**single, "year": 2025, "week": 23}}, below("input", {"productionPercentage": bounds.PERCENTAGE})
        ),
        "bulkAssign": (
            {"items": [{**single, "weeks": WEEKS}]}, {("items", 0, "productionPercentage"): bounds.PERCENTAGE}
        ),
        "bulkAssignPlaceholders": (
            {"input": {"demand": CLAIMS, "weeks": WEEKS, "tierId": tiers[100], "count": 1}},
            below("input", {"count": BATCHES}),
        ),
        "setWeekTargets": (
            {"input": {"year": 2025, "week": 23, "demand": CLAIMS,
                       "targets": [{"tierId": tiers[100], "targetCount": 1}]}},
            {("input", "targets", 0, "targetCount"): COUNTS},
        ),
        "planRamp": (
            {"input": {**ramp, "steps": [{"tierId": tiers[50], "weeks": 1}]}},
            {("input", "newPlaceholders"): NEW_PLACEHOLDERS, ("input", "steps", 0, "weeks"): STEPS},
        ),
        "previewForecastReallocation": ({**REPORT, "edits": edits}, {**edit, ("year",): bounds.YEARS}),
        "previewManualUpdate": (
            {**REPORT, "edits": volumes},
            {**edit, ("edits", 0, "months", 0, "forecast"): VOLUMES, ("year",): bounds.YEARS},
        ),
        "previewCphUpdate": (
            {**REPORT, "rows": [row]}, {("rows", 0, "modifiedTargetCph"): bounds.TARGET_CPH, ("year",): bounds.YEARS}
        ),
        "previewBenchAllocation": (REPORT, {("year",): named["year"]}),
        "previewRecalculation": (REPORT, {("year",): named["year"]}),
    }  # fmt: skip


# Numbers that are no figure within bounds: they name a week or say what a record was, and are compared.
NAMING = {"week", "createApiKey", "commitRecords", "previewForecastImport", "updateAssignment"}


# The year of a week is checked with its week, and what a grid showed is compared.
ELSEWHERE = {"previewCphUpdate.targetCph", "createAssignment.year", "setWeekTargets.year"}


def borders(bound: Bound) -> Iterator[tuple[float, bool]]:
    """Numbers at the ends of a bound and as near to them as its kind of numbers come; whether it holds them."""
    step = 10.0 ** -(bound.places if bound.places is not None else 9)
    ends = [end for end in (bound.least, bound.above, bound.most, bound.below) if end is not None]
    for value in [end + move for end in ends for move in (-step, 0, step)] + [-(10**9), 10**9]:
        number = int(value) if bound.places == 0 else round(value, 9)
        yield number, bound.holds(number)
    if bound.places == 2:
        yield from ((value, False) for value in (12.345, 0.001))
    if bound.places != 0:
        yield from ((value, False) for value in (1e308, -1e308))
        # What is kept has twelve decimals: a trifle is nothing, and what is a trifle less than one is one.
        yield from ((value, bound.holds(value if bound.places else clean(value))) for value in TRIFLES)
        yield -0.0, bound.holds(0)


def put(arguments: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    made = deepcopy(arguments)
    place: Any = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


def numbers(type_: Any, path: Path) -> Iterator[Path]:
    """Every place below an argument where a number stands."""
    if isinstance(type_, GraphQLNonNull):
        yield from numbers(type_.of_type, path)
    elif isinstance(type_, GraphQLList):
        yield from numbers(type_.of_type, (*path, 0))
    elif isinstance(type_, GraphQLInputObjectType):
        for name, field in type_.fields.items():
            if get_named_type(field.type) is not type_:  # filters within filters have the same
                yield from numbers(field.type, (*path, name))
    elif type_.name in ("Int", "Float"):
        yield path


def test_every_number_of_every_mutation_has_its_bound() -> None:
    cases = asked(dict.fromkeys((25, 50, 75, 100), "tier")) | bounded_supply.CASES
    missing = []
    for mutation, field in ROOTS[OperationType.MUTATION].items():
        known = cases.get(mutation, ({}, {}))[1]
        for name, argument in field.args.items():
            for path in numbers(argument.type, (name,)):
                is_week = "week" in path or path[-2:-1] in (("from",), ("to",), ("start",), ("until",), ("fromWeek",))
                if path not in known and mutation not in NAMING and not is_week:
                    missing.append((mutation, path))
    assert {f"{mutation}.{path[-1]}" for mutation, path in missing} == ELSEWHERE | bounded_supply.ELSEWHERE
    assert DAYS.accepted == "1 to 366"


@pytest.mark.shares
@pytest.mark.parametrize("mutation", asked(dict.fromkeys((25, 50, 75, 100), "tier")))
async def test_a_number_is_taken_inside_and_refused_outside_of_its_bound(world: Planner, mutation: str) -> None:
    arguments, numbers_of = asked(world.tiers)[mutation]
    can_dry = "dryRun" in ROOTS[OperationType.MUTATION][mutation].args
    for path, bound in numbers_of.items():
        for value, holds in borders(bound):
            if holds and not can_dry:
                continue
            given = {**put(arguments, path, value), **({"dryRun": True} if can_dry else {})}
            answer = await world.do(mutation, "__typename", **given)
            steps = [str(step) for step in path]
            told = [one for one in answer["problems"] if one["path"] == steps and one["__typename"] == "InvalidInput"]
            if holds and path[-1] == "year":
                continue  # there is no report of that year, or no month is set
            assert bool(told) is not holds, (path, value, answer["problems"])
            assert all(one["accepted"] == bound.accepted for one in told), told
