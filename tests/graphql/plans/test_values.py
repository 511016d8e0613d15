"""What a production plan may say, when it is created and when it is changed; whatever breaks a rule is named."""

from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from schema.shared.node import global_id
from server.rooms import HOUSE
from tests.graphql.plans.conftest import Maker
from tests.support.clocks import ahead
from tests.support.planned import add_forecasts


def day(days: int, quantity: str) -> dict[str, str]:
    return {"start": ahead(days), "quantity": quantity}


BAD: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"name": " "}, ("name",)),
    ({"name": "x" * 201}, ("name",)),
    ({"location": " "}, ("location",)),
    ({"quantity": "0"}, ("quantity",)),
    ({"quantity": "-1"}, ("quantity",)),
    ({"quantity": "1.5"}, ("quantity",)),
    ({"quantity": "0.0001"}, ("quantity",)),
    ({"plannedStart": ahead(28)}, ("plannedEnd",)),
    ({"plannedStart": "0001-01-01", "plannedEnd": "9999-12-31"}, ("plannedEnd",)),
    ({"schedule": [day(6, "100")]}, ("schedule", "0", "start")),
    ({"schedule": [day(7, "50"), day(28, "50")]}, ("schedule", "1", "start")),
    ({"schedule": [day(7, "50"), day(7, "50")]}, ("schedule", "1", "start")),
    ({"schedule": [day(7, "50.5"), day(8, "50")]}, ("schedule", "0", "quantity")),
    ({"schedule": [day(7, "150"), day(8, "-50")]}, ("schedule", "1", "quantity")),
    ({"schedule": [day(7, "99")]}, ("schedule",)),
    ({"schedule": [day(7, "100"), day(8, "1")]}, ("schedule",)),
    ({"constraints": []}, ("constraints",)),
    ({"constraints": "text"}, ("constraints",)),
    ({"constraints": {"a": "x" * 20_000}}, ("constraints",)),
    ({"constraints": {"a": ["b", "\u0000"]}}, ("constraints", "a", "1")),
    ({"constraints": {"a\u0007": 1}}, ("constraints",)),
    ({"constraints": {"a": 2**53}}, ("constraints", "a")),
    ({"constraints": {"a": {"b": -1e300}}}, ("constraints", "a", "b")),
]


@pytest.mark.parametrize(("given", "path"), BAD, ids=[f"{list(given)} {'.'.join(path)}" for given, path in BAD])
async def test_a_bad_value_is_refused_at_its_field_created_and_changed(
    maker: Maker, given: dict[str, Any], path: tuple[str, ...]
) -> None:
    await refused(await maker.tries(**given), "input", path)
    assert (await maker.ask("{ productionPlans { totalCount } }"))["productionPlans"]["totalCount"] == 0
    plan = await maker.creates()
    assert plan["number"] == "PP-00001", "what was refused has taken no number"
    if "location" not in given:
        await refused(await maker.updates(plan["id"], **given), "patch", path, may_be_at="plannedStart")
        assert await maker.plan(plan["id"]) == {"status": "DRAFT", "version": 1}


async def refused(answer: Any, place: str, path: tuple[str, ...], may_be_at: str = "") -> None:
    (problem,) = answer["problems"]
    assert answer["plan"] is None
    assert problem["code"] == "INVALID_INPUT"
    assert problem["path"] in ([place, *path], [place, may_be_at])
    assert problem["accepted"]


async def test_everything_that_is_wrong_is_told_at_once(maker: Maker) -> None:
    wrong = {"name": "", "quantity": "1.5", "plannedEnd": ahead(1), "location": "", "constraints": 5}
    paths = [problem["path"] for problem in (await maker.tries(**wrong))["problems"]]
    assert paths == [["input", name] for name in ("name", "quantity", "plannedEnd", "constraints", "location")]


async def test_a_schedule_may_begin_and_end_with_the_plan_and_is_kept_by_day(maker: Maker) -> None:
    plan = await maker.creates(schedule=[day(27, "40"), day(7, "60"), day(9, "0")])
    async with maker.app.state.database.read(tenant_id("demo")) as session:
        (row,) = await session.rows(text("SELECT schedule_starts, schedule_quantities FROM production_plan"))
    assert [str(start) for start in row.schedule_starts] == [ahead(7), ahead(9), ahead(27)]
    assert [int(quantity) for quantity in row.schedule_quantities] == [60, 0, 40]
    assert plan["status"] == "DRAFT"


async def test_a_schedule_that_does_not_fit_is_found_by_who_verifies(maker: Maker) -> None:
    plan = await maker.creates(schedule=[day(7, "60"), day(27, "40")])
    database = maker.app.state.database
    spoil = "UPDATE production_plan SET quantity = {quantity}, planned_end = planned_end + {later}"
    async with database.write(tenant_id("demo"), subject="somebody") as session:
        await session.run(text(spoil.format(quantity=90, later=-1)))
        found = await HOUSE.verify(session)
        await session.run(text(spoil.format(quantity=100, later=1)))
    assert found == [f"plan {plan['number']}: quantity 90, its schedule adds up to 100 and has 1 days outside the plan"]


async def test_quantities_have_the_decimals_of_their_product(maker: Maker) -> None:
    felt = {"sku": "felt", "quantity": "10.25"}
    assert (await maker.creates(**felt, schedule=[day(7, "5.05"), day(8, "5.2")]))["quantity"] == "10.25"
    (problem,) = (await maker.tries(**{**felt, "quantity": "10.255"}))["problems"]
    assert (problem["path"], problem["accepted"]) == (["input", "quantity"], "at most 2 decimals, as the product has")


async def test_a_new_quantity_or_other_days_need_a_schedule_with_them(maker: Maker) -> None:
    plan = await maker.creates(schedule=[day(7, "60"), day(27, "40")])
    for patch, at in (
        ({"quantity": "90"}, "quantity"),
        ({"plannedStart": ahead(8)}, "plannedStart"),
        ({"plannedEnd": ahead(26)}, "plannedEnd"),
    ):
        (problem,) = (await maker.updates(plan["id"], **patch))["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["patch", at])
        assert "schedule" in problem["accepted"]
    assert (await maker.updates(plan["id"], quantity="100.00", name="As many"))["plan"]["version"] == 2
    changed = await maker.updates(plan["id"], quantity="90", schedule=[day(7, "90")])
    assert changed["plan"]["quantity"] == "90"
    changed = await maker.updates(plan["id"], quantity="80", schedule=None)
    assert changed["plan"]["quantity"] == "80"
    changed = await maker.updates(plan["id"], quantity="70", plannedEnd=ahead(26))
    assert changed["problems"] == [], "it has no schedule any more"


async def test_null_takes_away_what_may_be_missing_and_nothing_else(maker: Maker) -> None:
    plan = await maker.creates(constraints={"a": 1}, schedule=[day(7, "100")])
    changed = (await maker.updates(plan["id"], constraints=None, schedule=None, forecastId=None))["plan"]
    assert changed["constraints"] == {}
    for name in ("name", "quantity", "plannedStart", "plannedEnd"):
        (problem,) = (await maker.updates(plan["id"], **{name: None}))["problems"]
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["patch", name])


async def test_a_patch_that_changes_nothing_is_told_so_and_takes_no_submission_back(maker: Maker) -> None:
    plan = await maker.in_state("PENDING_APPROVAL", constraints={"a": [1, "b"]})
    for patch in ({}, {"name": "Bears"}, {"quantity": "100.0"}, {"constraints": {"a": [1, "b"]}}):
        (problem,) = (await maker.updates(plan["id"], **patch))["problems"]
        assert (problem["code"], problem["path"]) == ("NO_CHANGES", ["patch"])
    assert (await maker.plan(plan["id"]))["status"] == "PENDING_APPROVAL"


async def test_a_forecast_is_of_the_same_product_and_location(maker: Maker) -> None:
    database = maker.app.state.database
    async with database.write(tenant_id("demo"), subject="somebody") as session:
        rows = {row.sku: row.id for row in await session.rows(text("SELECT sku, id FROM product"))}
        (bear,) = await add_forecasts(session, rows["BEAR"])
        (felt,) = await add_forecasts(session, rows["FELT"], first=2)
        (away,) = await add_forecasts(session, rows["BEAR"], location="WEST", first=3)
    ids = [global_id("SupplyForecast", key) for key in (bear, felt, away, 99)]
    plan = await maker.creates(forecastId=ids[0], location="MAIN")
    assert plan["forecast"] == {"id": ids[0]}
    other = await maker.creates(location="MAIN")
    for id, code in (*zip(ids[1:], ("INVALID_INPUT", "INVALID_INPUT", "NOT_FOUND"), strict=True), ("x", "NOT_FOUND")):
        for answer, place in (
            (await maker.tries(forecastId=id, location="MAIN"), "input"),
            (await maker.updates(other["id"], forecastId=id), "patch"),
        ):
            (problem,) = answer["problems"]
            assert (problem["code"], problem["path"]) == (code, [place, "forecastId"])
    assert (await maker.updates(other["id"], forecastId=ids[0]))["plan"]["forecast"] == {"id": ids[0]}
    assert (await maker.updates(other["id"], forecastId=None))["plan"]["forecast"] is None


async def test_the_product_must_be_there(maker: Maker) -> None:
    (problem,) = (await maker.tries(sku="NOBODY"))["problems"]
    assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["input", "sku"])


@pytest.mark.parametrize(
    ("literal", "kept"),
    [
        ("{a: 1.5, b: [null, true, {c: -0.25}]}", {"a": 1.5, "b": [None, True, {"c": -0.25}]}),
        ("null", {}),
        ("{a: 1e999}", None),
        ("{a: " + "9" * 400 + "}", None),
        ("{a: " + "9" * 5_000 + "}", None),
    ],
    ids=["plain", "null", "infinite", "of 400 digits", "of 5,000 digits"],
)
async def test_constraints_written_into_a_document_are_kept_or_refused(maker: Maker, literal: str, kept: Any) -> None:
    asked = f"""mutation M {{ createProductionPlan(input: {{ name: "x", sku: "BEAR", quantity: 1, plannedStart:
        "{ahead(1)}", plannedEnd: "{ahead(2)}", constraints: {literal} }}) {{ plan {{ constraints }}
        problems {{ code path }} }} }}"""
    response = await maker.post(asked)
    assert response.status_code < 500
    assert "INTERNAL" not in response.text
    plan = ((response.json().get("data") or {}).get("createProductionPlan") or {}).get("plan")
    assert plan == (None if kept is None else {"constraints": kept})
