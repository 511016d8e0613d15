"""Accepting and rejecting what models recommend: once, and what comes of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.graphql.recommendations.conftest import EXTERNAL, FORECAST, Chooser, monday

NODE = """query Node($id: ID!) { node(id: $id) { __typename
    ... on SafetyStock { policy safetyStockQuantity reorderPoint meanDailyDemand leadTimeDays confidence reasoning
        modelName modelVersion suggestionId isActive product { sku } location }
    ... on SupplyForecast { name status method bucket horizonStart horizonEnd version confidence reasoning modelName
        modelVersion suggestionId product { sku } location values { start quantity lower upper } } } }"""


async def node(chooser: Chooser, id: str) -> Any:
    return (await chooser.ask(NODE, id=id))["node"]


@pytest.mark.quick
async def test_an_accepted_safety_stock_becomes_the_active_one(chooser: Chooser) -> None:
    fixed = {"sku": "BEAR", "policy": "FIXED_QUANTITY", "fixedQuantity": "5", "meanDailyDemand": "1"}
    former = await chooser.done("createSafetyStock", "safetyStock { id }", input=fixed)
    proposed = await chooser.submits()
    assert (proposed["status"], proposed["resultId"], proposed["source"]) == ("PROPOSED", None, "EXTERNAL")
    accepted = await chooser.accepts(proposed["id"])
    assert (accepted["status"], accepted["decidedBy"], accepted["decisionReason"]) == ("ACCEPTED", "tester", None)
    assert await node(chooser, accepted["resultId"]) == {
        "__typename": "SafetyStock", "policy": "AI_OPTIMIZED", "safetyStockQuantity": "90.5", "reorderPoint": "800",
        "meanDailyDemand": "100", "leadTimeDays": "7", "confidence": 0.8, "reasoning": "Demand has grown.",
        "modelName": "oracle", "modelVersion": "2.1", "suggestionId": "s-1", "isActive": True,
        "product": {"sku": "BEAR"}, "location": "MAIN",
    }  # fmt: skip
    assert not (await node(chooser, former["safetyStock"]["id"]))["isActive"]


async def test_who_only_retires_a_safety_stock_leaves_its_figures(chooser: Chooser) -> None:
    id_ = (await chooser.accepts((await chooser.submits())["id"]))["resultId"]
    as_accepted = await node(chooser, id_)

    async def patched(**patch: Any) -> None:
        await chooser.done("updateSafetyStock", "safetyStock { id }", id=id_, patch=patch)

    for patch in ({}, {"isActive": True}, {"meanDailyDemand": "100.0", "leadTimeDeviation": None}):
        (problem,) = await chooser.refused("updateSafetyStock", id=id_, patch=patch)
        assert (problem["code"], problem["path"]) == ("NO_CHANGES", ["patch"])
    for is_active in (False, True):
        await patched(isActive=is_active)
        assert await node(chooser, id_) == {**as_accepted, "isActive": is_active}
    await patched(meanDailyDemand="110")
    assert (await node(chooser, id_))["reorderPoint"] == "860.5"


async def test_what_a_safety_stock_lacks_comes_from_the_product(chooser: Chooser) -> None:
    proposed = await chooser.submits(content={"recommendedQuantity": 12, "meanDailyDemand": "2.5"})
    stock = await node(chooser, (await chooser.accepts(proposed["id"]))["resultId"])
    assert (stock["leadTimeDays"], stock["safetyStockQuantity"], stock["reorderPoint"]) == ("7", "12", "29.5")


async def test_a_safety_stock_without_what_it_takes_stays_proposed(chooser: Chooser) -> None:
    proposed = await chooser.submits(sku="FELT", content={"recommendedQuantity": 12})
    lead, mean = await chooser.refused("acceptRecommendation", id=proposed["id"])
    assert [one["path"] for one in (lead, mean)] == [["id"], ["id"]]
    assert "leadTimeDays" in lead["message"] and "meanDailyDemand" in mean["message"]
    assert (await chooser.one(proposed["id"]))["status"] == "PROPOSED"


async def test_an_accepted_forecast_is_a_draft_by_a_model(chooser: Chooser) -> None:
    proposed = await chooser.submits(kind="FORECAST", location="shop", content=FORECAST)
    accepted = await chooser.accepts(proposed["id"])
    assert await node(chooser, accepted["resultId"]) == {
        "__typename": "SupplyForecast", "name": "By a model", "status": "DRAFT", "method": "AI", "bucket": "MONTH",
        "horizonStart": "2027-01-01", "horizonEnd": "2027-03-31", "version": 1, "confidence": 0.8,
        "reasoning": "Demand has grown.", "modelName": "oracle", "modelVersion": "2.1", "suggestionId": "s-1",
        "product": {"sku": "BEAR"}, "location": "shop",
        "values": [
            {"start": "2027-01-01", "quantity": "120", "lower": "100", "upper": "140"},
            {"start": "2027-02-01", "quantity": "130", "lower": None, "upper": None},
            {"start": "2027-03-01", "quantity": "125", "lower": None, "upper": None},
        ],
    }  # fmt: skip


async def test_an_accepted_schedule_is_that_of_its_plan(chooser: Chooser) -> None:
    plan = await chooser.plans()
    days = [str(monday() + timedelta(days=7 * week)) for week in (1, 0)]
    schedule = [{"start": days[0], "quantity": 40}, {"start": days[1], "quantity": "20"}]
    about = {"kind": "PRODUCTION_PLAN", "planId": plan["id"], "content": {"quantity": 60, "schedule": schedule}}
    proposed = await chooser.submits(**about)
    assert proposed["plan"] == {"id": plan["id"]}
    accepted = await chooser.accepts(proposed["id"])
    assert accepted["resultId"] == plan["id"]
    asked = "query P($id: ID!) { productionPlan(id: $id) { quantity status version } }"
    found = (await chooser.ask(asked, id=plan["id"]))["productionPlan"]
    assert found == {"quantity": "60", "status": "DRAFT", "version": plan["version"] + 1}


@pytest.mark.parametrize("steps", [["submit"], ["cancel"]])
async def test_a_plan_that_is_no_draft_keeps_its_schedule(chooser: Chooser, steps: list[str]) -> None:
    plan = await chooser.plans()
    content = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}
    proposed = await chooser.submits(kind="PRODUCTION_PLAN", planId=plan["id"], content=content)
    for step in steps:
        more = {"reason": "no"} if step == "cancel" else {}
        await chooser.done(f"{step}ProductionPlan", "plan { id }", id=plan["id"], **more)
    (problem,) = await chooser.refused("acceptRecommendation", id=proposed["id"])
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["id"])
    assert problem["state"] in ("PENDING_APPROVAL", "CANCELLED")
    assert (await chooser.one(proposed["id"]))["status"] == "PROPOSED"


async def test_a_schedule_that_no_longer_lies_in_its_plan_is_refused(chooser: Chooser) -> None:
    plan = await chooser.plans()
    content = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}
    proposed = await chooser.submits(kind="PRODUCTION_PLAN", planId=plan["id"], content=content)
    later = {"plannedStart": str(monday() + timedelta(days=1))}
    await chooser.done("updateProductionPlan", "plan { id }", id=plan["id"], patch=later)
    (problem,) = await chooser.refused("acceptRecommendation", id=proposed["id"])
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["id"])
    assert str(monday()) in problem["message"]
    assert (await chooser.one(proposed["id"]))["status"] == "PROPOSED"


async def test_a_rejection_keeps_its_reason_and_makes_nothing(chooser: Chooser) -> None:
    proposed = await chooser.submits()
    (problem,) = await chooser.refused("rejectRecommendation", id=proposed["id"], reason=" ")
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    rejected = await chooser.rejects(proposed["id"], " too careful ")
    assert (rejected["status"], rejected["decisionReason"]) == ("REJECTED", "too careful")
    assert (rejected["decidedBy"], rejected["resultId"]) == ("tester", None)
    assert rejected["decidedAt"]
    assert (await chooser.ask("{ safetyStocks { totalCount } }"))["safetyStocks"]["totalCount"] == 0


@pytest.mark.parametrize("first", ["accept", "reject"])
@pytest.mark.parametrize("second", ["accept", "reject"])
async def test_a_recommendation_is_decided_once(chooser: Chooser, first: str, second: str) -> None:
    proposed = await chooser.submits()
    await decide(chooser, first, proposed["id"])
    (problem,) = (await decide(chooser, second, proposed["id"]))["problems"]
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["id"])
    assert problem["state"] == {"accept": "ACCEPTED", "reject": "REJECTED"}[first]


async def test_of_those_who_decide_at_once_one_wins(chooser: Chooser) -> None:
    for turn in range(4):
        proposed = await chooser.submits(suggestionId=f"race-{turn}")
        answers = await asyncio.gather(
            *(decide(chooser, ("accept", "reject")[(who + turn) % 2], proposed["id"]) for who in range(6))
        )
        codes = [one["problems"][0]["code"] for one in answers if one["problems"]]
        assert codes == ["NOT_ALLOWED_IN_STATE"] * 5
    accepted = await chooser.ask("{ recommendations(filter: {status: [ACCEPTED]}) { totalCount } }")
    made = await chooser.ask("{ safetyStocks { totalCount } }")
    assert accepted["recommendations"]["totalCount"] == made["safetyStocks"]["totalCount"]


async def test_two_that_are_accepted_at_once_leave_one_active(chooser: Chooser) -> None:
    proposed = [await chooser.submits(suggestionId=f"both-{turn}") for turn in range(5)]
    await asyncio.gather(*(chooser.accepts(one["id"]) for one in proposed))
    listed = await chooser.ask("{ safetyStocks(filter: {isActive: true}) { totalCount } }")
    assert listed["safetyStocks"]["totalCount"] == 1


async def test_a_plan_is_submitted_with_its_new_schedule_or_keeps_the_old(chooser: Chooser) -> None:
    content = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}
    asked = "query P($id: ID!) { productionPlan(id: $id) { quantity status } }"
    for turn in range(6):
        plan = await chooser.plans()
        about = {"kind": "PRODUCTION_PLAN", "planId": plan["id"], "content": content, "suggestionId": str(turn)}
        proposed = await chooser.submits(**about)
        steps = [
            decide(chooser, "accept", proposed["id"]),
            chooser.do("submitProductionPlan", "plan { status }", id=plan["id"]),
        ]
        await asyncio.gather(*(steps if turn % 2 else steps[::-1]))
        after = (await chooser.ask(asked, id=plan["id"]))["productionPlan"]
        is_accepted = (await chooser.one(proposed["id"]))["status"] == "ACCEPTED"
        assert after == {"quantity": "60" if is_accepted else "100", "status": "PENDING_APPROVAL"}


@pytest.mark.parametrize("mutation", ["acceptRecommendation", "rejectRecommendation"])
async def test_nobody_decides_about_what_there_is_not(chooser: Chooser, mutation: str) -> None:
    from schema.shared.node import global_id

    more = {"reason": "no"} if mutation.startswith("reject") else {}
    for id in (global_id("Recommendation", 10**6), global_id("Product", 1), "nothing"):
        (problem,) = await chooser.refused(mutation, id=id, **more)
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["id"])


async def test_a_forecast_of_a_product_that_became_inactive_stays_proposed(chooser: Chooser) -> None:
    proposed = await chooser.submits(kind="FORECAST", content=FORECAST)
    await chooser.done("updateProduct", "product { sku }", sku="BEAR", patch={"isActive": False})
    (problem,) = await chooser.refused("acceptRecommendation", id=proposed["id"])
    assert (problem["code"], problem["path"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", ["id"], "INACTIVE")
    assert (await chooser.one(proposed["id"]))["status"] == "PROPOSED"
    (problem,) = await chooser.refused("submitRecommendation", input={**EXTERNAL, "suggestionId": "s-2"})
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["input", "sku"])


async def decide(chooser: Chooser, decision: str, id: str) -> Any:
    more = {"reason": "not now"} if decision == "reject" else {}
    return await chooser.do(f"{decision}Recommendation", "recommendation { status }", id=id, **more)
