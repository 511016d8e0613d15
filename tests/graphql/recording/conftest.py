"""A floor on which bears are made, over ten days that include today."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.commands.postgres import Addresses
from tests.conftest import is_of_graphql
from tests.support.clocks import ago
from tests.support.shopfloor import Worker, planners_of_the_floor
from tests.support.verified import verified

RECORDED = """entry { id productionDate quantity scrapQuantity cumulativeQty progressPct status notes enteredBy
    revisions { quantity scrapQuantity notes enteredBy replacedBy reason } }
    workOrder { status cumulativeQty remainingQty scrapQty progressPct limitQty completions {
        targetQty actualQty completedDate isCompleted confirmedBy reopenedBy } }
    cumulativeQty progressPct status
    movements { kind quantity onHandChange allocatedChange occurredOn reference product { sku } }"""
PROGRESS = """query P($id: ID!) { workOrderProgress(workOrderId: $id) { status cumulativeQty remainingQty scrapQty
    progressPct limitQty dailyEntries { productionDate quantity cumulativeQty progressPct status }
    summary { entries firstDate lastDate bestDay meanPerEntry recentPerDay daysWithoutEntry }
    completions { targetQty actualQty completedDate isCompleted confirmedBy reopenedBy } } }"""
LEVEL = """query L($sku: [String!]) { inventoryLevels(filter: {sku: $sku}) { nodes { onHand allocated } } }"""


class Floor:
    """Who makes, and who looks."""

    def __init__(self, planner: Worker) -> None:
        self.planner, self.staff, self.supervisor = planner, planner.staff, planner.supervisor

    async def order(self, **more: Any) -> str:
        """The id of a new work order of a thousand bears that began seven days back."""
        given = {"plannedStart": ago(7), "deadline": ago(-7), **more}
        return str((await self.planner.make_work_order(**given))["id"])

    async def record(self, order: str, days: int, quantity: Any, *, by: Worker | None = None, **more: Any) -> Any:
        """What was made so many days back."""
        given = {"workOrderId": order, "productionDate": ago(days), "quantity": str(quantity), **more}
        return await (by or self.staff).sends("recordDailyProduction", RECORDED, input=given)

    async def makes(self, order: str, days: int, quantity: Any, **more: Any) -> Any:
        """The same, and it is taken."""
        answer = await self.record(order, days, quantity, **more)
        assert answer["problems"] == [], answer
        return answer

    async def problem(self, order: str, days: int, quantity: Any, **more: Any) -> Any:
        """The one problem of what is refused."""
        (problem,) = (await self.record(order, days, quantity, **more))["problems"]
        return problem

    async def progress(self, order: str) -> Any:
        return (await self.staff.ask(PROGRESS, id=order))["workOrderProgress"]

    async def stock(self, sku: str) -> Any:
        """What there is of a product, on hand and put aside; None before anything moved."""
        nodes = (await self.planner.ask(LEVEL, sku=[sku]))["inventoryLevels"]["nodes"]
        return (nodes[0]["onHand"], nodes[0]["allocated"]) if nodes else None

    async def receives(self, sku: str, quantity: str, days: int = 7) -> None:
        """Material that came."""
        given = {"sku": sku, "kind": "RECEIPT", "quantity": quantity, "occurredOn": ago(days)}
        asked = "mutation R($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"
        assert (await self.planner.ask(asked, input=given))["recordInventoryMovement"]["problems"] == []


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor; whatever was done, everything stored is right at the end."""
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        async with verified(planner.app.state.database):
            yield Floor(planner)
