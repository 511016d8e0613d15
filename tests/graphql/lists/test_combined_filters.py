"""Filters combined by and, or and not: what they keep is what sets say, and how far they may go."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from graphql import GraphQLInputObjectType, GraphQLList, GraphQLObjectType, get_named_type

from server.graphql.schema import schema
from tests.conftest import Client
from tests.graphql.lists.crowd import TODAY, crowded
from tests.support.api import Api

SCHEMA = schema._schema
COMBINING = ("and", "or", "not")


class Case(NamedTuple):
    """A list, how a node of it is told from others, and simple filters."""

    list: str
    node: str
    simple: list[dict[str, Any]]


PEOPLE = Case(
    "resources(filter: $filter, first: 500) { nodes { cn } totalCount }", "cn",
    [{"search": "CN1000"}, {"search": "2"}, {"location": "GLOBAL"}, {"type": "ACTUAL"}, {"isActive": True},
     {"state": ["FL", "TX"]}, {"skill": ["Claims"]}, {"platform": ["Amisys"]},
     {"freeIn": {"from": {"year": 2025, "week": 23}, "to": {"year": 2025, "week": 24}}},
     {"freeIn": {"from": {"year": 2025, "week": 30}, "to": {"year": 2025, "week": 31}}}, {}],
)  # fmt: skip
CASES = [
    PEOPLE,
    Case("products(filter: $filter, first: 500) { nodes { sku } totalCount }", "sku",
         [{"search": "CROWD"}, {"search": "alike"}, {"kind": "MATERIAL"}, {"sku": ["CROWD-1", "crowd-2"]},
          {"isActive": False}]),
    Case("supplyForecasts(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"status": ["DRAFT"]}, {"sku": ["CROWD-1", "CROWD-3"]}, {"to": "2025-06-02"}, {"bucket": "DAY"}]),
    Case("productionPlans(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"status": ["DRAFT"]}, {"search": "waits"}, {"sku": ["CROWD-1", "CROWD-3"]}, {"from": "2026-01-01"}]),
    Case("safetyStocks(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"policy": ["FIXED_QUANTITY"]}, {"sku": ["CROWD-1", "CROWD-3"]}, {"isActive": True}]),
    Case("inventoryLevels(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"isLowStock": True}, {"needsReorder": True}, {"search": "CROWD"}, {"kind": "MATERIAL"}]),
    Case("inventoryMovements(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"kind": ["RECEIPT"]}, {"sku": ["CROWD-0"]}, {"from": "2026-03-03"}, {"to": "2026-03-03"}]),
    Case("recommendations(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"status": ["REJECTED"]}, {"sku": ["CROWD-1", "CROWD-4"]}, {"kind": ["PRODUCTION_PLAN"]}]),
    Case("workOrders(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"status": ["IN_PROGRESS"]}, {"search": "CROWD"}, {"number": ["crowd-1"]}, {"health": ["ON_TRACK"]},
          {"health": ["OFF_TRACK", "DELAYED"]}, {"department": ["crowding"]}]),
    Case("ppicDashboard { workOrders(filter: $filter, first: 500) { nodes { id } totalCount } }", "id",
         [{"search": "CROWD"}, {"number": ["crowd-1"]}, {"health": ["ON_TRACK"]}]),
    Case("dailyProductions(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"department": ["Crowding"]}, {"enteredBy": "tester"}, {"from": str(TODAY)}, {"to": "2020-01-01"}]),
    Case("alerts(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"severity": ["CRITICAL"]}, {"kind": ["DELAYED"]}, {"sku": ["CROWD-1", "CROWD-4"]}]),
    Case("materialDebts(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"status": ["PENDING"]}, {"sku": ["CROWD-1", "CROWD-4"]}, {"settlementState": ["OPEN"]}]),
    Case("assignments(filter: $filter, first: 500) { nodes { id } totalCount }", "id",
         [{"resourceCn": ["CN10001", "CN10002"]}, {"type": "MANUAL"}, {"state": ["FL"]}, {"report": "2025-04"}]),
    Case('report(value: "2025-04") { records(filter: $filter) { id } }', "id",
         [{"state": ["FL"]}, {"locality": "DOMESTIC"}, {"caseType": ["Claims"]}]),
]  # fmt: skip
# Of what is long, everything is what this filter keeps: all others are asked within it.
WHOLE = {"assignments": {"resourceCn": ["CN10001", "CN10002", "CN10003"]}, "resources": {"search": "CN100"}}


class Asked:
    """A list that is asked by filters, within what is everything of it."""

    def __init__(self, client: Api, case: Case) -> None:
        self._client, self._case = client, case
        name = case.list.partition("(")[0]
        self._whole = WHOLE.get(name)
        found = [name for name in case.list.replace("{", " ").split() if "(filter:" in name]
        self._field = (found or [case.list])[0].partition("(")[0]
        parent = {"ppicDashboard": "PpicDashboard", "report": "Report"}.get(name, "Query")
        self.type = str(SCHEMA.type_map[parent].fields[self._field].args["filter"].type)  # type: ignore[attr-defined]

    async def kept(self, chosen: dict[str, Any]) -> set[str]:
        """What a filter keeps; each once, and as many as are counted."""
        given = {"and": [self._whole, chosen]} if self._whole else chosen
        query = f"query Q($filter: {self.type}) {{ {self._case.list} }}"
        answer: Any = await self._client.ask(query, filter=given)
        while isinstance(answer, dict) and "nodes" not in answer:
            answer = next(iter(answer.values()))
        nodes = answer["nodes"] if isinstance(answer, dict) else answer
        named = [node[self._case.node] for node in nodes]
        assert len(named) == len(set(named))
        if isinstance(answer, dict):
            assert answer["totalCount"] == len(named), given
        return set(named)


def drawn(dice: random.Random, simple: list[int], depth: int = 0) -> dict[str, Any]:
    """A tree of filters: the numbers of simple ones, combined."""
    if depth == 3 or dice.random() < 0.3:
        return {"own": dice.choice(simple)}
    tree: dict[str, Any] = {"own": dice.choice(simple)} if dice.random() < 0.4 else {}
    for name in dice.sample(COMBINING, dice.randint(1, 2)):
        below = [drawn(dice, simple, depth + 1) for _ in range(1 if name == "not" else dice.randint(0, 3))]
        tree[name] = below[0] if name == "not" else below
    return tree


def spoken(tree: dict[str, Any], simple: list[dict[str, Any]]) -> dict[str, Any]:
    """The filter that a tree stands for."""
    made = dict(simple[tree["own"]]) if "own" in tree else {}
    for name in ("and", "or"):
        if name in tree:
            made[name] = [spoken(one, simple) for one in tree[name]]
    return made | ({"not": spoken(tree["not"], simple)} if "not" in tree else {})


def reckoned(tree: dict[str, Any], sets: list[set[str]], everything: set[str]) -> set[str]:
    """What it keeps, by sets."""
    kept = sets[tree["own"]] if "own" in tree else everything
    for one in tree.get("and", ()):
        kept = kept & reckoned(one, sets, everything)
    if tree.get("or"):
        kept = kept & set.union(*(reckoned(one, sets, everything) for one in tree["or"]))
    return kept - reckoned(tree["not"], sets, everything) if "not" in tree else kept


@pytest.fixture
async def anybody(changed_client: Client) -> Api:
    """Somebody who may see everything of a tenant that has enough of everything."""
    client = changed_client("ADMIN")
    await crowded(client.app.state.database)  # type: ignore[attr-defined]
    return client


async def test_combined_filters_keep_what_sets_say(anybody: Api) -> None:
    for case in CASES:
        dice, asked = random.Random(case.list), Asked(anybody, case)
        everything = await asked.kept({})
        assert len(everything) >= 7, case.list
        sets = [await asked.kept(one) for one in case.simple]
        assert any(set() < one < everything for one in sets), case.list
        for _ in range(12):
            tree = drawn(dice, list(range(len(case.simple))))
            chosen = spoken(tree, case.simple)
            assert await asked.kept(chosen) == reckoned(tree, sets, everything), (case.list, chosen)


async def test_what_is_unknown_of_a_row_does_not_hold_of_it(anybody: Api) -> None:
    """A level without a safety stock is not low: `not` keeps it."""
    query = "query Q($filter: InventoryFilter) { inventoryLevels(filter: $filter, first: 500) { totalCount } }"

    async def count(chosen: dict[str, Any]) -> int:
        return int((await anybody.ask(query, filter=chosen))["inventoryLevels"]["totalCount"])

    assert await count({"not": {"isLowStock": True}}) + await count({"isLowStock": True}) == await count({})


async def test_alerts_that_are_closed_are_kept_where_any_filter_names_states(anybody: Api) -> None:
    query = "query Q($filter: AlertFilter) { alerts(filter: $filter, first: 500) { nodes { id state } } }"

    async def states(chosen: dict[str, Any]) -> set[str]:
        nodes = (await anybody.ask(query, filter=chosen))["alerts"]["nodes"]
        return {node["state"] for node in nodes}

    database = anybody.app.state.database  # type: ignore[attr-defined]
    from sqlalchemy import text

    from db.shared.tenants import tenant_id
    from tests.support.cluster import SAMPLE_TENANT

    async with database.write(tenant_id(SAMPLE_TENANT), subject="tester") as session:
        closed = "UPDATE alert SET state = 'CLOSED', closed_at = now() WHERE id IN (SELECT max(id) FROM alert)"
        await session.run(text(closed))
    assert "CLOSED" not in await states({"or": [{"kind": ["DELAYED"]}]})
    assert await states({"or": [{"state": ["CLOSED"]}]}) == {"CLOSED"}
    assert "CLOSED" in await states({"not": {"state": ["OPEN"]}})


async def test_deallocated_assignments_are_asked_for_in_the_outermost_filter(sample_client: Client) -> None:
    query = "query Q($filter: AssignmentFilter) { assignments(filter: $filter) { totalCount } }"
    answer = (await sample_client("VIEWER").post(query, {"filter": {"or": [{"includeInactive": True}]}})).json()
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert error["message"] == ("includeInactive is given in a filter within another; accepted: in the outermost one")


async def test_a_mutation_takes_no_filter_that_names_nothing(changed_client: Client) -> None:
    mutation = """mutation M($filter: AssignmentFilter!) { deallocateAssignments(filter: $filter) {
        problems { code message path } } }"""
    for empty in ({}, {"and": [{}]}, {"or": [{"type": "MANUAL"}, {}]}, {"not": {}}, {"type": "MANUAL", "and": [{}]}):
        answer = await changed_client("PLANNER").ask(mutation, filter=empty)
        (problem,) = answer["deallocateAssignments"]["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["filter"]), empty


def filters() -> Iterator[GraphQLInputObjectType]:
    """The inputs by which questions are narrowed."""
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                if "filter" in field.args:
                    yield get_named_type(field.args["filter"].type)  # type: ignore[misc]


def test_every_filter_is_combined_alike() -> None:
    found = {one.name: one for one in filters()}
    assert len(found) >= 16
    for name, one in found.items():
        assert str(one.fields["not"].type) == name
        for field in ("and", "or"):
            assert isinstance(one.fields[field].type, GraphQLList)
            assert str(one.fields[field].type) == f"[{name}!]"


def nested(depth: int, chosen: dict[str, Any]) -> dict[str, Any]:
    """A filter with so many around it."""
    for number in range(depth):
        chosen = {"not": chosen} if number % 2 else {"or": [chosen]}
    return chosen


TOO_FAR = [
    (nested(6, {}), "has 6 filters around it; accepted: at most 5"),
    (nested(300, {}), "has 6 filters around it; accepted: at most 5"),
    ({"and": [{}] * 21}, "filter.and has 21 items; accepted: at most 20"),
    ({"and": [{"or": [{}] * 20}] * 3}, "filter has 51 filters; accepted: at most 50"),
    ({"and": [{"or": [{}] * 20}] * 20}, "filter has 51 filters; accepted: at most 50"),
]


@pytest.mark.parametrize(("chosen", "message"), TOO_FAR, ids=["deep", "very deep", "long", "many", "very many"])
async def test_filters_are_combined_so_far_and_no_further(
    sample_client: Client, chosen: dict[str, Any], message: str
) -> None:
    client = sample_client("VIEWER")
    literal = str(chosen).replace("'", "")
    variable = "query Q($filter: ResourceFilter) { resources(filter: $filter) { totalCount } }"
    for _ in range(2):
        for query, variables in (
            (variable, {"filter": chosen}),
            (f"{{ resources(filter: {literal}) {{ totalCount }} }}", {}),
        ):
            (error,) = (await client.post(query, variables)).json()["errors"]
            if len(literal) < 1_500:
                assert error["extensions"]["code"] == "INVALID_INPUT"
                assert message in error["message"], error
            else:
                assert error["extensions"]["code"] in ("INVALID_INPUT", "QUERY_TOO_COMPLEX", "BAD_REQUEST"), error


async def test_variables_within_one_filter_are_counted_together(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    query = "query Q($a: ResourceFilter!, $b: ResourceFilter!) { resources(filter: {or: [$a, $b]}) { totalCount } }"
    some = {"and": [{}] * 20, "or": [{}] * 20}
    (error,) = (await client.post(query, {"a": some, "b": some})).json()["errors"]
    assert error["message"] == "filter combines more than 50 filters; accepted: at most so many"
    deep = "query Q($a: ResourceFilter!) { resources(filter: {not: {not: {not: $a}}}) { totalCount } }"
    (error,) = (await client.post(deep, {"a": nested(3, {})})).json()["errors"]
    assert "has 6 filters around it" in error["message"]
    assert "errors" not in (await client.post(deep, {"a": nested(2, {"search": "CN1"})})).json()
