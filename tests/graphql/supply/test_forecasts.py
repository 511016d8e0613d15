"""Forecasts over HTTP: making them, and every rule of their horizons and values."""

import asyncio
from typing import Any

import pytest

from tests.graphql.planning.conftest import Planner

SHIRT = {"sku": "SHIRT-1", "name": "Shirt", "unit": "pcs", "kind": "FINISHED_GOOD"}
QUARTER = {"bucket": "MONTH", "horizonStart": "2026-01-01", "horizonEnd": "2026-03-31"}
ALL = """forecast { number name location bucket horizonStart horizonEnd status statusLabel version method modelName
    modelVersion suggestionId confidence reasoning intervalLevel notes total createdBy activatedAt
    product { sku } parent { number } versions { version } accuracy { buckets } trials { model }
    values { start end label quantity lower upper actual } }"""


def months(*quantities: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"start": f"2026-{month:02d}-01", "quantity": quantity, **more}
        for month, quantity in enumerate(quantities, start=1)
    ]


def given(**more: Any) -> dict[str, Any]:
    return {"sku": "SHIRT-1", "name": "Spring", **QUARTER, "values": months("100", "110", "120"), **more}


async def shirt(supply: Planner, **more: Any) -> None:
    await supply.done("createProduct", "product { id }", input={**SHIRT, **more})


@pytest.mark.quick
async def test_a_draft_is_made_found_and_listed(supply: Planner) -> None:
    await shirt(supply)
    values = months("100", "110", "120", lower="90", upper="130")
    model = {"method": "AI", "modelName": "m", "modelVersion": "1", "suggestionId": "s", "confidence": 0.8}
    said = {"reasoning": "Two lines:\nthe second.", "intervalLevel": 0.95, "notes": " noted "}
    made = await supply.done("createSupplyForecast", f"{ALL}", input=given(values=values, **model, **said))
    forecast = made["forecast"]
    assert forecast["values"][1] == {
        "start": "2026-02-01", "end": "2026-02-28", "label": "2026-02", "quantity": "110", "lower": "90",
        "upper": "130", "actual": None,
    }  # fmt: skip
    del forecast["values"]
    assert forecast == {
        "number": "FC-00001", "name": "Spring", "location": "MAIN", **QUARTER, "status": "DRAFT",
        "statusLabel": "Draft", "version": 1, **model, **said, "notes": "noted", "total": "330",
        "createdBy": "tester", "activatedAt": None, "product": {"sku": "SHIRT-1"}, "parent": None,
        "versions": [{"version": 1}], "accuracy": None, "trials": [],
    }  # fmt: skip
    listed = await supply.ask("{ supplyForecasts { totalCount nodes { id number total values { quantity } } } }")
    (node,) = listed["supplyForecasts"]["nodes"]
    assert (node["number"], node["total"], len(node["values"])) == ("FC-00001", "330", 3)
    asked = "query One($id: ID!) { supplyForecast(id: $id) { number } node(id: $id) { id } }"
    found = await supply.ask(asked, id=node["id"])
    assert found == {"supplyForecast": {"number": "FC-00001"}, "node": {"id": node["id"]}}


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": " "}, "name"),
        ({"sku": ""}, "sku"),
        ({"location": " "}, "location"),
        ({"horizonStart": "2026-01-02"}, "horizonStart"),
        ({"horizonEnd": "2026-03-30"}, "horizonEnd"),
        ({"horizonEnd": "2025-12-31"}, "horizonEnd"),
        ({"horizonStart": "1899-12-01"}, "horizonStart"),
        ({"horizonEnd": "9999-12-31"}, "horizonEnd"),
        ({"bucket": "DAY", "horizonEnd": "2028-03-11", "values": []}, "horizonEnd"),
        ({"bucket": "WEEK", "horizonStart": "2025-12-29", "horizonEnd": "2026-01-03"}, "horizonEnd"),
        ({"values": []}, "values"),
        ({"values": months("1", "2")}, "values"),
        ({"values": months("1", "2", "3", "4")}, "values.3.start"),
        ({"values": [*months("1", "2", "3"), *months("1")]}, "values.3.start"),
        ({"values": [*months("1", "2", "3"), {"start": "2026-02-02", "quantity": "1"}]}, "values.3.start"),
        ({"values": months("1", "-2", "3")}, "values.1.quantity"),
        ({"values": months("1", "2.5", "3")}, "values.1.quantity"),
        ({"values": months("1", "2", "3", lower="2")}, "values.0.lower"),
        ({"values": months("3", "2", "3", upper="2")}, "values.0.upper"),
        ({"values": months("3", "3", "3", upper="3.5")}, "values.0.upper"),
        ({"confidence": 1.01}, "confidence"),
        ({"intervalLevel": 1.0}, "intervalLevel"),
        ({"notes": "x" * 2_001}, "notes"),
        ({"modelName": "x" * 201}, "modelName"),
    ],
)
async def test_a_bad_value_is_refused_at_its_field(supply: Planner, wrong: Any, path: str) -> None:
    await shirt(supply)
    problem, *_ = await supply.refused("createSupplyForecast", input=given(**wrong))
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", *path.split(".")])
    assert problem["accepted"]
    assert (await supply.ask("{ supplyForecasts { totalCount } }"))["supplyForecasts"]["totalCount"] == 0


async def test_every_bucket_that_is_missing_is_named(supply: Planner) -> None:
    await shirt(supply)
    (problem,) = await supply.refused("createSupplyForecast", input=given(values=months("1")))
    assert problem["message"] == "values has none of 2026-02, 2026-03"
    assert problem["accepted"] == "one value for each MONTH from 2026-01-01 to 2026-03-01"


async def test_a_product_must_be_there_and_active(supply: Planner) -> None:
    (problem,) = await supply.refused("createSupplyForecast", input=given())
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "sku"])
    await shirt(supply)
    await supply.done("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": False})
    (problem,) = await supply.refused("createSupplyForecast", input=given())
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["input", "sku"])
    assert problem["state"] == "INACTIVE"


async def test_weeks_and_days_have_borders_of_their_own(supply: Planner) -> None:
    await shirt(supply, decimals=2)
    weeks = {"bucket": "WEEK", "horizonStart": "2025-12-29", "horizonEnd": "2026-01-11"}
    values = [{"start": "2025-12-29", "quantity": "1.25"}, {"start": "2026-01-05", "quantity": "2"}]
    made = await supply.done("createSupplyForecast", ALL, input=given(**weeks, values=values, location="shop"))
    assert [(one["label"], one["end"]) for one in made["forecast"]["values"]] == [
        ("2026-W01", "2026-01-04"),
        ("2026-W02", "2026-01-11"),
    ]
    assert made["forecast"]["total"] == "3.25"
    day = {"bucket": "DAY", "horizonStart": "2026-01-05", "horizonEnd": "2026-01-05"}
    made = await supply.done("createSupplyForecast", ALL, input=given(**day, values=[values[1]], location="SHOP"))
    assert (made["forecast"]["location"], made["forecast"]["number"]) == ("shop", "FC-00002"), "as spelled first"


async def test_numbers_have_no_gaps_whoever_makes_forecasts_at_once(supply: Planner) -> None:
    await shirt(supply)
    await supply.refused("createSupplyForecast", input=given(name=""))
    made = await asyncio.gather(
        *(supply.done("createSupplyForecast", "forecast { number }", input=given()) for _ in range(6))
    )
    assert sorted(one["forecast"]["number"] for one in made) == [f"FC-{number:05d}" for number in range(1, 7)]
