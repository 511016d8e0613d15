"""Alerts follow whatever people do on the floor, in the transaction in which they do it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.engine import on_statement
from server.commands.postgres import Addresses
from tests.conftest import is_of_graphql
from tests.support.clocks import ago, ahead
from tests.support.neighbour import uploaded
from tests.support.shopfloor import Worker, planners_of_the_floor

ALL = """{ alerts(filter: { state: [OPEN, ACKNOWLEDGED, CLOSED] }, first: 500) { nodes {
    kind state timesReopened workOrder { number } level { product { sku } } } } }"""
ENTRY = "entry { quantity } workOrder { status } cumulativeQty"


def _subject(alert: Any) -> str:
    return str(alert["workOrder"]["number"] if alert["workOrder"] else alert["level"]["product"]["sku"])


class Watcher(Worker):
    """A planner who looks at alerts."""

    async def states(self) -> dict[tuple[str, str], str]:
        """The state of each alert, by order or sku and kind."""
        nodes = (await self.ask(ALL))["alerts"]["nodes"]
        return {(_subject(one), one["kind"]): one["state"] for one in nodes}

    async def records(self, order: Any, quantity: int, **more: Any) -> Any:
        given = {"workOrderId": order["id"], "productionDate": ago(0), "quantity": str(quantity), **more}
        answer = await self.as_("admin", "ADMIN").sends("recordDailyProduction", ENTRY, input=given)
        assert answer["problems"] == [], answer
        return answer

    async def late_order(self, **more: Any) -> Any:
        """An order whose last day was two weeks ago."""
        return await self.make_work_order(plannedStart=ago(28), deadline=ago(14), **more)


@pytest.fixture
async def watcher(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Watcher]:
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        planner.__class__ = Watcher
        yield planner  # type: ignore[misc]


async def test_an_order_that_is_created_late_completed_and_corrected(watcher: Watcher) -> None:
    order = await watcher.late_order(number="A")
    assert await watcher.states() == {("A", "DELAYED"): "OPEN", ("A", "VARIANCE"): "OPEN"}
    await watcher.records(order, 950)
    assert await watcher.states() == {("A", "DELAYED"): "OPEN", ("A", "VARIANCE"): "CLOSED"}  # 5 points behind
    await watcher.records(order, 1000, replace=True, reason="counted again")
    assert await watcher.states() == {
        ("A", "DELAYED"): "CLOSED", ("A", "VARIANCE"): "CLOSED", ("A", "COMPLETED_TODAY"): "OPEN",
    }  # fmt: skip
    await watcher.records(order, 10, replace=True, reason="it was another order")
    assert await watcher.states() == {
        ("A", "DELAYED"): "OPEN", ("A", "VARIANCE"): "OPEN", ("A", "COMPLETED_TODAY"): "CLOSED",
    }  # fmt: skip
    assert [one["timesReopened"] for one in (await watcher.ask(ALL))["alerts"]["nodes"]].count(1) == 2


async def test_a_cancelled_order_has_no_alerts(watcher: Watcher) -> None:
    order = await watcher.late_order(number="A")
    done = await watcher.sends("cancelWorkOrder", "workOrder { status }", id=order["id"], reason="not wanted")
    assert done["problems"] == []
    assert set((await watcher.states()).values()) == {"CLOSED"}


async def test_what_is_refused_and_tried_out_opens_nothing(watcher: Watcher) -> None:
    order = await watcher.make_work_order(number="A", plannedStart=ago(3), deadline=ahead(60))
    given = {"workOrderId": order["id"], "productionDate": ago(0), "quantity": "1000"}
    admin = watcher.as_("admin", "ADMIN")
    assert (await admin.sends("recordDailyProduction", ENTRY, input=given, dryRun=True))["problems"] == []
    problem = await admin.problem_of("recordDailyProduction", ENTRY, input={**given, "quantity": "9000"})
    assert problem["code"] == "QUANTITY_EXCEEDED"
    assert await watcher.states() == {}


async def test_output_that_takes_its_material_opens_alerts_of_stock(watcher: Watcher) -> None:
    admin = watcher.as_("admin", "ADMIN")
    moved = {"sku": "FABRIC", "kind": "RECEIPT", "quantity": "36.40"}
    assert (await admin.sends("recordInventoryMovement", "level { id }", input=moved))["problems"] == []
    kept = {"sku": "FABRIC", "policy": "FIXED_QUANTITY", "fixedQuantity": "10", "leadTimeDays": "1",
            "meanDailyDemand": "1", "demandDeviation": "1"}  # fmt: skip
    assert (await admin.sends("createSafetyStock", "safetyStock { id }", input=kept))["problems"] == []
    assert await watcher.states() == {}
    order = await watcher.make_work_order(
        number="A", plannedStart=ago(0), deadline=ahead(60), producesStock=True,
        consumption="BACKFLUSH",
    )  # fmt: skip
    await watcher.records(order, 100)
    assert await watcher.states() == {("FABRIC", "STOCKOUT"): "OPEN", ("FABRIC", "LOW_STOCK"): "OPEN"}
    await watcher.records(order, 0, replace=True, reason="nothing was made")
    assert await watcher.states() == {("FABRIC", "STOCKOUT"): "CLOSED", ("FABRIC", "LOW_STOCK"): "CLOSED"}


async def test_a_file_of_many_orders_opens_their_alerts_in_a_few_statements(watcher: Watcher) -> None:
    head = "Number,SKU,Department,Stage,Target Qty,Planned Start,Deadline,Produces Stock,Overproduction,Location"
    rows = [f"L{number},BEAR,Packing,PACKING,1000,{ago(28)},{ago(14)},N,0.05,MAIN" for number in range(240)]
    sent = await uploaded(watcher, "previewWorkOrderImport", "preview { id }", {}, "\n".join([head, *rows]) + "\n")
    preview = sent.json()["data"]["previewWorkOrderImport"]["preview"]["id"]
    statements: list[str] = []
    on_statement(watcher.app.state.database, statements.append)
    done = await watcher.sends("commitImport", "created", previewId=preview)
    assert (done["problems"], done["created"]) == ([], 240)
    assert len([one for one in statements if "alert" in one]) <= 4
    states = await watcher.states()
    assert (len(states), set(states.values())) == (480, {"OPEN"})
