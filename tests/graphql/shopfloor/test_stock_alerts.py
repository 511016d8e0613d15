"""Alerts about stock, as movements, safety stocks and forecasts open and close them in their own transactions."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.graphql.stock.conftest import Keeper
from tests.graphql.stock.conftest import keeper as keeper
from tests.support.api import Api, token

ALERT = """id kind kindLabel severity state message figure threshold timesReopened closedAt acknowledgedBy note
    level { onHand product { sku } } workOrder { id } materialDebt { id }"""
LIST = (
    "query L($filter: AlertFilter, $first: Int, $after: String) { alerts(filter: $filter, first: $first, after: $after)"
    " { totalCount critical warning info nodes { FIELDS } edges { cursor } pageInfo { hasNextPage endCursor } } }"
).replace("FIELDS", ALERT)
ACKNOWLEDGE = (
    "mutation A($id: ID!, $note: String) { acknowledgeAlert(id: $id, note: $note) { alert { FIELDS }"
    " problems { code message path ... on NotAllowedInState { state } } } }"
).replace("FIELDS", ALERT)
SAFETY = """mutation S($input: SafetyStockInput!) { createSafetyStock(input: $input) {
    safetyStock { id } problems { message } } }"""
RETIRE = """mutation R($id: ID!) { updateSafetyStock(id: $id, patch: { isActive: false }) {
    safetyStock { id } problems { message } } }"""


class Watched(Keeper):
    """A keeper whose alerts are looked at."""

    async def keeps(self, quantity: int, sku: str = "BEAR") -> str:
        """A safety stock that is active; returns its id."""
        given = {
            "sku": sku, "policy": "FIXED_QUANTITY", "fixedQuantity": str(quantity), "leadTimeDays": "1",
            "meanDailyDemand": "1", "demandDeviation": "1",
        }  # fmt: skip
        answer = (await self.ask(SAFETY, input=given))["createSafetyStock"]
        assert answer["problems"] == []
        return str(answer["safetyStock"]["id"])

    async def alerts(self, **filter: Any) -> list[Any]:
        return list((await self.ask(LIST, filter=filter))["alerts"]["nodes"])

    async def states(self) -> dict[str, str]:
        """The state of each alert there ever was, by kind."""
        return {one["kind"]: one["state"] for one in await self.alerts(state=["OPEN", "ACKNOWLEDGED", "CLOSED"])}

    async def acknowledges(self, id: str, note: str | None = None) -> Any:
        return (await self.ask(ACKNOWLEDGE, id=id, note=note))["acknowledgeAlert"]


@pytest.fixture
async def watched(keeper: Keeper) -> AsyncIterator[Watched]:
    keeper.__class__ = Watched
    yield keeper  # type: ignore[misc]


async def test_stock_that_falls_and_rises_opens_and_closes_its_alerts(watched: Watched) -> None:
    await watched.moves("RECEIPT", 200)
    await watched.keeps(100)
    assert await watched.states() == {}
    await watched.moves("CONSUMPTION", 101)
    (low,) = await watched.alerts()
    assert (low["kind"], low["severity"], low["state"]) == ("LOW_STOCK", "WARNING", "OPEN")
    assert (low["figure"], low["threshold"]) == ("99", "100")
    assert low["message"] == "BEAR at MAIN is below its safety stock of 100: 99 available."
    assert low["level"] == {"onHand": "99", "product": {"sku": "BEAR"}}
    assert (low["workOrder"], low["materialDebt"]) == (None, None)
    await watched.moves("CONSUMPTION", 99)
    assert await watched.states() == {"LOW_STOCK": "OPEN", "STOCKOUT": "OPEN"}
    await watched.moves("RECEIPT", 104)
    assert await watched.states() == {"LOW_STOCK": "OPEN", "STOCKOUT": "CLOSED"}
    await watched.moves("RECEIPT", 1)
    assert await watched.states() == {"LOW_STOCK": "CLOSED", "STOCKOUT": "CLOSED"}
    await watched.moves("CONSUMPTION", 6)
    (again,) = await watched.alerts()
    assert (again["id"], again["timesReopened"], again["closedAt"]) == (low["id"], 1, None)


async def test_what_is_put_aside_is_not_available(watched: Watched) -> None:
    await watched.moves("RECEIPT", 150)
    await watched.keeps(100)
    await watched.moves("ALLOCATION", 60)
    assert await watched.states() == {"LOW_STOCK": "OPEN"}
    await watched.moves("RELEASE", 60)
    assert await watched.states() == {"LOW_STOCK": "CLOSED"}


async def test_a_safety_stock_opens_alerts_and_its_end_closes_them(watched: Watched) -> None:
    await watched.moves("RECEIPT", 5)
    await watched.moves("CONSUMPTION", 5)
    assert await watched.states() == {}  # nothing is planned with it
    kept = await watched.keeps(10)
    assert await watched.states() == {"LOW_STOCK": "OPEN", "STOCKOUT": "OPEN"}
    assert (await watched.ask(RETIRE, id=kept))["updateSafetyStock"]["problems"] == []
    assert await watched.states() == {"LOW_STOCK": "CLOSED", "STOCKOUT": "CLOSED"}


async def test_a_dry_run_opens_no_alert(watched: Watched) -> None:
    await watched.moves("RECEIPT", 150)
    await watched.keeps(100)
    assert (await watched.tries("CONSUMPTION", 100, dry=True))["problems"] == []
    assert await watched.states() == {}


async def test_a_refused_movement_opens_no_alert(watched: Watched) -> None:
    await watched.moves("RECEIPT", 150)
    await watched.keeps(100)
    assert (await watched.refused("CONSUMPTION", 151))["code"] == "INSUFFICIENT_STOCK"
    assert await watched.states() == {}


async def test_an_acknowledged_alert_is_off_the_open_list_until_it_comes_back(watched: Watched) -> None:
    await watched.moves("RECEIPT", 50)
    await watched.keeps(100)
    (low,) = await watched.alerts()
    answer = await watched.acknowledges(low["id"], "ordered more")
    assert answer["problems"] == []
    assert (answer["alert"]["state"], answer["alert"]["acknowledgedBy"]) == ("ACKNOWLEDGED", "tester")
    assert answer["alert"]["note"] == "ordered more"
    assert await watched.alerts(state=["OPEN"]) == []
    assert [one["id"] for one in await watched.alerts()] == [low["id"]]  # it is not over
    await watched.moves("CONSUMPTION", 1)
    assert await watched.states() == {"LOW_STOCK": "ACKNOWLEDGED"}  # a figure that moves is no news
    (problem,) = (await watched.acknowledges(low["id"]))["problems"]
    assert (problem["code"], problem["state"], problem["path"]) == ("NOT_ALLOWED_IN_STATE", "ACKNOWLEDGED", ["id"])
    await watched.moves("RECEIPT", 100)
    (problem,) = (await watched.acknowledges(low["id"]))["problems"]
    assert (problem["code"], problem["state"]) == ("NOT_ALLOWED_IN_STATE", "CLOSED")
    await watched.moves("CONSUMPTION", 100)
    (again,) = await watched.alerts(state=["OPEN"])
    assert (again["id"], again["acknowledgedBy"], again["note"]) == (low["id"], None, None)


async def test_alerts_are_listed_by_when_something_happened_to_them(watched: Watched) -> None:
    for sku in ("BEAR", "FELT"):
        await watched.moves("RECEIPT", 50, sku=sku)
        await watched.keeps(100, sku)
    await watched.moves("CONSUMPTION", 50, sku="BEAR")
    page = (await watched.ask(LIST, first=2))["alerts"]
    assert [(one["kind"], one["level"]["product"]["sku"]) for one in page["nodes"]] == [
        ("STOCKOUT", "BEAR"), ("LOW_STOCK", "FELT"),
    ]  # fmt: skip
    assert (page["totalCount"], page["critical"], page["warning"], page["info"]) == (3, 1, 2, 0)
    assert page["pageInfo"]["hasNextPage"]
    rest = (await watched.ask(LIST, first=2, after=page["pageInfo"]["endCursor"]))["alerts"]
    assert [(one["kind"], one["level"]["product"]["sku"]) for one in rest["nodes"]] == [("LOW_STOCK", "BEAR")]
    assert not rest["pageInfo"]["hasNextPage"]
    await watched.acknowledges(page["nodes"][0]["id"])
    found = (await watched.ask(LIST, filter={"sku": ["felt"], "kind": ["STOCKOUT"]}))["alerts"]
    assert (found["totalCount"], found["critical"], found["warning"]) == (0, 0, 2)  # of all, and open ones alone
    assert [one["kind"] for one in await watched.alerts(severity=["CRITICAL"])] == ["STOCKOUT"]
    assert [one["kind"] for one in await watched.alerts(sku=["felt"])] == ["LOW_STOCK"]
    assert await watched.alerts(since="2999-01-01T00:00:00Z") == []
    assert await watched.alerts(workOrderId="nonsense") == []


async def test_whoever_may_not_see_stock_finds_no_alert_of_it(watched: Watched) -> None:
    await watched.moves("RECEIPT", 50)
    await watched.keeps(100)
    (low,) = await watched.alerts()
    supervisor = Api(watched.http, token("PRODUCTION_SPV"))
    page = (await supervisor.ask(LIST))["alerts"]
    assert (page["totalCount"], page["warning"], page["nodes"]) == (0, 0, [])
    assert (await supervisor.ask("query N($id: ID!) { node(id: $id) { id } }", id=low["id"]))["node"] is None
    (problem,) = (await supervisor.ask(ACKNOWLEDGE, id=low["id"]))["acknowledgeAlert"]["problems"]
    assert problem["code"] == "NOT_FOUND"
    viewer = Api(watched.http, token("VIEWER"))
    assert (await viewer.ask(LIST))["alerts"]["warning"] == 1
    (refused,) = await Api(watched.http, token("PRODUCTION_STAFF")).errors("{ alerts { totalCount } }")
    assert refused["extensions"]["permission"] == "PPIC.VIEW or ALERT.ACKNOWLEDGE or SUPPLY.VIEW"


@pytest.mark.parametrize("after", ("nonsense", "WyIyMDI1LTA2LTAyIiwxXQ", "WyJ4IiwxXQ"))
async def test_a_cursor_of_another_list_is_refused(watched: Watched, after: str) -> None:
    (refused,) = await watched.errors(LIST, after=after)
    assert refused["extensions"]["code"] == "BAD_REQUEST"
