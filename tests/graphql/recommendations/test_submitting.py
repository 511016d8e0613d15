"""What programs recommend is taken in whole or refused at its place; and listed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from schema.shared.node import global_id
from tests.graphql.recommendations.conftest import EXTERNAL, FORECAST, STOCK, Chooser, monday

PLAN = {"quantity": 60, "schedule": [{"start": str(monday()), "quantity": 60}]}


def values(**more: Any) -> dict[str, Any]:
    """A forecast whose second value says something else."""
    changed = [dict(value) for value in FORECAST["values"]]  # type: ignore[attr-defined]
    changed[1] |= more
    return {**FORECAST, "values": changed}


async def test_what_is_taken_in_is_kept_as_it_was_sent(chooser: Chooser) -> None:
    sent = await chooser.submits(kind="FORECAST", location=" Shop ", content=FORECAST, confidence=None)
    assert sent["content"] == FORECAST
    assert (sent["location"], sent["confidence"], sent["status"]) == ("Shop", None, "PROPOSED")
    assert (sent["createdBy"], sent["plan"], sent["product"]) == ("tester", None, {"sku": "BEAR"})
    assert await chooser.one(sent["id"]) == sent


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"modelName": " "}, "modelName"),
        ({"modelVersion": ""}, "modelVersion"),
        ({"suggestionId": "x" * 201}, "suggestionId"),
        ({"confidence": 1.01}, "confidence"),
        ({"reasoning": "a\u0007b"}, "reasoning"),
        ({"reasoning": "x" * 2001}, "reasoning"),
        ({"location": ""}, "location"),
        ({"planId": global_id("ProductionPlan", 1)}, "planId"),
        ({"kind": "PRODUCTION_PLAN", "content": PLAN}, "planId"),
        ({"content": [STOCK]}, "content"),
        ({"content": "text"}, "content"),
    ],
)
async def test_a_bad_value_is_refused_at_its_field(chooser: Chooser, given: Any, path: str) -> None:
    (problem,) = await chooser.submit_refused(**given)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", path])
    assert problem["accepted"]


@pytest.mark.parametrize(
    ("kind", "content", "path"),
    [
        ("SAFETY_STOCK", {}, "recommendedQuantity"),
        ("SAFETY_STOCK", {"recommendedQuantity": None}, "recommendedQuantity"),
        ("SAFETY_STOCK", {**STOCK, "orderUpTo": 3}, "orderUpTo"),
        ("SAFETY_STOCK", {**STOCK, "recommendedQuantity": -1}, "recommendedQuantity"),
        ("SAFETY_STOCK", {**STOCK, "recommendedQuantity": "1e3"}, "recommendedQuantity"),
        ("SAFETY_STOCK", {**STOCK, "recommendedQuantity": True}, "recommendedQuantity"),
        ("SAFETY_STOCK", {**STOCK, "recommendedQuantity": 0.00001}, "recommendedQuantity"),
        ("SAFETY_STOCK", {**STOCK, "reorderPoint": [1]}, "reorderPoint"),
        ("SAFETY_STOCK", {**STOCK, "leadTimeDays": 3651}, "leadTimeDays"),
        ("SAFETY_STOCK", FORECAST, None),
        ("FORECAST", {**FORECAST, "sku": "BEAR"}, "sku"),
        ("FORECAST", {**FORECAST, "name": 5}, "name"),
        ("FORECAST", {**FORECAST, "name": " "}, "name"),
        ("FORECAST", {**FORECAST, "bucket": "QUARTER"}, "bucket"),
        ("FORECAST", {**FORECAST, "horizonStart": "2027-01-02"}, "horizonStart"),
        ("FORECAST", {**FORECAST, "horizonStart": "20270101"}, "horizonStart"),
        ("FORECAST", {**FORECAST, "horizonEnd": "2027-02-30"}, "horizonEnd"),
        ("FORECAST", {**FORECAST, "values": {}}, "values"),
        ("FORECAST", {**FORECAST, "values": FORECAST["values"][:2]}, "values"),  # type: ignore[index]
        ("FORECAST", {**FORECAST, "values": [*FORECAST["values"], 7]}, "values.3"),  # type: ignore[misc]
        ("FORECAST", values(quantity=1.5), "values.1.quantity"),
        ("FORECAST", values(lower=131), "values.1.lower"),
        ("FORECAST", values(upper="129"), "values.1.upper"),
        ("FORECAST", values(unit="pcs"), "values.1.unit"),
        ("FORECAST", values(start="2027-01-01"), None),
        ("PRODUCTION_PLAN", {"quantity": 0, "schedule": []}, "quantity"),
        ("PRODUCTION_PLAN", {"quantity": 60}, "schedule"),
        ("PRODUCTION_PLAN", {**PLAN, "quantity": 61}, "schedule"),
        ("PRODUCTION_PLAN", {**PLAN, "quantity": 60.5}, "quantity"),
        ("PRODUCTION_PLAN", {**PLAN, "schedule": [{"start": "2020-01-06", "quantity": 60}]}, "schedule.0.start"),
        ("PRODUCTION_PLAN", {**PLAN, "schedule": [{"start": str(monday())}]}, "schedule.0.quantity"),
        ("PRODUCTION_PLAN", {**PLAN, "schedule": [*PLAN["schedule"], "x"]}, "schedule.1"),  # type: ignore[misc]
    ],
)
async def test_a_content_has_the_form_of_its_kind(chooser: Chooser, kind: str, content: Any, path: str | None) -> None:
    more = {"planId": (await chooser.plans())["id"]} if kind == "PRODUCTION_PLAN" else {}
    problems = await chooser.submit_refused(kind=kind, content=content, **more)
    assert {problem["code"] for problem in problems} == {"INVALID_INPUT"}
    assert all(problem["accepted"] for problem in problems)
    if path is not None:
        assert problems[0]["path"] == ["input", "content", *path.split(".")]
    assert (await chooser.ask("{ recommendations { totalCount } }"))["recommendations"]["totalCount"] == 0


async def test_a_content_is_at_most_a_hundred_kilobytes(chooser: Chooser) -> None:
    days = [str(monday() + timedelta(days=day)) for day in range(800)]
    longest = {
        "name": "Daily", "bucket": "DAY", "horizonStart": days[0], "horizonEnd": days[-1],
        "values": [{"start": day, "quantity": "1"} for day in days],
    }  # fmt: skip
    assert len((await chooser.submits(kind="FORECAST", content=longest))["content"]["values"]) == 800
    far = {"quantity": 1, "schedule": [{"start": "2027-01-01", "quantity": 1}] * 3000}
    (problem,) = await chooser.submit_refused(
        kind="PRODUCTION_PLAN", planId=(await chooser.plans())["id"], content=far, suggestionId="s-2"
    )
    assert problem["path"] == ["input", "content"]
    assert "100,000 bytes" in problem["accepted"]


async def test_a_suggestion_of_a_model_is_taken_in_once_over_its_versions(chooser: Chooser) -> None:
    first = await chooser.submits()
    for again in ({}, {"modelVersion": "3"}, {"sku": "FELT"}, {"suggestionId": " s-1 "}):
        (problem,) = await chooser.submit_refused(**again)
        assert (problem["code"], problem["existingId"]) == ("ALREADY_EXISTS", first["id"])
        assert problem["path"] == ["input", "suggestionId"]
    await chooser.submits(modelName="another")
    await chooser.submits(suggestionId="s-2")


async def test_of_those_who_send_a_suggestion_at_once_one_is_first(chooser: Chooser) -> None:
    answers = await asyncio.gather(
        *(chooser.do("submitRecommendation", "recommendation { id }", input=EXTERNAL) for _ in range(6))
    )
    (made,) = [one["recommendation"]["id"] for one in answers if not one["problems"]]
    refused = [one["problems"][0] for one in answers if one["problems"]]
    assert {(one["code"], one["existingId"]) for one in refused} == {("ALREADY_EXISTS", made)}


async def test_what_it_is_about_must_be_there(chooser: Chooser) -> None:
    (problem,) = await chooser.submit_refused(sku="NOTHING")
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "sku"])
    (problem,) = await chooser.submit_refused(sku="OLD")
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["input", "sku"])
    for id in (global_id("ProductionPlan", 10**6), global_id("Product", 1), "x"):
        (problem,) = await chooser.submit_refused(kind="PRODUCTION_PLAN", content=PLAN, planId=id)
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "planId"])


@pytest.mark.parametrize("other", [{"sku": "FELT"}, {"location": "SHOP"}])
async def test_a_plan_is_of_the_product_and_location(chooser: Chooser, other: Any) -> None:
    plan = await chooser.plans()
    (problem,) = await chooser.submit_refused(kind="PRODUCTION_PLAN", content=PLAN, planId=plan["id"], **other)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "planId"])
    assert plan["number"] in problem["message"]
    assert (await chooser.submits(kind="PRODUCTION_PLAN", content=PLAN, planId=plan["id"], location="main"))["plan"]


async def test_recommendations_are_listed_the_newest_first(chooser: Chooser) -> None:
    plan = await chooser.plans()
    sent = [
        await chooser.submits(suggestionId="1"),
        await chooser.submits(suggestionId="2", sku="FELT"),
        await chooser.submits(suggestionId="3", kind="FORECAST", content=FORECAST),
        await chooser.submits(suggestionId="4", kind="PRODUCTION_PLAN", content=PLAN, planId=plan["id"]),
        await chooser.submits(suggestionId="5", kind="PRODUCTION_PLAN", content=PLAN, planId=plan["id"]),
    ]
    await chooser.rejects(sent[0]["id"])
    asked = """query L($filter: RecommendationFilter, $first: Int, $after: String) {
        recommendations(filter: $filter, first: $first, after: $after) { totalCount nodes { suggestionId }
        edges { cursor node { suggestionId } } pageInfo { endCursor hasNextPage } } }"""

    async def listed(first: int = 50, after: str | None = None, **filter: Any) -> tuple[str, Any]:
        found = (await chooser.ask(asked, filter=filter or None, first=first, after=after))["recommendations"]
        assert [edge["node"] for edge in found["edges"]] == found["nodes"]
        return "".join(one["suggestionId"] for one in found["nodes"]), found

    assert (await listed())[0] == "54321"
    pages, after = [], None
    for _ in range(3):
        ids, found = await listed(first=2, after=after)
        pages.append(ids)
        after = found["pageInfo"]["endCursor"]
    assert pages == ["54", "32", "1"]
    assert (found["totalCount"], found["pageInfo"]["hasNextPage"]) == (5, False)
    assert (await listed(kind=["PRODUCTION_PLAN"]))[0] == "54"
    assert (await listed(kind=["PRODUCTION_PLAN", "FORECAST"]))[0] == "543"
    assert (await listed(status=["REJECTED"]))[0] == "1"
    assert (await listed(sku=["felt"]))[0] == "2"
    assert (await listed(sku=["felt"], status=["ACCEPTED"]))[0] == ""
    (error,) = await chooser.errors(asked, first=501, after=None, filter=None)
    assert error["extensions"]["code"] == "BAD_REQUEST"
    (error,) = await chooser.errors(asked, first=1, after="x", filter=None)
    assert error["extensions"]["code"] == "BAD_REQUEST"
