"""The built-in generator over HTTP: drafts by history, what it tried, and every refusal."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from db.postgres.notifications import Channel
from db.shared.tenants import tenant_id
from db.supply.enums import ForecastModel, TimeBucket
from db.supply.filters import ProductFilter
from services.supply.forecasts import generate_forecasts, products_to_forecast
from services.supply.forecasts.generator.library import is_installed
from services.supply.forecasts.generator.series import Failed
from services.supply.forecasts.load_histories import load_histories
from services.supply.forecasts.wanted import Wanted
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_imports import DEMAND, commit
from tests.graphql.supply.test_products import create
from tests.support import clocks

ALL = """number version status method modelName modelVersion intervalLevel name bucket horizonStart horizonEnd location
    total product { sku } values { start end quantity lower upper } trials { model wape mae bias chosen skipped }
    versions { version }"""
ONE = f"forecast {{ id {ALL} }}"
MANY = f"""forecasts {{ {ALL} }} notGenerated {{ sku problem {{ __typename code message path
    ... on InsufficientHistory {{ needed found }} ... on Incompatible {{ reasons }} ... on InvalidInput {{ accepted }}
    ... on NotAllowedInState {{ state }} }} }}"""
JULY = {"bucket": "MONTH", "horizonStart": "2025-07-01", "buckets": 2}
SIMPLE = {**JULY, "model": "MOVING_AVERAGE"}
MAKE = """mutation Make($input: GenerateForecastInput!) {
    generateSupplyForecast(input: $input) { forecast { number } } }"""
LISTED = "query Listed { supplyForecasts { totalCount nodes { number modelName values { quantity } } } }"


def months(sku: str, *quantities: int | str, year: int = 2025, location: str = "MAIN") -> str:
    """Lines of a file: the months that end with June; an empty text has no data, "-" no line."""
    first = year * 12 + 6 - len(quantities)
    lines = []
    for place, quantity in enumerate(quantities):
        day = date((first + place) // 12, (first + place) % 12 + 1, 1)
        if quantity != "-":
            lines.append(f"{sku},{location},{day},{quantity},MONTH,{'Y' if quantity == '' else ''}\n")
    return "".join(lines)


async def known(supply: Planner, *lines: str, skus: tuple[str, ...] = ("A",)) -> None:
    """Products, and what was asked for of them."""
    for sku in skus:
        await create(supply, sku)
    if lines:
        await commit(supply, "previewDemandHistoryImport", DEMAND + "".join(lines))


async def generated(supply: Planner, dry_run: bool = False, **given: Any) -> Any:
    done = await supply.done("generateSupplyForecast", ONE, input={"sku": "a", **SIMPLE, **given}, dryRun=dry_run)
    return done["forecast"]


@pytest.mark.quick
async def test_a_draft_is_made_by_the_history_with_intervals_and_what_was_tried(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30, 40, 50, 60))
    made = await generated(supply)
    # Tried on the last 6 ÷ 3 months: 25 and 30 forecast, 50 and 60 came.
    assert made.pop("id")
    assert made == {
        "number": "FC-00001", "version": 1, "status": "DRAFT", "method": "STATISTICAL", "modelName": "MOVING_AVERAGE",
        "modelVersion": "1", "intervalLevel": 0.95, "name": "MOVING_AVERAGE, 2025-07 to 2025-08", "bucket": "MONTH",
        "horizonStart": "2025-07-01", "horizonEnd": "2025-08-31", "location": "MAIN", "total": "70",
        "product": {"sku": "A"}, "versions": [{"version": 1}],
        "values": [
            # Errors are 25 − 50 and 30 − 60; the 0.95 quantile of 25 and 30 is 29.75.
            {"start": "2025-07-01", "end": "2025-07-31", "quantity": "35", "lower": "5", "upper": "65"},
            {"start": "2025-08-01", "end": "2025-08-31", "quantity": "35", "lower": "0", "upper": "77"},
        ],
        "trials": [{"model": "MOVING_AVERAGE", "wape": 0.5, "mae": 27.5, "bias": -27.5, "chosen": True,
                    "skipped": None}],
    }  # fmt: skip
    listed = (await supply.ask(LISTED))["supplyForecasts"]
    assert (listed["totalCount"], listed["nodes"][0]["values"]) == (1, [{"quantity": "35"}] * 2)


async def test_a_dry_run_answers_the_same_and_keeps_nothing(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30, 40, 50, 60))
    tried = await generated(supply, dry_run=True)
    assert (await supply.ask(LISTED))["supplyForecasts"]["totalCount"] == 0
    made = await generated(supply)
    assert {**tried, "id": None} == {**made, "id": None}
    many = await supply.done("generateSupplyForecasts", MANY, **SIMPLE, dryRun=True)
    assert many["forecasts"][0]["values"] == made["values"]
    assert [many["forecasts"][0]["number"], many["forecasts"][0]["versions"]] == ["FC-00002", [{"version": 1}]]
    assert (await supply.ask(LISTED))["supplyForecasts"]["totalCount"] == 1


async def test_months_without_a_row_are_zero_without_data_are_filled_and_those_after_the_last_are_unknown(
    supply: Planner,
) -> None:
    await known(supply, months("A", 10, "-", 50, "", 30, "-"))
    # 10, 0, 50, 40, 30; June is not known: July is the second after the history.
    assert [value["quantity"] for value in (await generated(supply))["values"]] == ["26", "26"]
    naive = await generated(supply, historyFrom="2025-02-02")
    assert [value["quantity"] for value in naive["values"]] == ["40", "40"], "March, April and May"


async def test_days_are_summed_and_the_bucket_under_way_is_left_out_unless_it_was_given_whole(supply: Planner) -> None:
    today = clocks.today()
    first = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    await known(supply, *(f"A,MAIN,{day},1,DAY,\n" for day in days))
    whole = [day for day in days if day < today.replace(day=1)]
    start = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    count = (today.year - first.year) * 12 + today.month - first.month
    if count >= 3:
        made = await generated(supply, horizonStart=start.isoformat(), buckets=1)
        assert made["values"][0]["quantity"] == str(int(len(whole) / count + 0.5))
    daily = await generated(supply, bucket="DAY", horizonStart=(today + timedelta(days=1)).isoformat(), buckets=1)
    assert daily["values"][0]["quantity"] == "1"


async def test_few_buckets_of_history_are_refused_with_how_many_there_are(supply: Planner) -> None:
    await known(supply, months("A", 10, 20), skus=("A", "B"))
    for sku, found in (("A", 2), ("B", 0)):
        answer = await supply.do("generateSupplyForecast", "forecast { id }", input={"sku": sku, **SIMPLE})
        (problem,) = answer["problems"]
        assert (problem["code"], problem["path"]) == ("INSUFFICIENT_HISTORY", ["input", "sku"])
        assert f"{found} buckets" in problem["message"] and "needs 3" in problem["message"]
    many = await supply.done("generateSupplyForecasts", MANY, **SIMPLE)
    assert many["forecasts"] == []
    assert [(one["sku"], one["problem"]["needed"], one["problem"]["found"]) for one in many["notGenerated"]] == [
        ("A", 3, 2), ("B", 3, 0)
    ]  # fmt: skip
    naive = await supply.refused("generateSupplyForecast", input={"sku": "A", **JULY, "model": "SEASONAL_NAIVE"})
    assert naive[0]["code"] == "INSUFFICIENT_HISTORY"


@pytest.mark.parametrize(
    ("given", "path", "accepted"),
    [
        ({"horizonStart": "2025-07-02"}, "horizonStart", "first day of a month"),
        ({"horizonStart": "3000-01-01"}, "horizonStart", "2999-12-31"),
        ({"horizonStart": "1899-12-01"}, "horizonStart", "1900-01-01"),
        ({"horizonStart": "2999-12-01"}, "buckets", "fewer"),
        ({"buckets": 0}, "buckets", "1 to 800"),
        ({"buckets": 801}, "buckets", "1 to 800"),
        ({"intervalLevel": 1}, "intervalLevel", "below 1"),
        ({"intervalLevel": 95}, "intervalLevel", "below 1"),
        ({"historyFrom": "2025-07-01"}, "historyFrom", "before 2025-07-01"),
        ({"location": " "}, "location", "a text"),
        ({"name": "x" * 201}, "name", "200"),
        ({"bucket": "WEEK", "horizonStart": "2025-07-07"}, "bucket", "MONTH"),
        ({"horizonStart": "2150-01-01"}, "horizonStart", "at most 800"),
    ],
)
async def test_a_bad_value_is_refused_at_its_field(supply: Planner, given: Any, path: str, accepted: str) -> None:
    await known(supply, months("A", 10, 20, 30))
    (problem,) = await supply.refused("generateSupplyForecast", input={"sku": "A", **SIMPLE, **given})
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["input", path])
    assert accepted in problem["accepted"]
    answer = await supply.do("generateSupplyForecasts", MANY, **{**SIMPLE, **given})
    told = answer["problems"] or [one["problem"] for one in answer["notGenerated"]]
    assert [(one["code"], one["path"]) for one in told] == [("INVALID_INPUT", [path])]


async def test_an_unknown_and_an_inactive_product_are_refused(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30))
    (problem,) = await supply.refused("generateSupplyForecast", input={"sku": "Z", **SIMPLE})
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "sku"])
    await supply.done("updateProduct", "product { id }", sku="A", patch={"isActive": False})
    (problem,) = await supply.refused("generateSupplyForecast", input={"sku": "A", **SIMPLE})
    assert (problem["code"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", ["input", "sku"])
    many = await supply.done("generateSupplyForecasts", MANY, **SIMPLE)
    assert [(one["sku"], one["problem"]["state"]) for one in many["notGenerated"]] == [("A", "INACTIVE")]


async def test_of_many_products_each_is_made_or_told(supply: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    skus = ("A-1", "A-2", "A-10", "B-1")
    await known(supply, *(months(sku, 10, 20, 30) for sku in ("A-1", "A-10", "B-1")), skus=skus)
    many = await supply.done("generateSupplyForecasts", MANY, **SIMPLE, filter={"search": "A-"}, name="Plan")
    made = [(one["number"], one["product"]["sku"], one["name"], one["total"]) for one in many["forecasts"]]
    assert made == [("FC-00001", "A-1", "Plan", "40"), ("FC-00002", "A-10", "Plan", "40")]
    assert [one["sku"] for one in many["notGenerated"]] == ["A-2"]
    (problem,) = await supply.refused("generateSupplyForecasts", **SIMPLE, filter={"sku": ["Z"]})
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["filter"])
    monkeypatch.setattr(products_to_forecast, "MOST_PRODUCTS", 3)
    (problem,) = await supply.refused("generateSupplyForecasts", **SIMPLE)
    assert (problem["path"], problem["accepted"]) == (["filter"], "one that keeps at most 3")


async def test_a_series_that_fails_is_told_and_loses_no_other(supply: Planner, monkeypatch: pytest.MonkeyPatch) -> None:
    largest = "99999999999999"
    await known(supply, months("A", 1, 1, largest), months("B", 10, 20, 30), skus=("A", "B"))
    many = await supply.done("generateSupplyForecasts", MANY, **SIMPLE)
    assert [one["product"]["sku"] for one in many["forecasts"]] == ["B"]
    ((sku, problem),) = [(one["sku"], one["problem"]) for one in many["notGenerated"]]
    assert (sku, problem["code"], problem["path"]) == ("A", "INCOMPATIBLE", ["model"])
    assert "would grow" in problem["reasons"][0]

    async def fails(series: Any, **_: Any) -> Any:
        return [Failed("the child died")] * len(series)

    monkeypatch.setattr(generate_forecasts, "generate_apart", fails)
    (problem,) = await supply.refused("generateSupplyForecast", input={"sku": "B", **SIMPLE})
    assert (problem["code"], problem["path"], problem["reasons"]) == (
        "INCOMPATIBLE", ["input", "model"], ["the child died"]
    )  # fmt: skip


async def test_a_model_without_its_library_is_skipped_or_refused_naming_the_extra(supply: Planner) -> None:
    await known(supply, months("A", *range(10, 40)))
    made = await generated(supply, model="AUTO")
    trials = {one["model"]: one for one in made["trials"]}
    assert set(trials) == {"MOVING_AVERAGE", "SEASONAL_NAIVE", "ETS", "ETS_SEASONAL"}
    assert [one["model"] for one in made["trials"] if one["chosen"]] == [made["modelName"]]
    assert min(one["mae"] for one in trials.values() if one["mae"] is not None) == trials[made["modelName"]]["mae"]
    if is_installed():
        assert all(one["skipped"] is None for one in trials.values())
        assert (await generated(supply, model="ETS"))["modelVersion"].startswith("ETS(A,")
        return
    assert "headroom-capacity[forecast]" in trials["ETS"]["skipped"]
    (problem,) = await supply.refused("generateSupplyForecast", input={"sku": "A", **JULY, "model": "ETS"})
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["input", "model"])
    assert "headroom-capacity[forecast]" in problem["reasons"][0]


async def test_a_product_that_becomes_inactive_meanwhile_gets_no_draft(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30), months("B", 10, 20, 30), skus=("A", "B"))
    wanted = Wanted(
        location="MAIN", name=None, bucket=TimeBucket.MONTH, horizon_start=date(2025, 7, 1), buckets=1,
        model=ForecastModel.MOVING_AVERAGE, interval_level=0.95, history_from=None,
    )  # fmt: skip
    database, tenant = supply.app.state.database, tenant_id("demo")
    async with database.read(tenant) as session:
        products = await products_to_forecast.products_to_forecast(session, ProductFilter())
        loaded = await load_histories(session, wanted=wanted, products=products, today=date(2025, 7, 1))
    forecasts = await generate_forecasts.forecast_histories(loaded, wanted=wanted)
    await supply.done("updateProduct", "product { id }", sku="A", patch={"isActive": False})
    async with database.write(tenant, subject="tester") as session:
        kept = await generate_forecasts.keep_forecasts(session, wanted=wanted, forecasts=forecasts)
    assert len(kept.ids) == 1
    assert [(sku, refusal.code) for sku, refusal in kept.refused] == [("A", "NOT_ALLOWED_IN_STATE")]


async def test_two_calls_at_once_number_without_gaps(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30))
    await asyncio.gather(*(generated(supply) for _ in range(4)))
    nodes = (await supply.ask(LISTED))["supplyForecasts"]["nodes"]
    assert sorted(one["number"] for one in nodes) == [f"FC-{number:05d}" for number in range(1, 5)]


async def test_a_named_call_is_carried_out_once(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30))
    body = {"query": MAKE, "variables": {"input": {"sku": "A", **SIMPLE}}}
    headers = {**supply.headers, "Idempotency-Key": str(uuid4())}
    answers = [await supply.http.post("/graphql", json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["data"]["generateSupplyForecast"]["forecast"]["number"] == "FC-00001"
    assert (await supply.ask(LISTED))["supplyForecasts"]["totalCount"] == 1


async def test_progress_is_told_until_the_drafts_are_written(supply: Planner) -> None:
    await known(supply, months("A", 10, 20, 30), months("B", 10, 20, 30), skus=("A", "B"))
    work = str(uuid4())
    async with supply.app.state.notifications.listen(Channel.PROGRESS, tenant_id("demo")) as heard:
        await supply.done("generateSupplyForecasts", MANY, **SIMPLE, progressId=work)
        told = [await anext(heard)]
        while not told[-1]["finished"]:
            told.append(await anext(heard))
    assert {one["id"] for one in told} == {work}
    assert {one["step"] for one in told} <= {"Starting", "Reading histories", "Forecasting", "Writing drafts"}
    assert (told[-1]["step"], told[-1]["done"], told[-1]["total"]) == ("Writing drafts", 2, 2)


async def test_statements_do_not_grow_with_products(supply: Planner, count_statements: Any) -> None:
    skus = tuple(f"A-{number}" for number in range(30))
    await known(supply, *(months(sku, 10, 20, 30) for sku in skus), skus=skus)
    counts = [
        await count_statements(supply, supply.done("generateSupplyForecasts", MANY, **SIMPLE, filter={"sku": few}))
        for few in (["A-1"], list(skus))
    ]
    assert counts[0] == counts[1] <= 19


async def test_work_that_takes_too_long_is_given_up_and_nothing_is_kept(
    supply: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known(supply, months("A", 10, 20, 30))

    async def forever(_: Any, **__: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(generate_forecasts, "generate_apart", forever)
    monkeypatch.setattr("resolvers.supply.mutations.generator.TimeLimit.given_up_after", 0.3)
    (error,) = await supply.errors(MAKE, input={"sku": "A", **SIMPLE})
    assert error["extensions"]["code"] == "TIMEOUT" and "nothing was changed" in error["message"]
    database = supply.app.state.database
    async with database.read(tenant_id("demo")) as session:
        assert await session.scalar(text("SELECT count(*) FROM supply_forecast")) == 0
