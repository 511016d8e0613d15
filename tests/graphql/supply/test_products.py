"""Products and bills of materials over HTTP: every rule, and what is told of what breaks it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from tests.graphql.planning.conftest import Planner
from tests.support.planned import add_forecasts, add_plan

ALL = """product { sku name unit kind decimals unitCost currency leadTimeDays dailyCapacity labourHoursPerUnit
    labourSkill isActive }"""
BILL = "product { billOfMaterials { component { sku } quantityPerUnit scrap stage } }"
BEAR = {"sku": "TOY-BEAR-S", "name": "Bear 20 cm", "unit": "pcs", "kind": "FINISHED_GOOD"}


async def create(supply: Planner, sku: str, **more: Any) -> Any:
    return await supply.done("createProduct", "product { id sku }", input={**BEAR, "sku": sku, **more})


def line(sku: str, quantity: str = "1", **more: Any) -> dict[str, Any]:
    return {"componentSku": sku, "quantityPerUnit": quantity, **more}


@pytest.mark.quick
async def test_a_product_is_created_found_and_listed(supply: Planner) -> None:
    given = {**BEAR, "unitCost": "2.1", "currency": "usd", "leadTimeDays": 12, "labourSkill": "Sewing"}
    made = await supply.done("createProduct", ALL, input=given)
    assert made["product"] == {
        **BEAR, "decimals": 0, "unitCost": "2.1", "currency": "USD", "leadTimeDays": "12", "dailyCapacity": None,
        "labourHoursPerUnit": None, "labourSkill": "Sewing", "isActive": True,
    }  # fmt: skip
    await create(supply, "TOY-10", kind="MATERIAL")
    await create(supply, "TOY-2")
    asked = """query Products($filter: ProductFilter, $after: String) {
        products(filter: $filter, first: 2, after: $after) { totalCount nodes { sku }
        pageInfo { endCursor hasNextPage } } }"""
    first = (await supply.ask(asked))["products"]
    assert [one["sku"] for one in first["nodes"]] == ["TOY-2", "TOY-10"], "numbers sort as numbers"
    second = (await supply.ask(asked, after=first["pageInfo"]["endCursor"]))["products"]
    assert ([one["sku"] for one in second["nodes"]], second["totalCount"]) == (["TOY-BEAR-S"], 3)
    assert not second["pageInfo"]["hasNextPage"]
    found = (await supply.ask(asked, filter={"kind": "MATERIAL", "search": "toy"}))["products"]
    assert [one["sku"] for one in found["nodes"]] == ["TOY-10"]
    one = 'query One { product(sku: "toy-bear-s") { name } none: product(sku: "nothing") { name } }'
    assert await supply.ask(one) == {"product": {"name": "Bear 20 cm"}, "none": None}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"sku": " "}, "sku"),
        ({"name": ""}, "name"),
        ({"unit": "x" * 201}, "unit"),
        ({"decimals": 5}, "decimals"),
        ({"unitCost": "-1", "currency": "USD"}, "unitCost"),
        ({"unitCost": "1"}, "currency"),
        ({"currency": "DOLLAR"}, "currency"),
        ({"leadTimeDays": "3651"}, "leadTimeDays"),
        ({"dailyCapacity": "0"}, "dailyCapacity"),
        ({"labourHoursPerUnit": "-0.1"}, "labourHoursPerUnit"),
    ],
)
async def test_a_bad_value_is_refused_at_its_field(supply: Planner, given: Any, path: str) -> None:
    (problem,) = await supply.refused("createProduct", input={**BEAR, **given})
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", path])
    assert problem["accepted"]


async def test_a_sku_is_one_whatever_its_case(supply: Planner) -> None:
    made = await create(supply, "A-1")
    (problem,) = await supply.refused("createProduct", input={**BEAR, "sku": "a-1"})
    assert (problem["code"], problem["existingId"]) == ("ALREADY_EXISTS", made["product"]["id"])


async def test_two_at_once_create_a_product_once(supply: Planner) -> None:
    answers = await asyncio.gather(
        *(supply.do("createProduct", "product { id }", input={**BEAR, "sku": "A"}) for _ in range(5))
    )
    codes = sorted(problem["code"] for answer in answers for problem in answer["problems"])
    assert codes == ["ALREADY_EXISTS"] * 4


async def test_a_product_is_changed_by_what_the_patch_names(supply: Planner) -> None:
    await create(supply, "A", unitCost="2", currency="EUR", labourSkill="Sewing")
    patch = {"name": "Other", "labourSkill": None, "unitCost": "3.5"}
    changed = (await supply.done("updateProduct", ALL, sku="a", patch=patch))["product"]
    assert (changed["name"], changed["labourSkill"], changed["unitCost"]) == ("Other", None, "3.5")
    assert changed["currency"] == "EUR"
    for patch, code, path in (
        ({"name": "Other"}, "NO_CHANGES", ["patch"]),
        ({"currency": None}, "INVALID_INPUT", ["patch", "currency"]),
        ({"isActive": None}, "INVALID_INPUT", ["patch", "isActive"]),
        ({"dailyCapacity": "-3"}, "INVALID_INPUT", ["patch", "dailyCapacity"]),
    ):
        (problem,) = await supply.refused("updateProduct", sku="A", patch=patch)
        assert (problem["code"], problem["path"]) == (code, path)
    (problem,) = await supply.refused("updateProduct", sku="B", patch={"name": "x"})
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["sku"])


async def test_a_product_in_use_stays_active_and_what_uses_it_is_named(supply: Planner) -> None:
    await create(supply, "A")
    database = supply.app.state.database
    async with database.write(tenant_id("demo"), subject="tester") as session:
        product = (await session.rows(text("SELECT id FROM product")))[0].id
        await add_forecasts(session, product, statuses=("ACTIVE", "DRAFT"))
        await add_plan(session, product, status="PENDING_APPROVAL")
        await add_plan(session, product, number="PP-00002", status="CANCELLED")
    (problem,) = await supply.refused("updateProduct", sku="A", patch={"isActive": False})
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["patch", "isActive"])
    assert problem["reasons"] == [
        "forecast FC-00001 version 1 at MAIN is ACTIVE", "plan PP-00001 at MAIN is PENDING_APPROVAL"
    ]  # fmt: skip


@pytest.mark.quick
async def test_a_bill_is_replaced_whole(supply: Planner) -> None:
    for sku in ("BEAR", "PLUSH", "EYE"):
        await create(supply, sku)
    lines = [line("plush", "0.35", scrap=0.04, stage="CUTTING"), line("EYE", "2")]
    made = await supply.done("setBillOfMaterials", BILL, sku="bear", lines=lines)
    assert made["product"]["billOfMaterials"] == [
        {"component": {"sku": "PLUSH"}, "quantityPerUnit": "0.35", "scrap": 0.04, "stage": "CUTTING"},
        {"component": {"sku": "EYE"}, "quantityPerUnit": "2", "scrap": 0.0, "stage": None},
    ]
    made = await supply.done("setBillOfMaterials", BILL, sku="BEAR", lines=[line("EYE", "3")])
    assert [one["quantityPerUnit"] for one in made["product"]["billOfMaterials"]] == ["3"]
    made = await supply.done("setBillOfMaterials", BILL, sku="BEAR", lines=[])
    assert made["product"]["billOfMaterials"] == []


async def test_a_bad_line_is_named(supply: Planner) -> None:
    for sku in ("A", "B", "OLD"):
        await create(supply, sku)
    await supply.done("updateProduct", "product { id }", sku="OLD", patch={"isActive": False})
    lines = [line("B"), line("b"), line("A"), line("NONE"), line("OLD")]
    problems = await supply.refused("setBillOfMaterials", sku="A", lines=lines)
    assert [(one["code"], one["path"]) for one in problems] == [
        (code, ["lines", str(place), "componentSku"])
        for place, code in (
            (1, "INVALID_INPUT"), (2, "INVALID_INPUT"), (3, "NOT_FOUND"), (4, "NOT_ALLOWED_IN_STATE"),
        )
    ]  # fmt: skip
    for bad, path in ((line("B", "0"), "quantityPerUnit"), (line("B", scrap=1.0), "scrap")):
        (problem,) = await supply.refused("setBillOfMaterials", sku="A", lines=[bad])
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["lines", "0", path])


async def test_a_component_that_became_inactive_may_stay_on_its_bill(supply: Planner) -> None:
    for sku in ("A", "B"):
        await create(supply, sku)
    await supply.done("setBillOfMaterials", BILL, sku="A", lines=[line("B")])
    await supply.done("updateProduct", "product { id }", sku="B", patch={"isActive": False})
    await supply.done("setBillOfMaterials", BILL, sku="A", lines=[line("B", "2")])


async def test_a_circle_is_refused_with_its_path(supply: Planner) -> None:
    for sku in "ABCD":
        await create(supply, sku)
    for sku, component in (("A", "B"), ("B", "C"), ("C", "D")):
        await supply.done("setBillOfMaterials", BILL, sku=sku, lines=[line(component)])
    (problem,) = await supply.refused("setBillOfMaterials", sku="D", lines=[line("A")])
    assert problem["path"] == ["lines"]
    assert "D → A → B → C → D" in problem["message"]
    bill = await supply.ask('query Bill { product(sku: "D") { billOfMaterials { stage } } }')
    assert bill["product"]["billOfMaterials"] == []


async def test_two_bills_at_once_make_no_circle(supply: Planner) -> None:
    for sku in "AB":
        await create(supply, sku)
    answers = await asyncio.gather(
        supply.do("setBillOfMaterials", BILL, sku="A", lines=[line("B")]),
        supply.do("setBillOfMaterials", BILL, sku="B", lines=[line("A")]),
    )
    assert sorted(len(answer["problems"]) for answer in answers) == [0, 1]
