"""Lists of recommendations and the overview take the same few statements for however many there are."""

from collections.abc import Awaitable, Callable

from tests.graphql.recommendations.conftest import FORECAST, Chooser, monday

Count = Callable[[Chooser, Awaitable[object]], Awaitable[int]]
LISTED = """query L($first: Int!) { recommendations(first: $first) { totalCount nodes { id content product { sku }
    plan { number optimizations { id suggestionId } } } } }"""
PLANS = "query P($first: Int!) { productionPlans(first: $first) { nodes { number optimizations { id kind } } } }"
OVERVIEW = """{ planningOverview { activeForecasts activePlans lowStockItems meanMape itemsWithoutCost
    inventoryValue { amount } } }"""


async def test_a_page_takes_the_statements_of_one(chooser: Chooser, count_statements: Count) -> None:
    for number in range(6):
        plan = await chooser.plans()
        content = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}
        about = {"kind": "PRODUCTION_PLAN", "planId": plan["id"], "content": content}
        for turn in range(2):
            await chooser.submits(suggestionId=f"p-{number}-{turn}", **about)
        await chooser.submits(suggestionId=f"s-{number}", sku="FELT")
        await chooser.submits(suggestionId=f"f-{number}", kind="FORECAST", content=FORECAST)
    for asked, most in ((LISTED, 5), (PLANS, 2)):
        one, every = [
            await count_statements(chooser, chooser.ask(asked, first=first))
            for first in (1 if asked is PLANS else 4, 50)
        ]
        assert one == every <= most, asked


async def test_newer_recommendations_for_a_plan_come_first(chooser: Chooser) -> None:
    plan = await chooser.plans()
    content = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}
    for number in range(3):
        more = {"kind": "PRODUCTION_PLAN", "planId": plan["id"], "content": content}
        await chooser.submits(suggestionId=str(number), **more)
    asked = "query P($id: ID!) { productionPlan(id: $id) { optimizations { suggestionId content } } }"
    found = (await chooser.ask(asked, id=plan["id"]))["productionPlan"]["optimizations"]
    assert found == [{"suggestionId": number, "content": content} for number in "210"]


async def test_the_overview_takes_three_statements(chooser: Chooser, count_statements: Count) -> None:
    assert await count_statements(chooser, chooser.ask(OVERVIEW)) == 3


async def test_a_list_is_kept_until_something_is_decided(chooser: Chooser, count_statements: Count) -> None:
    open_ones = "{ recommendations(filter: {status: [PROPOSED]}) { totalCount nodes { suggestionId status } } }"
    proposed = await chooser.submits()
    for _ in range(2):
        listed = (await chooser.ask(open_ones))["recommendations"]
        assert listed == {"totalCount": 1, "nodes": [{"suggestionId": "s-1", "status": "PROPOSED"}]}
    assert await count_statements(chooser, chooser.ask(open_ones)) == 0
    await chooser.rejects(proposed["id"])
    assert (await chooser.ask(open_ones))["recommendations"] == {"totalCount": 0, "nodes": []}
