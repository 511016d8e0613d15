"""Safety stocks over HTTP: computed, created, changed, and one active of a product and location."""

import asyncio
from typing import Any

from tests.graphql.stock.conftest import PROBLEMS, Keeper
from tests.support.clocks import ago

STOCK = """safetyStock { id policy z safetyStockQuantity reorderPoint orderUpTo meanDailyDemand demandDeviation
    leadTimeDays isActive location product { sku } } replaced { id isActive }"""
CALCULATE = """query C($input: SafetyStockCalculationInput!) { calculateSafetyStock(input: $input) {
    calculation { z zExact sigmaLeadTime leadTimeDemand safetyStockQuantity reorderPoint orderUpTo
      safetyStockRoundedUp reorderPointRoundedUp steps }
    problems { __typename code path ... on InvalidInput { accepted } } } }"""
LEVEL = {"policy": "SERVICE_LEVEL", "serviceLevel": 0.95}


async def created(keeper: Keeper, **given: Any) -> Any:
    return await keeper.chosen("createSafetyStock", f"{STOCK} {PROBLEMS}", {"input": {"sku": "BEAR", **given}})


async def test_the_calculator_shows_every_step(keeper: Keeper) -> None:
    given = {"serviceLevel": 0.95, "leadTimeDays": "7", "meanDailyDemand": "100", "demandDeviation": "20"}
    done = (await keeper.ask(CALCULATE, input=given))["calculateSafetyStock"]
    found = done["calculation"]
    assert (found["safetyStockQuantity"], found["reorderPoint"], found["sigmaLeadTime"]) == (
        "87.3098", "787.3098", "52.915",
    )  # fmt: skip
    assert (found["safetyStockRoundedUp"], found["reorderPointRoundedUp"], found["z"]) == ("88", "788", 1.65)
    refused = (await keeper.ask(CALCULATE, input={**given, "serviceLevel": 95}))["calculateSafetyStock"]
    (problem,) = refused["problems"]
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", "serviceLevel"])
    assert "0.95" in problem["accepted"]


async def test_what_is_missing_is_named_or_taken_from_product_and_history(keeper: Keeper) -> None:
    answer = await created(keeper, **LEVEL)
    assert [problem["path"][-1] for problem in answer["problems"]] == ["meanDailyDemand", "demandDeviation"]
    await keeper.moves("RECEIPT", 100, 10)
    for day, quantity in ((8, 4), (7, 8), (6, 6)):
        await keeper.moves("CONSUMPTION", quantity, day)
    answer = await created(keeper, **LEVEL, reviewDays="2")
    stock = answer["safetyStock"]
    assert (stock["meanDailyDemand"], stock["demandDeviation"], stock["leadTimeDays"]) == ("6", "2", "7")
    assert (stock["safetyStockQuantity"], stock["reorderPoint"], stock["orderUpTo"]) == (
        "8.7310",
        "50.7310",
        "62.7310",
    ) or (stock["safetyStockQuantity"], stock["reorderPoint"], stock["orderUpTo"]) == ("8.731", "50.731", "62.731")
    felt = await created(keeper, sku="FELT", policy="FIXED_QUANTITY", fixedQuantity="5", meanDailyDemand="1")
    assert [problem["path"][-1] for problem in felt["problems"]] == ["leadTimeDays"]


async def test_refusals(keeper: Keeper) -> None:
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"policy": "FIXED_QUANTITY"}, "INVALID_INPUT", "fixedQuantity"),
        ({"policy": "FIXED_DAYS"}, "INVALID_INPUT", "fixedDays"),
        ({"policy": "SERVICE_LEVEL"}, "INVALID_INPUT", "serviceLevel"),
        ({"policy": "AI_OPTIMIZED"}, "INVALID_INPUT", "recommendedQuantity"),
        ({"policy": "FIXED_QUANTITY", "fixedQuantity": "1.5"}, "INVALID_INPUT", "fixedQuantity"),
        ({"policy": "FIXED_QUANTITY", "fixedQuantity": "-1"}, "INVALID_INPUT", "fixedQuantity"),
        ({**LEVEL, "leadTimeDays": "-1"}, "INVALID_INPUT", "leadTimeDays"),
        ({**LEVEL, "confidence": 2}, "INVALID_INPUT", "confidence"),
        ({**LEVEL, "sku": "OLD"}, "NOT_ALLOWED_IN_STATE", "sku"),
        ({**LEVEL, "sku": "NOBODY"}, "NOT_FOUND", "sku"),
    ]
    for given, code, name in cases:
        (problem,) = (await created(keeper, **{"meanDailyDemand": "1", "demandDeviation": "1", **given}))["problems"]
        assert (problem["code"], problem["path"]) == (code, ["input", name]), given


async def test_one_is_active_however_many_are_created_at_once(keeper: Keeper) -> None:
    fixed = {"policy": "FIXED_QUANTITY", "meanDailyDemand": "10"}
    answers = await asyncio.gather(*(created(keeper, **fixed, fixedQuantity=str(10 + n)) for n in range(12)))
    assert [answer["problems"] for answer in answers] == [[]] * 12
    query = (
        '{ safetyStocks(filter: { isActive: true }) { totalCount nodes { id } } activeSafetyStock(sku: "bear") { id } }'
    )
    found = await keeper.ask(query)
    assert found["safetyStocks"]["totalCount"] == 1
    assert found["activeSafetyStock"]["id"] == found["safetyStocks"]["nodes"][0]["id"]
    former = next(a for a in answers if a["safetyStock"]["id"] != found["activeSafetyStock"]["id"])["safetyStock"]["id"]
    answer = await keeper.chosen(
        "updateSafetyStock", f"{STOCK} {PROBLEMS}", {"id": former, "patch": {"isActive": True, "fixedQuantity": "88"}}
    )
    assert answer["replaced"] == {"id": found["activeSafetyStock"]["id"], "isActive": False}
    assert answer["safetyStock"]["safetyStockQuantity"] == "88"
    assert (await keeper.ask(query))["safetyStocks"]["totalCount"] == 1


async def test_flags_and_replenishment_go_by_the_active_one(keeper: Keeper) -> None:
    await created(keeper, policy="FIXED_QUANTITY", fixedQuantity="88", meanDailyDemand="100", reviewDays="1")
    await keeper.moves("RECEIPT", 120)
    await keeper.moves("ALLOCATION", 40)
    await keeper.moves("EXPECTED", 800)
    query = """{ inventoryLevels(filter: { isLowStock: true }) { totalCount nodes { isLowStock needsReorder position } }
        replenishment { level { product { sku } position } reorderPoint orderUpTo suggestedQuantity orderBy } }"""
    found = await keeper.ask(query)
    assert found["inventoryLevels"]["nodes"] == [{"isLowStock": True, "needsReorder": False, "position": "880"}]
    assert found["replenishment"] == []
    await keeper.moves("ARRIVAL", 800)
    await keeper.moves("CONSUMPTION", 100)
    found = await keeper.ask(query)
    assert found["inventoryLevels"]["totalCount"] == 0
    assert found["replenishment"] == [
        {
            "level": {"product": {"sku": "BEAR"}, "position": "780"},
            "reorderPoint": "788",
            "orderUpTo": "888",
            "suggestedQuantity": "108",
            "orderBy": ago(0),
        }
    ]


async def test_none_of_an_inactive_product_becomes_active(keeper: Keeper) -> None:
    made = await created(keeper, policy="FIXED_QUANTITY", fixedQuantity="5", leadTimeDays="1", meanDailyDemand="1")
    id_ = made["safetyStock"]["id"]

    async def patched(**patch: Any) -> Any:
        return await keeper.chosen("updateSafetyStock", f"{STOCK} {PROBLEMS}", {"id": id_, "patch": patch})

    async def product(*, is_active: bool) -> None:
        patch = {"sku": "BEAR", "patch": {"isActive": is_active}}
        assert not (await keeper.chosen("updateProduct", PROBLEMS, patch))["problems"]

    await patched(isActive=False)
    await product(is_active=False)
    (problem,) = (await patched(isActive=True))["problems"]
    assert (problem["code"], problem["path"], problem["state"]) == (
        "NOT_ALLOWED_IN_STATE", ["patch", "isActive"], "INACTIVE",
    )  # fmt: skip
    assert (await patched(fixedQuantity="6"))["safetyStock"]["isActive"] is False
    await product(is_active=True)
    assert (await patched(isActive=True))["safetyStock"]["isActive"] is True
