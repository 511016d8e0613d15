"""How right forecasts were, over HTTP: what they are measured by, what is kept, and what had been active when."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from services.supply.verify import verify
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_imports import DEMAND, commit
from tests.graphql.supply.test_products import create
from tests.support.planned import add_forecast_of_months

FIGURES = "buckets leftOut zeroActuals mape wape mae rmse bias"
MEASURED = f"accuracy {{ {FIGURES} }} forecast {{ id accuracy {{ {FIGURES} computedAt }} }}"
PRINTED = {"buckets": 4, "leftOut": 1, "zeroActuals": 1, "mape": 0.0667, "wape": 0.1, "mae": 8.75, "rmse": 11.4564,
           "bias": -1.25}  # fmt: skip
KEPT = f"query Kept($id: ID!) {{ node(id: $id) {{ ... on SupplyForecast {{ accuracy {{ {FIGURES} computedAt }} }} }} }}"
LAGGED = f"""query Lagged($sku: String!, $location: String, $from: Date!, $to: Date!, $lag: Int) {{
    measuredAccuracy(sku: $sku, location: $location, from: $from, to: $to, lagBuckets: $lag) {{
        product {{ sku }} location lagBuckets overall {{ {FIGURES} }}
        rows {{ start forecast actual error version {{ name }} }} }} }}"""


def rounded(accuracy: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in accuracy.items()}


def month(number: int) -> str:
    return date(2025, number, 1).isoformat()


def actual(number: int, quantity: Any) -> dict[str, Any]:
    return {"start": month(number), "quantity": str(quantity)}


async def forecast(supply: Planner, *quantities: int, name: str = "F", status: str = "DRAFT", **more: Any) -> str:
    """A forecast of the months from January 2025 on; returns its id."""
    if not (await supply.ask('query A { product(sku: "A") { id } }'))["product"]:
        await create(supply, "A")
    async with supply.app.state.database.write(tenant_id("demo"), subject="tester") as session:
        product = await session.scalar(text("SELECT id FROM product WHERE sku = 'A'"))
        made = await add_forecast_of_months(session, product, quantities, name=name, status=status, **more)
    return str(global_id("SupplyForecast", made))


async def history(supply: Planner, *quantities: int | None) -> None:
    """The demand of the months from January 2025 on; None where there is no data."""
    lines = [
        f"A,MAIN,{month(number)},{'' if quantity is None else quantity},MONTH,{'Y' if quantity is None else ''}\n"
        for number, quantity in enumerate(quantities, start=1)
    ]
    await commit(supply, "previewDemandHistoryImport", DEMAND + "".join(lines))


@pytest.mark.quick
async def test_a_forecast_is_measured_by_its_history_and_keeps_the_result(supply: Planner) -> None:
    made = await forecast(supply, 110, 5, 180, 50, 70)
    await history(supply, 100, 0, 200, 50, None, 90)
    done = await supply.done("updateForecastAccuracy", MEASURED, id=made)
    assert rounded(done["accuracy"]) == PRINTED
    assert done["accuracy"] == {name: done["forecast"]["accuracy"][name] for name in PRINTED}
    kept = (await supply.ask(KEPT, id=made))["node"]["accuracy"]
    assert kept == done["forecast"]["accuracy"]


async def test_figures_that_are_given_are_used_alone(supply: Planner) -> None:
    made = await forecast(supply, 110, 5, 180, 50, 70)
    await history(supply, 1, 2, 3, 4, 5)
    given = [actual(1, 100), actual(2, 0), actual(3, 200), actual(4, 50), actual(12, 7)]
    tried = await supply.done("updateForecastAccuracy", MEASURED, id=made, actuals=given, dryRun=True)
    assert rounded(tried["accuracy"]) == PRINTED
    assert rounded({name: tried["forecast"]["accuracy"][name] for name in PRINTED}) == PRINTED
    assert (await supply.ask(KEPT, id=made))["node"]["accuracy"] is None, "a dry run keeps nothing"
    await supply.done("updateForecastAccuracy", MEASURED, id=made, actuals=given)
    kept = (await supply.ask(KEPT, id=made))["node"]["accuracy"]
    assert rounded({name: kept[name] for name in PRINTED}) == PRINTED
    again = await supply.done("updateForecastAccuracy", MEASURED, id=made)
    assert again["accuracy"]["buckets"] == 5, "what was given counted once"


@pytest.mark.parametrize(
    ("given", "path", "accepted"),
    [
        ([{"start": "2025-01-02", "quantity": "1"}], ["0", "start"], "first day of a month"),
        ([actual(1, 1), actual(1, 1)], ["1", "start"], "once"),
        ([actual(1, -1)], ["0", "quantity"], "0"),
        ([actual(1, "1.5")], ["0", "quantity"], "whole number"),
        ([], [], "2025-01-01 to 2025-02-28"),
        ([actual(3, 1), actual(4, 1)], [], "2025-01-01 to 2025-02-28"),
    ],
)
async def test_figures_that_fit_no_bucket_are_refused(
    supply: Planner, given: Any, path: list[str], accepted: str
) -> None:
    made = await forecast(supply, 1, 2)
    (problem,) = await supply.refused("updateForecastAccuracy", id=made, actuals=given)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["actuals", *path])
    assert accepted in problem["accepted"]


async def test_no_bucket_in_common_is_refused_with_both_ranges(supply: Planner) -> None:
    made = await forecast(supply, 1, 2)
    given = [actual(3, 1), actual(4, 1)]
    (problem,) = await supply.refused("updateForecastAccuracy", id=made, actuals=given)
    assert "2025-01-01 to 2025-02-28" in problem["message"] and "2025-03-01 to 2025-04-30" in problem["message"]
    (problem,) = await supply.refused("updateForecastAccuracy", id=made)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["actuals"])
    assert "2025-01-01 to 2025-02-28" in problem["message"] and "no day" in problem["message"]
    await history(supply, None, None, 5)
    (problem,) = await supply.refused("updateForecastAccuracy", id=made)
    assert "2025-01-01 to 2025-03-01" in problem["message"] and "MONTH" in problem["message"]
    (problem,) = await supply.refused("updateForecastAccuracy", id=global_id("SupplyForecast", 12345))
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["id"])


async def test_a_bucket_that_is_not_over_is_left_out(supply: Planner) -> None:
    made = await forecast(supply, 10, 20, start=date(2999, 1, 1))
    given = [{"start": "2999-01-01", "quantity": "1"}]
    (problem,) = await supply.refused("updateForecastAccuracy", id=made, actuals=given)
    assert problem["path"] == ["actuals"]


async def test_what_is_kept_is_verified(supply: Planner) -> None:
    made = await forecast(supply, 110, 5, 180)
    await history(supply, 100, 0, 200)
    await supply.done("updateForecastAccuracy", MEASURED, id=made)
    database = supply.app.state.database
    async with database.write(tenant_id("demo"), subject="tester", dry_run=True) as session:
        assert await verify(session) == []
        await session.run(text("UPDATE supply_forecast SET mae = mae + 0.001, wape = NULL, buckets = 2"))
        found = await verify(session)
    assert [line.split(", recomputed")[0].rsplit(" ", 2)[0] for line in found] == ["forecast FC-00001 version 1:"] * 3
    assert ["MAE" in found[0], "WAPE None" in found[1], "buckets 2.0" in found[2]] == [True] * 3


async def test_what_is_measured_of_other_values_is_forgotten(supply: Planner) -> None:
    made = await forecast(supply, 110, 5)
    await supply.done("updateForecastAccuracy", MEASURED, id=made, actuals=[actual(1, 100)])
    patch = {"values": [actual(2, 6)]}
    await supply.done("updateSupplyForecast", "forecast { id }", id=made, patch=patch)
    assert (await supply.ask(KEPT, id=made))["node"]["accuracy"] is None


@pytest.mark.quick
async def test_measured_is_what_was_active_when_a_bucket_less_the_lag_began(supply: Planner) -> None:
    first = {"name": "first", "status": "SUPERSEDED", "activated_at": "2025-01-01T00:00Z"}
    await forecast(supply, 10, 20, 30, 40, **first, superseded_at="2025-03-01T00:00Z")
    await forecast(supply, 11, 22, 33, name="second", status="ACTIVE", activated_at="2025-03-01T00:00Z", first=2)
    await history(supply, 100, 0, None, 50, 60)
    asked = {"sku": "a", "from": "2024-12-01", "to": month(5)}
    found = (await supply.ask(LAGGED, **asked))["measuredAccuracy"]
    assert (found["product"]["sku"], found["location"], found["lagBuckets"]) == ("A", "MAIN", 0)
    assert [tuple(row.values()) for row in found["rows"]] == [
        ("2024-12-01", None, None, None, None),
        (month(1), "10", "100", "-90", {"name": "first"}),
        (month(2), "20", "0", "20", {"name": "first"}),
        (month(3), "33", None, None, {"name": "second"}),
        (month(4), None, "50", None, {"name": "second"}),
        (month(5), None, "60", None, {"name": "second"}),
    ]
    assert found["overall"] == {"buckets": 2, "leftOut": 4, "zeroActuals": 1, "mape": 0.9, "wape": 1.1, "mae": 55,
                                "rmse": pytest.approx((4250) ** 0.5), "bias": -35}  # fmt: skip
    lagged = (await supply.ask(LAGGED, **asked, lag=1))["measuredAccuracy"]
    assert [(row["start"], row["version"] and row["version"]["name"]) for row in lagged["rows"]] == [
        ("2024-12-01", None), (month(1), None), (month(2), "first"), (month(3), "first"), (month(4), "second"),
        (month(5), "second"),
    ]  # fmt: skip
    assert lagged["overall"]["buckets"] == 1
    none = (await supply.ask(LAGGED, **{**asked, "to": "2024-12-31"}))["measuredAccuracy"]
    assert none["overall"] is None


async def test_measured_of_nothing_is_empty_and_bad_arguments_are_refused(supply: Planner) -> None:
    asked = {"sku": "A", "from": month(1), "to": month(3)}
    assert (await supply.ask(LAGGED, **asked))["measuredAccuracy"] is None
    await create(supply, "A")
    found = (await supply.ask(LAGGED, **asked, location="nowhere"))["measuredAccuracy"]
    assert found["overall"] is None
    future = {"sku": "A", "from": "9999-12-01", "to": "9999-12-31"}
    assert (await supply.ask(LAGGED, **future))["measuredAccuracy"]["rows"] == []
    for more, told in (
        ({"to": "2024-12-31"}, "in order"), ({"lag": -1}, "lagBuckets"), ({"lag": 801}, "lagBuckets"),
        ({"from": "0001-01-01"}, "at most 800"),
    ):  # fmt: skip
        (error,) = await supply.errors(LAGGED, **{**asked, **more})
        assert error["extensions"]["code"] == "BAD_REQUEST" and told in error["message"]


async def test_a_measurement_takes_few_statements(supply: Planner, count_statements: Any) -> None:
    made = [await forecast(supply, *[10] * 2, first=1), await forecast(supply, *[10] * 24, first=2)]
    await history(supply, 1, 2)
    counts = [await count_statements(supply, supply.done("updateForecastAccuracy", MEASURED, id=one)) for one in made]
    assert counts[0] == counts[1] <= 12
