"""What is refused says why: control characters and empty names in every text there is, words, numbers, previews."""

import json
from typing import Any

import pytest
from graphql import GraphQLEnumType, OperationType, get_named_type

from tests.graphql.planning.conftest import CLAIMS, Planner
from tests.support.slots import ROOTS, SCHEMA, document, example_arguments, filled, slots

MUTATIONS = slots(OperationType.MUTATION)
TEXTS = [slot for slot in MUTATIONS if slot.kind in ("String", "ID")]
CONTROLS = ["\x07", "\x1b", "\x0b", "\x7f", "\x85", "\u200b", "\u202e", "\ufeff"]
UNCONFIRMED = "00000000-0000-0000-0000-000000000009"


async def problems_of(planner: Planner, field: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """What a mutation is refused for."""
    asked = document(OperationType.MUTATION, field, arguments)
    answer = await planner.ask(asked["query"], **asked["variables"])
    return list(answer[field]["problems"])


SENT = [slot for slot in TEXTS if "file" not in ROOTS[slot.operation][slot.field].args]


def test_the_walk_finds_the_texts() -> None:
    assert {"cn", "firstName", "mainLob", "state", "caseType", "name", "userNotes", "report"} <= {
        one.name for one in SENT
    }


@pytest.mark.shares
async def test_a_control_character_is_said_wherever_it_stands(world: Planner) -> None:
    for place, slot in enumerate(SENT):
        control = CONTROLS[place % len(CONTROLS)]
        arguments = filled(example_arguments(slot.operation, slot.field), slot.path, f"a{control}b")
        try:
            found = await problems_of(world, slot.field, arguments)
        except AssertionError as error:  # asks for a permission that a planner has not
            assert "FORBIDDEN" in str(error), slot
            continue
        path = [str(step) for step in slot.path]
        told = [one for one in found if one["path"] == path]
        assert told, (str(slot), found)
        assert told[0]["code"] == "INVALID_INPUT"
        assert f"U+{ord(control):04X}" in told[0]["message"]


EMPTY = {
    "updateResource": {"cn": " ", "patch": {"opid": "x"}},
    "deactivateResource": {"cn": ""},
    "removePlaceholder": {"cn": "\t"},
    "deallocateAssignment": {"id": ""},
    "updateAssignment": {"id": " ", "productionPercentage": 0.5},
    "previewAllocation": {"report": ""},
    "previewRebalance": {"report": " "},
    "deactivateCapacityTier": {"id": ""},
}


@pytest.mark.shares
@pytest.mark.parametrize("mutation", EMPTY)
async def test_an_empty_name_is_an_input_error(world: Planner, mutation: str) -> None:
    (problem,) = await world.refused(mutation, **EMPTY[mutation])
    name = next(iter(EMPTY[mutation]))
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", [name])
    assert problem["message"] == f"{name} is empty"


@pytest.mark.shares
@pytest.mark.parametrize("name", ["mainLob", "state", "caseType"])
async def test_an_empty_part_of_a_demand_is_said(world: Planner, name: str) -> None:
    for value, said in (("  ", f"{name} is empty"), ("x" * 201, f"{name} has 201 characters")):
        row = world.week("CN1", {**CLAIMS, name: value}, 23)
        (problem,) = await world.refused("createAssignment", input=row)
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "demand", name])
        assert problem["message"] == said


@pytest.mark.shares
async def test_a_word_that_an_enum_has_not_is_told_those_it_has(world: Planner) -> None:
    for field_name, field in ROOTS[OperationType.QUERY].items():
        for name, argument in field.args.items():
            enum = get_named_type(argument.type)
            if isinstance(enum, GraphQLEnumType):
                for given in ("Domestic", 7):
                    arguments = {**example_arguments(OperationType.QUERY, field_name), name: given}
                    asked = document(OperationType.QUERY, field_name, arguments)
                    (error,) = await world.errors(asked["query"], **asked["variables"])
                    assert error["message"].endswith(f"; accepted: {', '.join(enum.values)}"), error
    (error,) = await world.errors("{ weekConfigurations(year: 2025, workType: Domestic) { week } }")
    assert error["message"].endswith("; accepted: DOMESTIC, GLOBAL")
    assert isinstance(SCHEMA.get_type("WorkType"), GraphQLEnumType)


TIME = {"year": 2025, "week": 30, "workType": "DOMESTIC", "workingDays": 5, "workHours": 9, "occupancy": 0.9,
        "shrinkage": 0.1}  # fmt: skip
BOUNDS = {
    "shrinkage": ([-0.01, 1, 1.5], "from 0 to below 1"),
    "occupancy": ([0, 1.01, -1], "above 0 to 1"),
    "workHours": ([0, 24.5], "above 0 to 24"),
    "workingDays": ([-1, 8], "0 to 7"),
    "year": ([2019, 2051], "2020 to 2050"),
}


@pytest.mark.shares
@pytest.mark.parametrize("name", BOUNDS)
async def test_a_number_outside_its_bounds_is_told_them_exactly(world: Planner, name: str) -> None:
    values, accepted = BOUNDS[name]
    for value in values:
        found = await world.refused("setWeekConfiguration", input={**TIME, name: value})
        assert {"INVALID_INPUT"} == {one["code"] for one in found}
        assert [one["accepted"] for one in found if one["path"] == ["input", name]] == [accepted]


@pytest.mark.shares
async def test_an_unknown_report_is_told_those_there_are(world: Planner) -> None:
    (one,) = await world.refused("previewAllocation", report="2031-01")
    (other,) = await world.refused("previewBenchAllocation", month="May", year=2031)
    assert one["message"] == "there is no report '2031-01'; accepted: 2025-04"
    assert other["message"] == "there is no report of May 2031; accepted: 2025-04"


COMMITS = {"commitPreview": "previewId", "commitImport": "previewId", "executeAllocation": "previewId"}


@pytest.mark.shares
async def test_a_preview_of_another_kind_is_told_who_commits_it(world: Planner) -> None:
    previewed = await world.done("previewAllocation", "preview { id }", report="2025-04")
    id = previewed["preview"]["id"]
    for mutation in ("commitPreview", "commitImport"):
        (problem,) = await world.refused(mutation, previewId=id)
        assert problem["code"] == "PREVIEW_UNKNOWN"
        assert problem["message"] == "this is an allocation preview: commit it with executeAllocation"
    for mutation in COMMITS:
        (problem,) = await world.refused(mutation, previewId=UNCONFIRMED)
        assert problem["message"] == "there is no such preview; preview again"


HIRES = {
    "count": 1, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
    "displayNamePrefix": "Hire",
}  # fmt: skip
SLIPS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "none": ({}, []),
    "letter case": ({"platform": "AMISYS", "skills": ["claims"]}, []),
    "another word": ({"platform": "Brandnew"}, []),
    "a platform": ({"platform": "Amysis"}, ["no demand has the platform Amysis; did you mean Amisys?"]),
    "a skill": ({"skills": ["Claims", "Cliams"]}, ["no demand has the skill Cliams; did you mean Claims?"]),
    "a state": ({"states": ["FI"]}, ["no demand has the state FI; did you mean FL?"]),
}


@pytest.mark.parametrize("what", SLIPS)
async def test_a_word_that_looks_like_a_slip_is_warned_of_and_kept(world: Planner, what: str) -> None:
    changed, warnings = SLIPS[what]
    made = await world.done("createPlaceholders", "warnings created", input={**HIRES, **changed})
    assert made["warnings"] == warnings
    patch = {name: changed[name] for name in changed} or {"opid": "x1"}
    told = await world.done("updateResource", "warnings resource { cn }", cn="CN1", patch=patch | {"displayName": "A"})
    assert told["warnings"] == warnings


VALUES = ["12/16/2025", "2025-02-30", "soon", "", 5, True, "x" * 400, 'a". b". c', ["2025-06-01", "x"]]
# What ISO 8601 has beside the one form that is promised, and what other readers take for a day.
OTHER_FORMS = [
    "20250601", "2025-W23-1", "2025-W23", "2025W231", "2025-152", "2025-06", "2025", "2025-6-1", "25-06-01", "--06-01",
    " 2025-06-01", "2025-06-01 ", "2025-06-01\n", "+2025-06-01", "2025/06/01", "\uff12025-06-01", "0000-01-01",
    "20250601T080000Z", "2025-W23-1T08:00:00Z", "2025-06-01 08:00:00Z", "2025-06-01T08", "2025-06-01T08:00:00+2",
    "2025-06-01T24:00:01Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 20250601, 1748736000,
]  # fmt: skip
SCALARS = {
    "Date": ("mutation M($given: Date) { updateResource(cn: \"CN1\", patch: {hireDate: $given}) { __typename } }",
             "a day such as 2025-06-01"),
    "DateTime": ("query Q($given: DateTime) { auditLog(filter: {since: $given}) { totalCount } }",
                 "a time such as 2025-06-01T00:00:00Z"),
    "UUID": ("mutation M($given: UUID!) { commitPreview(previewId: $given) { __typename } }",
             "an id of the form 123e4567-e89b-12d3-a456-426614174000"),
}  # fmt: skip
OF_PYTHON = ("isoformat", "hexadecimal", "out of range", "ISO", "Expected a string", "component")


@pytest.mark.shares
@pytest.mark.parametrize("scalar", SCALARS)
async def test_a_value_that_a_scalar_does_not_take_is_told_what_it_takes(world: Planner, scalar: str) -> None:
    query, accepted = SCALARS[scalar]
    for given in VALUES:
        (error,) = await world.errors(query, given=given)
        assert error["message"].endswith(f"; accepted: {accepted}"), error
        assert not [word for word in OF_PYTHON if word in error["message"]], error
        assert len(error["message"]) < 250
    (written,) = await world.errors(_as_literal(query, "soon"))
    assert written["message"].endswith(f"; accepted: {accepted}"), written


def _as_literal(query: str, given: Any) -> str:
    kind, _, body = query.partition("{")
    return f"{kind.split()[0]} {{{body.replace('$given', json.dumps(given))}"


@pytest.mark.shares
@pytest.mark.parametrize("scalar", ["Date", "DateTime"])
async def test_days_and_moments_have_one_form_in_variables_and_in_documents(world: Planner, scalar: str) -> None:
    query, accepted = SCALARS[scalar]
    for given in OTHER_FORMS:
        for (error,) in (await world.errors(query, given=given), await world.errors(_as_literal(query, given))):
            assert error["message"].endswith(f"; accepted: {accepted}"), (given, error)
            assert not [word for word in OF_PYTHON if word in error["message"]], error


@pytest.mark.shares
async def test_what_is_not_there_is_told_what_is(world: Planner) -> None:
    tier = world.tiers[100]
    nowhere = {**CLAIMS, "state": "ZZ"}
    other = {**CLAIMS, "mainLob": "Amysis Medicaid DOMESTIC"}
    weeks = {"from": {"year": 2025, "week": 24}, "to": {"year": 2025, "week": 25}}
    target = [{"tierId": tier, "targetCount": 1}]
    for demand, accepted in (
        (nowhere, "Amisys Medicaid DOMESTIC / FL / Claims, Amisys Medicaid DOMESTIC / TX / Appeals"),
        (other, "main LOB Amisys Medicaid DOMESTIC, Facets Medicare OFFSHORE"),
    ):
        for verb, given in {
            "bulkAssign": {"items": [{"resourceCn": "CN1", "demand": demand, "weeks": weeks, "tierId": tier}]},
            "createAssignment": {"input": world.week("CN1", demand, 24)},
            "bulkAssignPlaceholders": {"input": {"demand": demand, "weeks": weeks, "tierId": tier, "count": 1}},
            "setWeekTargets": {"input": {"year": 2025, "week": 24, "demand": demand, "targets": target}},
            "planRamp": {"input": {"demand": demand, "start": weeks["from"], "until": weeks["to"],
                                   "resourceCns": ["CN1"], "steps": [{"tierId": tier, "weeks": 1}]}},
        }.items():  # fmt: skip
            (problem,) = await world.refused(verb, **given)
            assert (problem["code"], problem["accepted"]) == ("NOT_FOUND", accepted), verb
    (problem,) = await world.refused("updateCapacityTier", id="nonsense", patch={"name": "x"})
    assert problem["accepted"].endswith("capacityTiers lists: Full Production, 75% Ramp, 50% Ramp, 25% Ramp")
    for verb, given in {"deactivateResource": {"cn": "nobody"}, "deallocateAssignment": {"id": "nonsense"}}.items():
        (problem,) = await world.refused(verb, **given)
        assert problem["accepted"], verb


@pytest.mark.shares
async def test_a_filter_that_ends_assignments_is_told_the_reports_there_are(world: Planner) -> None:
    (problem,) = await world.refused("deallocateAssignments", filter={"report": "2031-01"})
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["filter", "report"])
    assert problem["message"] == "there is no report '2031-01'; accepted: 2025-04"
    (none,) = await world.refused("deallocateAssignments", filter={"report": "2025-04"})
    assert none["code"] == "NO_CHANGES"


@pytest.mark.shares
async def test_weeks_out_of_order_are_said(world: Planner) -> None:
    ramp = {"resourceCns": ["CN1"], "demand": CLAIMS, "start": {"year": 2025, "week": 30},
            "until": {"year": 2025, "week": 24}, "steps": [{"tierId": world.tiers[100], "weeks": 1}]}  # fmt: skip
    (problem,) = await world.refused("planRamp", input=ramp)
    assert problem["message"] == "the first week 2025-W30 lies after the last one 2025-W24"
    span = "{from: {year: 2025, week: 30}, to: {year: 2025, week: 4}}"
    (error,) = await world.errors(f"{{ resources(filter: {{freeIn: {span}}}) {{ totalCount }} }}")
    assert error["message"] == "the first week 2025-W30 lies after the last one 2025-W04; accepted: weeks in order"


async def test_whoever_is_inactive_is_told_how_they_come_back_and_the_converted_who_they_became(
    world: Planner,
) -> None:
    given = {"count": 1, "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"],
             "displayNamePrefix": "Hire"}  # fmt: skip
    await world.done("createPlaceholders", "created", input=given)
    hire = {"actualCn": "NEW1", "firstName": "Ada", "lastName": "New"}
    await world.done("convertPlaceholder", "__typename", placeholderCn="TBH-001", input=hire)
    await world.done("deactivateResource", "__typename", cn="CN1")
    for cn, state, said in (("TBH-001", "CONVERTED", "replacedBy"), ("CN1", "INACTIVE", "isActive: true")):
        (problem,) = await world.refused("createAssignment", input=world.week(cn, CLAIMS, 24))
        assert problem["state"] == state
        assert said in problem["message"]
