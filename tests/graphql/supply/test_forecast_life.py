"""The life of a forecast over HTTP: edits, activation, versions and archiving, and what refuses each."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from db.supply.enums import TimeBucket
from schema.shared.node import parse_key
from services.supply.demand.buckets import next_start
from services.supply.verify import verify
from tests.graphql.planning.conftest import Planner
from tests.graphql.supply.test_forecasts import given, shirt
from tests.support.clocks import today
from tests.support.planned import add_plan

STATE = """forecast { id number version name status notes total activatedBy activatedAt supersededBy supersededAt
    archivedBy archivedAt archiveReason accuracy { buckets } parent { version } values { start quantity lower upper } }
    superseded { id number status }"""
ID = "forecast { id }"
DAY = {
    "horizonStart": "2026-01-05", "horizonEnd": "2026-01-05", "values": [{"start": "2026-01-05", "quantity": "1"}],
}  # fmt: skip
WEEK = {**DAY, "horizonEnd": "2026-01-11"}


def ahead(*quantities: str) -> dict[str, Any]:
    """A horizon of months from this one on."""
    starts, start = [], today().replace(day=1)
    for _ in quantities:
        starts.append(start)
        start = next_start(start, TimeBucket.MONTH)
    values = [{"start": str(day), "quantity": quantity} for day, quantity in zip(starts, quantities, strict=True)]
    end = date.fromordinal(start.toordinal() - 1)
    return {"horizonStart": str(starts[0]), "horizonEnd": str(end), "values": values}


async def draft(supply: Planner, **more: Any) -> str:
    """The id of a draft that can be activated."""
    made = await supply.done("createSupplyForecast", ID, input=given(**{**ahead("100", "110", "120"), **more}))
    return str(made["forecast"]["id"])


async def activated(supply: Planner, **more: Any) -> str:
    id_ = await draft(supply, **more)
    await supply.done("activateSupplyForecast", ID, id=id_)
    return id_


async def add_plan_of(supply: Planner, forecast: str, status: str) -> None:
    """A plan that names a forecast."""
    tenant = tenant_id("demo")
    async with supply.app.state.database.write(tenant, subject="tester") as session:  # type: ignore[attr-defined]
        product = await session.scalar(text("SELECT id FROM product"))
        await add_plan(session, product, status=status, forecast=parse_key("SupplyForecast", forecast))


@pytest.mark.quick
async def test_a_draft_is_edited_and_activated_and_superseded(supply: Planner) -> None:
    await shirt(supply)
    first = await draft(supply)
    start = ahead("1")["horizonStart"]
    patch = {"name": "Autumn", "notes": "n", "values": [{"start": start, "quantity": "50", "upper": "60"}]}
    edited = (await supply.done("updateSupplyForecast", STATE, id=first, patch=patch))["forecast"]
    assert (edited["name"], edited["notes"], edited["total"]) == ("Autumn", "n", "280")
    assert edited["values"][0] == {"start": start, "quantity": "50", "lower": None, "upper": "60"}
    done = await supply.done("activateSupplyForecast", STATE, id=first)
    assert (done["forecast"]["status"], done["superseded"]) == ("ACTIVE", None)
    assert (done["forecast"]["activatedBy"], done["forecast"]["supersededAt"]) == ("tester", None)
    asked = '{ activeSupplyForecast(sku: "shirt-1", location: "main") { id } product(sku: "SHIRT-1") '
    asked += "{ activeForecasts { id values { quantity } } } }"
    found = await supply.ask(asked)
    assert found["activeSupplyForecast"]["id"] == found["product"]["activeForecasts"][0]["id"] == first

    second = await draft(supply)
    done = await supply.done("activateSupplyForecast", STATE, id=second)
    assert done["superseded"] == {"id": first, "number": "FC-00001", "status": "SUPERSEDED"}
    assert (await supply.ask(asked))["activeSupplyForecast"]["id"] == second
    former = (await supply.ask("query One($id: ID!) { supplyForecast(id: $id) { supersededAt supersededBy } }",
                               id=first))["supplyForecast"]  # fmt: skip
    assert former == {"supersededAt": done["forecast"]["activatedAt"], "supersededBy": "tester"}


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"notes": "x" * 2_001}, "notes"),
        ({"values": None}, "values"),
        ({"values": [{"start": "2020-01-01", "quantity": "1"}]}, "values.0.start"),
        ({"values": [{"start": "2020-01-02", "quantity": "1"}]}, "values.0.start"),
        ({"values": ahead("1")["values"] * 2}, "values.1.start"),
        ({"values": ahead("1.5")["values"]}, "values.0.quantity"),
        ({"values": [{**ahead("1")["values"][0], "lower": "2"}]}, "values.0.lower"),
    ],
)
async def test_a_bad_edit_is_refused_at_its_field(supply: Planner, patch: Any, path: str) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    problem, *_ = await supply.refused("updateSupplyForecast", id=id_, patch=patch)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["patch", *path.split(".")])
    assert problem["accepted"]


async def test_an_edit_that_changes_nothing_says_so(supply: Planner) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    for patch in ({}, {"name": "Spring"}, {"values": []}, {"values": ahead("100")["values"]}):
        (problem,) = await supply.refused("updateSupplyForecast", id=id_, patch=patch)
        assert problem["code"] == "NO_CHANGES"


async def test_what_was_measured_of_other_values_is_forgotten(supply: Planner) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    measured = "UPDATE supply_forecast SET buckets = 1, left_out = 0, zero_actuals = 0, mae = 1, rmse = 1, bias = 1, "
    async with supply.app.state.database.write(tenant_id("demo"), subject="t") as session:  # type: ignore[attr-defined]
        await session.run(text(f"{measured} computed_at = now()"))
    edited = await supply.done("updateSupplyForecast", STATE, id=id_, patch={"name": "other"})
    assert edited["forecast"]["accuracy"] == {"buckets": 1}
    edited = await supply.done("updateSupplyForecast", STATE, id=id_, patch={"values": ahead("7")["values"]})
    assert edited["forecast"]["accuracy"] is None


MUTATIONS: list[tuple[str, dict[str, Any]]] = [
    ("updateSupplyForecast", {"patch": {"name": "n"}}),
    ("activateSupplyForecast", {}),
    ("archiveSupplyForecast", {"reason": "why"}),
]
ALLOWED = {
    "DRAFT": {"updateSupplyForecast", "activateSupplyForecast", "archiveSupplyForecast"},
    "ACTIVE": {"archiveSupplyForecast"},
    "SUPERSEDED": {"archiveSupplyForecast"},
    "ARCHIVED": set[str](),
}


async def in_state(supply: Planner, status: str) -> str:
    """A forecast that stands somewhere."""
    id_ = await draft(supply)
    if status in ("ACTIVE", "SUPERSEDED"):
        await supply.done("activateSupplyForecast", ID, id=id_)
    if status == "SUPERSEDED":
        await activated(supply)
    if status == "ARCHIVED":
        await supply.done("archiveSupplyForecast", ID, id=id_)
    return id_


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize(("mutation", "more"), MUTATIONS)
async def test_each_step_is_taken_from_its_states_alone(
    supply: Planner, status: str, mutation: str, more: dict[str, Any]
) -> None:
    await shirt(supply)
    id_ = await in_state(supply, status)
    answer = await supply.do(mutation, STATE, id=id_, **more)
    if mutation in ALLOWED[status]:
        assert answer["problems"] == []
        return
    (problem,) = answer["problems"]
    assert (problem["code"], problem["path"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", ["id"], status)
    assert answer["forecast"] is None


@pytest.mark.parametrize("mutation", [*MUTATIONS, ("createSupplyForecastVersion", {})], ids=lambda one: one[0])
async def test_an_unknown_forecast_is_not_found(supply: Planner, mutation: tuple[str, dict[str, Any]]) -> None:
    name, more = mutation
    await shirt(supply)
    product = (await supply.ask('{ product(sku: "SHIRT-1") { id } }'))["product"]["id"]
    for unknown in (product, "nonsense"):
        (problem,) = await supply.refused(name, id=unknown, **more)
        assert (problem["code"], problem["path"]) == ("NOT_FOUND", ["id"])


async def test_activation_is_refused_with_every_reason(supply: Planner) -> None:
    await shirt(supply)
    made = await supply.done("createSupplyForecast", ID, input=given(**OVER))
    await supply.done("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": False})
    (problem,) = await supply.refused("activateSupplyForecast", id=made["forecast"]["id"])
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["id"])
    assert problem["reasons"] == ["product SHIRT-1 is inactive", "FC-00001 version 1 ended on 2025-01-31"]


OVER = {
    "horizonStart": "2025-01-01", "horizonEnd": "2025-01-31", "values": [{"start": "2025-01-01", "quantity": "1"}],
}  # fmt: skip


async def test_versions_go_on_from_the_highest_of_the_family(supply: Planner) -> None:
    await shirt(supply)
    first = await activated(supply)
    made = (await supply.done("createSupplyForecastVersion", STATE, id=first))["forecast"]
    assert (made["number"], made["version"], made["status"], made["name"]) == ("FC-00001", 2, "DRAFT", "Spring")
    assert (made["parent"], made["total"], made["activatedAt"]) == ({"version": 1}, "330", None)
    await supply.done("activateSupplyForecast", ID, id=made["id"])
    for parent, version in ((first, 3), (made["id"], 4)):
        done = await supply.done("createSupplyForecastVersion", STATE, id=parent, name="Other")
        assert (done["forecast"]["version"], done["forecast"]["name"]) == (version, "Other")
    asked = "query One($id: ID!) { supplyForecast(id: $id) { versions { version parent { version } status } } }"
    assert [
        (one["version"], (one["parent"] or {}).get("version"), one["status"])
        for one in (await supply.ask(asked, id=first))["supplyForecast"]["versions"]
    ] == [(1, None, "SUPERSEDED"), (2, 1, "ACTIVE"), (3, 1, "DRAFT"), (4, 2, "DRAFT")]
    (problem,) = await supply.refused("createSupplyForecastVersion", id=first, name=" ")
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["name"])


@pytest.mark.parametrize(("bucket", "horizon"), [("MONTH", {}), ("WEEK", WEEK), ("DAY", DAY)])
async def test_values_that_are_not_those_of_the_horizon_are_found_by_verify(
    supply: Planner, bucket: str, horizon: dict[str, Any]
) -> None:
    await shirt(supply)
    await draft(supply, **{"bucket": bucket, **horizon})
    database = supply.app.state.database  # type: ignore[attr-defined]
    right = "UPDATE supply_forecast_value SET start = start"
    for moved in ("+ 1", "+ 400"):
        async with database.write(tenant_id("demo"), subject="t", dry_run=True) as session:
            assert await verify(session) == []
            await session.run(text(f"{right} {moved} WHERE id = (SELECT max(id) FROM supply_forecast_value)"))
            (told,) = await verify(session)
            assert told.startswith("forecast FC-00001 version 1: values of ")


async def test_an_inactive_product_gets_no_new_version(supply: Planner) -> None:
    await shirt(supply)
    id_ = await draft(supply)
    await supply.done("updateProduct", "product { id }", sku="SHIRT-1", patch={"isActive": False})
    (problem,) = await supply.refused("createSupplyForecastVersion", id=id_)
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "INACTIVE")


async def test_an_active_one_is_put_away_for_a_reason(supply: Planner) -> None:
    await shirt(supply)
    id_ = await activated(supply)
    for reason in (None, " "):
        (problem,) = await supply.refused("archiveSupplyForecast", id=id_, reason=reason)
        assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    (problem,) = await supply.refused("archiveSupplyForecast", id=id_, reason="x" * 201)
    assert (problem["code"], problem["path"]) == ("INVALID_INPUT", ["reason"])
    done = (await supply.done("archiveSupplyForecast", STATE, id=id_, reason="out of range"))["forecast"]
    assert (done["status"], done["archivedBy"], done["archiveReason"]) == ("ARCHIVED", "tester", "out of range")
    assert (await supply.ask('{ activeSupplyForecast(sku: "SHIRT-1") { id } }'))["activeSupplyForecast"] is None


@pytest.mark.parametrize(
    ("status", "is_kept"),
    [
        ("DRAFT", False), ("PENDING_APPROVAL", True), ("APPROVED", True), ("IN_PROGRESS", True), ("COMPLETED", False),
        ("CANCELLED", False),
    ],
)  # fmt: skip
async def test_a_plan_under_way_keeps_its_forecast_active(supply: Planner, status: str, is_kept: bool) -> None:
    await shirt(supply)
    id_ = await activated(supply)
    await add_plan_of(supply, id_, status)
    answer = await supply.do("archiveSupplyForecast", "forecast { status }", id=id_, reason="why")
    if not is_kept:
        assert (answer["problems"], answer["forecast"]) == ([], {"status": "ARCHIVED"})
        return
    (problem,) = answer["problems"]
    assert (problem["code"], problem["path"]) == ("INCOMPATIBLE", ["id"])
    assert problem["reasons"] == [f"plan PP-00001 is {status}"]


async def test_an_active_forecast_keeps_its_product_active(supply: Planner) -> None:
    await shirt(supply)
    await activated(supply)
    (problem,) = await supply.refused("updateProduct", sku="SHIRT-1", patch={"isActive": False})
    assert problem["reasons"] == ["forecast FC-00001 version 1 at MAIN is ACTIVE"]
