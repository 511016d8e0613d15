"""Lists have bounds, in literals and variables, however deep they stand, and are counted before they are read."""

import time
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLNonNull

from server.graphql.list_bounds import most_items
from server.graphql.schema import schema
from tests.conftest import Client
from tests.graphql.planning.conftest import CLAIMS, Planner, world, world_database
from tests.support.api import Api

__all__ = ["world", "world_database"]

CORE = schema._schema
PERSON = {
    "cn": "CN77", "firstName": "Ada", "lastName": "L", "platform": "Amisys", "location": "DOMESTIC",
    "states": ["FL"], "skills": ["Claims"],
}  # fmt: skip
HISTORY = "query Q($k: [ChangeType!]) { historyLog(changeTypes: $k) { __typename } }"
RESOURCES = "query Q($filter: ResourceFilter) { resources(filter: $filter, first: 1) { nodes { cn } } }"
CREATE = "mutation M($input: ResourceInput!) { createResource(input: $input) { problems { code path message } } }"


def lists() -> list[tuple[str, Any]]:
    """Every argument and input field that is a list, by name."""
    found: list[tuple[str, Any]] = []
    for type_ in CORE.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            found += [(f"{type_.name}.{name}", field) for name, field in type_.fields.items()]
        elif not type_.name.startswith("__"):
            for name, field in getattr(type_, "fields", {}).items():
                found += [(f"{type_.name}.{name}.{key}", argument) for key, argument in field.args.items()]
    return [(name, one) for name, one in found if isinstance(nullable(one.type), GraphQLList)]


def nullable(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


def test_every_list_says_how_long_it_may_be() -> None:
    assert len(lists()) > 20
    for name, one in lists():
        assert one.description.endswith(f" At most {most_items(one):,}."), name
    combined = {name: most_items(one) for name, one in lists() if name.endswith((".and", ".or"))}
    assert len(combined) >= 32 and set(combined.values()) == {20}
    longer = {name: most_items(one) for name, one in lists() if most_items(one) != 500 and name not in combined}
    assert longer == {
        "Mutation.bulkAssign.items": 2_000,
        "Mutation.commitRecords.modifiedRecords": 5_000,
        "Mutation.previewCphUpdate.rows": 2_000,
        "Mutation.previewForecastReallocation.edits": 5_000,
        "Mutation.previewManualUpdate.edits": 5_000,
        "Mutation.updateForecastAccuracy.actuals": 800,
        "SupplyForecastInput.values": 800,
        "SupplyForecastPatch.values": 800,
        **{
            f"{name}.{words}": 100
            for name in ("ResourceInput", "ResourcePatch", "PlaceholdersInput")
            for words in ("states", "skills")
        },
    }


async def refused(client: Api, query: str, variables: dict[str, Any]) -> tuple[str, list[str]]:
    """The message and the path of the one error that a request is refused with, before it is carried out."""
    answer = (await client.post(query, variables)).json()
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], "data" in answer) == ("INVALID_INPUT", False)
    return error["message"], error["extensions"]["path"]


async def test_a_list_in_a_variable_is_counted(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    for count in (501, 90_000):
        message, path = await refused(client, RESOURCES, {"filter": {"state": ["FL"], "skill": ["x"] * count}})
        assert message == f"variables.filter.skill has {count:,} items; accepted: at most 500"
        assert path == ["variables", "filter", "skill"]
    answer = (await client.post(RESOURCES, {"filter": {"skill": ["Claims"] * 500}})).json()
    assert "errors" not in answer


@pytest.mark.parametrize(
    ("query", "variables", "path"),
    [
        ("query Q($f: [String!]) { resources(filter: {state: $f}) { nodes { cn } } }", {"f": ["x"] * 501},
         "variables f"),
        ("query Q($f: String!) { resources(filter: {state: [%s]}) { nodes { cn } } }" % ("$f " * 501), {"f": "x"},
         "resources filter state"),
        ("{ resources(filter: {state: [%s]}) { nodes { cn } } }" % ('"" ' * 501), {}, "resources filter state"),
        ("query Q($f: DemandFilter) { report(value: \"2025-04\") { ...R } } fragment R on Report {"
         " records(filter: $f) { mainLob } }", {"f": {"mainLob": ["x"] * 501}}, "variables f mainLob"),
        (HISTORY, {"k": ["CPH_UPDATE"] * 501}, "variables k"),
        (HISTORY, {"k": [["x"]] * 501}, "variables k"),
        (RESOURCES, {"filter": {"state": [{"a": [1] * 900}] * 501}}, "variables filter state"),
    ],
    ids=["a variable", "a literal of variables", "a literal", "in a fragment", "of an argument",
         "of no words", "of anything"],
)  # fmt: skip
async def test_a_list_is_counted_wherever_it_stands(
    sample_client: Client, query: str, variables: dict[str, Any], path: str
) -> None:
    client = sample_client("VIEWER")
    for _ in range(2):  # made ready, and kept
        message, told = await refused(client, query, variables)
        assert told == path.split()
        assert message.endswith("has 501 items; accepted: at most 500")


async def test_a_list_within_a_list_is_counted(world: Planner) -> None:
    query = """mutation M($edits: [ManualEditInput!]!) {
        previewManualUpdate(month: "April", year: 2025, edits: $edits) { problems { code } } }"""
    edit = {"caseId": "1", "mainLob": "a", "state": "FL", "caseType": "b", "months": [{"label": "Jun-25"}] * 501}
    _, path = await refused(world, query, {"edits": [{**edit, "months": []}, edit]})
    assert path == ["variables", "edits", "1", "months"]


async def test_a_long_list_is_refused_before_anything_is_made_of_it(world: Planner) -> None:
    query = """mutation M($rows: [CphRowInput!]!) { previewCphUpdate(month: "April", year: 2025, rows: $rows) {
        problems { code message } } }"""
    row = {"lob": "x", "caseType": "y", "targetCph": 1, "modifiedTargetCph": 2}
    rows = [{"id": f"cph_{number}", **row} for number in range(8_000)]
    await refused(world, query, {"rows": rows})
    started = time.process_time()
    await refused(world, query, {"rows": rows})
    assert time.process_time() - started < 0.45  # with all of them coerced and checked it took 0.9


@pytest.mark.parametrize("words", ["states", "skills"])
async def test_what_a_person_can_do_has_a_bound(world: Planner, words: str) -> None:
    _, path = await refused(world, CREATE, {"input": {**PERSON, words: ["FL"] * 101}})
    assert path == ["variables", "input", words]
    patch = 'mutation M($p: ResourcePatch!) { updateResource(cn: "CN1", patch: $p) { problems { code } } }'
    assert (await refused(world, patch, {"p": {words: ["FL"] * 101}}))[1] == ["variables", "p", words]
    assert await world.done("createResource", "resource { cn }", input={**PERSON, words: ["FL"] * 100})


async def test_of_many_problems_a_hundred_are_listed_and_the_rest_is_counted(world: Planner) -> None:
    week = {"year": 2025, "week": 30}
    place = {"demand": CLAIMS, "weeks": {"from": week, "to": week}, "tierId": world.tiers[100]}
    items = [{"resourceCn": f"nobody{number}", **place} for number in range(350)]
    asked = """mutation M($items: [BulkAssignmentInput!]!) { bulkAssign(items: $items) {
        problems { code message path } } }"""
    problems = (await world.ask(asked, items=items))["bulkAssign"]["problems"]
    assert len(problems) == 101
    assert problems[99]["path"][:2] == ["items", "99"]
    assert (problems[100]["message"], problems[100]["path"]) == ("and 250 more problems", [])


@pytest.mark.parametrize(
    ("query", "variable", "wrapped"),
    [
        (RESOURCES, "filter", lambda one: one),
        (RESOURCES, "filter", lambda one: {"state": ["FL"], "not": one}),
        (RESOURCES, "filter", lambda one: {"and": [{}, one]}),
        (CREATE, "input", lambda one: one),
        ("mutation M($item: BulkAssignmentInput!) { bulkAssign(items: [$item]) { problems { code } } }", "item",
         lambda one: one),
    ],
)  # fmt: skip
async def test_an_object_of_more_names_than_there_are_is_refused_at_once(
    world: Planner, query: str, variable: str, wrapped: Any
) -> None:
    many = {f"n{number}": 1 for number in range(60_000)}
    message, path = await refused(world, query, {variable: wrapped(many)})
    assert message.startswith(f"{'.'.join(path)} has 60,000 names; accepted: at most ")
    assert path[:2] == ["variables", variable]


async def test_what_is_wrong_is_repeated_in_part(world: Planner) -> None:
    long = "x" * 500_000
    for query, variables in (
        (RESOURCES, {"filter": {long: 1}}), (RESOURCES, {"filter": {"state": {long: long}}}), (HISTORY, {"k": [long]}),
        (CREATE, {"input": {**PERSON, "location": long}}), (CREATE, {"input": {**PERSON, "cn": [long]}}),
    ):  # fmt: skip
        answer = await world.post(query, variables)
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_REQUEST"}
        assert len(answer.content) < 10_000
