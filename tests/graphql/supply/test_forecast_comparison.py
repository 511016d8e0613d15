"""Forecasts beside each other over HTTP, and what cannot be compared."""

from typing import Any

import pytest

from schema.shared.node import global_id
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecast_life import ID
from tests.graphql.supply.test_forecasts import given, months, shirt

ASKED = """query Compare($ids: [ID!]!) { compareSupplyForecasts(ids: $ids) { versions { name }
    rows { start label cells { presence quantity change percent } } } }"""


async def made(supply: Planner, **more: Any) -> str:
    return str((await supply.done("createSupplyForecast", ID, input=given(**more)))["forecast"]["id"])


def cell(presence: str, quantity: str | None = None, change: str | None = None, percent: float | None = None) -> Any:
    return {"presence": presence, "quantity": quantity, "change": change, "percent": percent}


@pytest.mark.quick
async def test_each_is_laid_against_the_first(supply: Planner) -> None:
    await shirt(supply)
    first = await made(supply, name="a", values=months("100", "0", "3"))
    second = await made(supply, name="b", values=months("120", "10", "2"))
    april = {"start": "2026-04-01", "quantity": "7"}
    third = await made(
        supply, name="c", horizonStart="2026-02-01", horizonEnd="2026-04-30", values=[*months("1", "0", "3")[1:], april]
    )
    found = (await supply.ask(ASKED, ids=[first, second, third]))["compareSupplyForecasts"]
    assert [one["name"] for one in found["versions"]] == ["a", "b", "c"]
    assert [row["label"] for row in found["rows"]] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert [row["cells"] for row in found["rows"]] == [
        [cell("BOTH", "100", "0", 0.0), cell("BOTH", "120", "20", 20.0), cell("REMOVED")],
        [cell("BOTH", "0", "0"), cell("BOTH", "10", "10"), cell("BOTH", "0", "0")],
        [cell("BOTH", "3", "0", 0.0), cell("BOTH", "2", "-1", -33.33), cell("BOTH", "3", "0", 0.0)],
        [cell("REMOVED"), cell("REMOVED"), cell("ADDED", "7")],
    ]


async def refusal(supply: Planner, ids: list[str]) -> str:
    (error,) = (await supply.post(ASKED, {"ids": ids})).json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert "accepted" in error["message"]
    return str(error["message"])


async def test_what_cannot_be_compared_is_told_why(supply: Planner) -> None:
    await shirt(supply)
    await shirt(supply, sku="SHIRT-2")
    first = await made(supply)
    day = {
        "bucket": "DAY", "horizonStart": "2026-01-01", "horizonEnd": "2026-01-01",
        "values": [{"start": "2026-01-01", "quantity": "1"}],
    }  # fmt: skip
    for other, what in (
        (await made(supply, sku="SHIRT-2"), "product"),
        (await made(supply, location="Shop"), "location"),
        (await made(supply, **day), "bucket"),
    ):
        assert f"ids.1 is of another {what} than ids.0" in await refusal(supply, [first, other])
    assert await refusal(supply, [first]) == await refusal(supply, [first]) != await refusal(supply, [])
    assert "ids has 11 items" in await refusal(supply, [first] * 11)
    assert "ids.1 stands in ids.0 too" in await refusal(supply, [first, first])


async def test_unknown_ids_and_those_of_other_things_are_told_alike(supply: Planner) -> None:
    await shirt(supply)
    first = await made(supply)
    unknown = {
        await refusal(supply, [first, other])
        for other in ("nonsense", global_id("SupplyForecast", 999), global_id("Product", 1))
    }
    assert unknown == {"ids.1 is no forecast's id; accepted: ids that supplyForecasts lists"}
