"""Lists of production plans: what is kept, in which order, page by page in both directions."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.graphql.plans.conftest import Maker
from tests.support.api import Api
from tests.support.clocks import ahead

Count = Callable[[Api, Awaitable[object]], Awaitable[int]]
LIST = """query L($filter: ProductionPlanFilter, $orderBy: ProductionPlanOrder!, $direction: OrderDirection!,
    $first: Int, $after: String) { productionPlans(filter: $filter, orderBy: $orderBy, direction: $direction,
    first: $first, after: $after) { totalCount edges { cursor } nodes { number constraints product { sku } }
    pageInfo { endCursor hasNextPage } } }"""
PENDING = """query P($first: Int, $after: String) { productionPlansPendingApproval(first: $first, after: $after) {
    totalCount nodes { number status } pageInfo { endCursor hasNextPage } } }"""


async def listed(maker: Maker, order: str = "NUMBER", direction: str = "ASC", **chosen: Any) -> list[int]:
    """The numbers of the plans of a list, page by page."""
    numbers: list[int] = []
    after = None
    while True:
        asked = {"orderBy": order, "direction": direction, "filter": chosen or None, "first": 2, "after": after}
        page = (await maker.ask(LIST, **asked))["productionPlans"]
        numbers += [int(node["number"][3:]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            assert page["totalCount"] == len(numbers)
            return numbers


@pytest.mark.quick
async def test_plans_are_listed_in_every_order_both_ways(maker: Maker) -> None:
    for quantity, start in (("30", 9), ("10", 8), ("20", 8), ("10", 7), ("40", 20)):
        await maker.creates(quantity=quantity, plannedStart=ahead(start), constraints={"start": start})
    plans = (await maker.ask(LIST, orderBy="NUMBER", direction="ASC"))["productionPlans"]["nodes"]
    assert [plan["constraints"] for plan in plans] == [{"start": start} for start in (9, 8, 8, 7, 20)]
    ids = (await maker.ask("{ productionPlans(orderBy: NUMBER) { nodes { id } } }"))["productionPlans"]["nodes"]
    for place in (3, 1):
        await maker.done("submit", ids[place]["id"])
    assert await listed(maker, "NUMBER") == [1, 2, 3, 4, 5]
    assert await listed(maker, "NUMBER", "DESC") == [5, 4, 3, 2, 1]
    assert await listed(maker, "QUANTITY") == [2, 4, 3, 1, 5]
    assert await listed(maker, "QUANTITY", "DESC") == [5, 1, 3, 4, 2]
    assert await listed(maker, "PLANNED_START") == [4, 2, 3, 1, 5]
    assert await listed(maker, "PLANNED_START", "DESC") == [5, 1, 3, 2, 4]
    assert await listed(maker, "SUBMITTED") == [4, 2, 1, 3, 5], "those that never were come last"
    assert await listed(maker, "SUBMITTED", "DESC") == [2, 4, 5, 3, 1], "in both directions"


async def test_plans_are_narrowed(maker: Maker) -> None:
    await maker.creates(name="First of many")
    await maker.creates(sku="FELT", quantity="1.5", location="West", plannedStart=ahead(30), plannedEnd=ahead(40))
    await maker.in_state("CANCELLED", plannedStart=ahead(50), plannedEnd=ahead(60))
    await maker.in_state("APPROVED", location="WEST")
    for chosen, numbers in (
        ({}, [1, 2, 3, 4]),
        ({"sku": ["bear"]}, [1, 3, 4]),
        ({"sku": ["felt", "BEAR"]}, [1, 2, 3, 4]),
        ({"sku": ["nobody"]}, []),
        ({"sku": []}, [1, 2, 3, 4]),
        ({"location": ["west"]}, [2, 4]),
        ({"status": ["CANCELLED", "DRAFT"]}, [1, 2, 3]),
        ({"status": []}, [1, 2, 3, 4]),
        ({"from": ahead(40)}, [2, 3]),
        ({"to": ahead(30)}, [1, 2, 4]),
        ({"from": ahead(28), "to": ahead(29)}, []),
        ({"search": "of MANY"}, [1]),
        ({"search": "pp-00002"}, [2]),
        ({"search": "%"}, []),
        ({"sku": ["bear"], "location": ["west"]}, [4]),
    ):
        assert await listed(maker, **chosen) == numbers, chosen


async def test_what_waits_for_a_decision_is_listed_by_its_last_submission(maker: Maker) -> None:
    ids = [(await maker.in_state("PENDING_APPROVAL"))["id"] for _ in range(4)]
    await maker.boss.done("reject", ids[0])
    await maker.boss.done("approve", ids[2])
    await maker.done("submit", ids[0])
    found, after = [], None
    for _ in range(2):
        page = (await maker.ask(PENDING, first=2, after=after))["productionPlansPendingApproval"]
        assert {node["status"] for node in page["nodes"]} == {"PENDING_APPROVAL"}
        found += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 3
    assert found == ["PP-00002", "PP-00004", "PP-00001"]


async def test_a_page_takes_the_statements_of_one_plan(maker: Maker, count_statements: Count) -> None:
    for number in range(12):
        await maker.creates(name=f"Plan {number}", sku=("BEAR", "FELT", "SLOW")[number % 3])
    asked = """query P($first: Int!) { productionPlans(first: $first) { totalCount nodes { name constraints
        product { name } forecast { number } completionPercentage } } }"""
    one, every = [await count_statements(maker, maker.ask(asked, first=first)) for first in (1, 12)]
    assert one == every == 3  # the plans; their count; their products
    pending = "query P { productionPlansPendingApproval { nodes { name } } }"
    assert await count_statements(maker, maker.ask(pending)) == 1


async def test_texts_that_nobody_can_have_written_find_nothing(maker: Maker) -> None:
    await maker.creates()
    for search in ("\u0000", "\u0007", "x" * 5_000, "\\", "'", "_"):
        response = await maker.post(LIST, {"orderBy": "NUMBER", "direction": "ASC", "filter": {"search": search}})
        assert response.status_code == 200
        answer = response.json()
        assert "INTERNAL" not in response.text, search
        assert answer.get("errors") or answer["data"]["productionPlans"]["nodes"] == []


async def test_a_cursor_of_another_list_or_order_is_refused(maker: Maker) -> None:
    await maker.creates()
    asked = {"orderBy": "NUMBER", "direction": "ASC"}
    cursor = (await maker.ask(LIST, **asked))["productionPlans"]["edges"][0]["cursor"]
    for given in ({"direction": "DESC"}, {"orderBy": "QUANTITY"}, {"after": "nonsense"}, {"first": -1}, {"first": 501}):
        (error,) = await maker.errors(LIST, **{**asked, "after": cursor, **given})
        assert error["extensions"]["code"] == "BAD_REQUEST", given


async def test_a_plan_is_found_by_its_id_alone(maker: Maker) -> None:
    plan = await maker.creates(constraints={"a": [1, {"b": None}]})
    assert await maker.plan(plan["id"]) == {"status": "DRAFT", "version": 1}
    kept = {"constraints": {"a": [1, {"b": None}]}}
    assert await maker.plan(plan["id"], "constraints") == kept
    await maker.creates()
    several = "query P { productionPlans(orderBy: NUMBER) { nodes { constraints } } }"
    assert (await maker.ask(several))["productionPlans"]["nodes"] == [kept, {"constraints": {}}]
    asked = "query N($id: ID!) { node(id: $id) { ... on ProductionPlan { number } } }"
    assert (await maker.ask(asked, id=plan["id"]))["node"] == {"number": "PP-00001"}
    for id in ("nonsense", "UHJvZHVjdDox", "UHJvZHVjdGlvblBsYW46OTk"):
        assert await maker.plan(id) is None
