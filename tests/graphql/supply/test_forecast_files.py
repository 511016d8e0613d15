"""Files of forecasts over GraphQL: a draft for each product, location and name, whole or not at all."""

import pytest

from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecasts import shirt
from tests.graphql.supply.test_imports import commit, preview, rejected

IMPORT = "previewSupplyForecastImport"
HEAD = "SKU,Location,Name,Bucket,Start,Quantity,Lower,Upper\n"
TWO = HEAD + (
    "SHIRT-1,,Spring,MONTH,2026-02-01,110,,\nshirt-1,main,spring,month,2026-01-01,100,90,120\n"
    "SHIRT-1,Shop,Spring,WEEK,2026-01-05,7,,\n"
)
DRAFTS = """{ supplyForecasts(direction: ASC) { nodes { number name location bucket horizonStart horizonEnd status
    method values { start quantity lower upper } } } }"""


@pytest.mark.quick
async def test_a_file_makes_a_draft_for_each_name(supply: Planner) -> None:
    await shirt(supply)
    assert await commit(supply, IMPORT, TWO) == (3, 0, 0)
    months, weeks = (await supply.ask(DRAFTS))["supplyForecasts"]["nodes"]
    assert months == {
        "number": "FC-00001", "name": "Spring", "location": "MAIN", "bucket": "MONTH", "horizonStart": "2026-01-01",
        "horizonEnd": "2026-02-28", "status": "DRAFT", "method": "MANUAL",
        "values": [
            {"start": "2026-01-01", "quantity": "100", "lower": "90", "upper": "120"},
            {"start": "2026-02-01", "quantity": "110", "lower": None, "upper": None},
        ],
    }  # fmt: skip
    assert (weeks["number"], weeks["location"], weeks["horizonEnd"]) == ("FC-00002", "Shop", "2026-01-11")


async def test_a_draft_of_the_same_name_and_horizon_takes_the_values_of_the_file(supply: Planner) -> None:
    await shirt(supply)
    await commit(supply, IMPORT, TWO)
    assert await commit(supply, IMPORT, TWO) == (0, 0, 3)
    assert await commit(supply, IMPORT, TWO.replace(",110,", ",115,")) == (0, 1, 2)
    assert await commit(supply, IMPORT, HEAD + "SHIRT-1,,Spring,MONTH,2026-03-01,1,,\n") == (1, 0, 0)
    drafts = (await supply.ask(DRAFTS))["supplyForecasts"]["nodes"]
    assert [one["values"][-1]["quantity"] for one in drafts] == ["115", "7", "1"]


async def test_an_active_one_is_left_as_it_is(supply: Planner) -> None:
    await shirt(supply)
    content = HEAD + "SHIRT-1,,Late,MONTH,2090-01-01,1,,\n"
    await commit(supply, IMPORT, content)
    id_ = (await supply.ask("{ supplyForecasts { nodes { id } } }"))["supplyForecasts"]["nodes"][0]["id"]
    await supply.done("activateSupplyForecast", "forecast { id }", id=id_)
    assert await commit(supply, IMPORT, content) == (1, 0, 0)


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("NONE,,Spring,MONTH,2026-03-01,1,,", "SKU", "NONE"),
        (",,Spring,MONTH,2026-03-01,1,,", "SKU", None),
        ("SHIRT-1,,,MONTH,2026-03-01,1,,", "Name", None),
        ("SHIRT-1,,Other,,2026-03-01,1,,", "Bucket", None),
        ("SHIRT-1,,Other,YEAR,2026-03-01,1,,", "Bucket", "YEAR"),
        ("SHIRT-1,,Other,MONTH,soon,1,,", "Start", "soon"),
        ("SHIRT-1,,Other,MONTH,2026-03-02,1,,", "Start", "2026-03-02"),
        ("SHIRT-1,,Other,WEEK,2026-03-01,1,,", "Start", "2026-03-01"),
        ("SHIRT-1,,Other,MONTH,1899-12-01,1,,", "Start", "1899-12-01"),
        ("SHIRT-1,,Other,MONTH,2026-03-01,,,", "Quantity", None),
        ("SHIRT-1,,Other,MONTH,2026-03-01,-1,,", "Quantity", "-1"),
        ("SHIRT-1,,Other,MONTH,2026-03-01,1.5,,", "Quantity", "1.5"),
        ("SHIRT-1,,Other,MONTH,2026-03-01,1,2,", "Lower", "2"),
        ("SHIRT-1,,Other,MONTH,2026-03-01,2,,1", "Upper", "1"),
        ("SHIRT-1,,Other,MONTH,2026-03-01,1,0.5,", "Lower", "0.5"),
    ],
)
async def test_a_bad_row_is_named_with_its_column_and_value(
    supply: Planner, line: str, column: str, value: str | None
) -> None:
    await shirt(supply)
    assert await rejected(supply, IMPORT, TWO + line + "\n") == [(5, column, value)]


async def test_a_bad_row_rejects_its_forecast_and_no_other(supply: Planner) -> None:
    await shirt(supply)
    bad = "SHIRT-1,,SPRING,MONTH,2026-03-01,-1,,\n"
    assert await rejected(supply, IMPORT, TWO + bad) == [
        (2, "Name", "Spring"), (3, "Name", "spring"), (5, "Quantity", "-1"),
    ]  # fmt: skip
    checked = await preview(supply, IMPORT, TWO + bad)
    assert checked["rejected"][0]["reason"] == "row 5 of the same forecast is rejected; a forecast is accepted whole"
    done = await supply.done("commitImport", "created rejected", previewId=checked["id"])
    assert done == {"created": 1, "rejected": 3}


async def test_a_forecast_has_every_bucket_once_and_one_length(supply: Planner) -> None:
    await shirt(supply)
    again = "SHIRT-1,,Spring,MONTH,2026-01-01,1,,\n"
    assert {one[0] for one in await rejected(supply, IMPORT, TWO + again)} == {2, 3, 5}
    gap = (await preview(supply, IMPORT, TWO + again.replace("2026-01", "2026-05")))["rejected"]
    assert [one["row"] for one in gap] == [2, 3, 5]
    assert gap[0]["reason"] == "the forecast has no row for 2026-03, 2026-04; one for each MONTH is accepted"
    far = (await preview(supply, IMPORT, TWO + again.replace("2026-01", "2999-05")))["rejected"]
    assert far[0]["reason"] == "the forecast has 11,681 buckets; at most 800 are accepted"
    week = "SHIRT-1,,Spring,WEEK,2026-03-02,1,,\n"
    assert (await rejected(supply, IMPORT, TWO + week))[-1] == (5, "Bucket", "WEEK")


async def test_an_inactive_product_gets_no_forecast(supply: Planner) -> None:
    await shirt(supply)
    await supply.done("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": False})
    assert [one[:2] for one in await rejected(supply, IMPORT, TWO)] == [(2, "SKU"), (3, "SKU"), (4, "SKU")]


async def test_what_changed_since_the_preview_is_previewed_again(supply: Planner) -> None:
    await shirt(supply)
    checked = await preview(supply, IMPORT, TWO)
    await commit(supply, IMPORT, TWO)
    (problem,) = await supply.refused("commitImport", previewId=checked["id"])
    assert problem["code"] == "PREVIEW_SUPERSEDED"
