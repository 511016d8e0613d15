"""People who record daily production: a maker of bears with fabric, and the days that lie a little back."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from server.commands.postgres import Addresses
from tests.conftest import expect_right_figures, is_of_graphql
from tests.support.shopfloor import Worker, planners_of_the_floor

RECORDED = """entry { id productionDate quantity scrapQuantity cumulativeQty progressPct status notes enteredBy
    revisions { quantity scrapQuantity notes enteredBy replacedBy reason } }
  workOrder { number status cumulativeQty remainingQty scrapQty progressPct limitQty
    dailyEntries { productionDate quantity cumulativeQty progressPct status }
    completions { targetQty actualQty completedDate confirmedBy isCompleted reopenedBy }
    summary { entries firstDate lastDate bestDay meanPerEntry recentPerDay daysWithoutEntry } }
  cumulativeQty progressPct status
  movements { kind quantity onHandChange allocatedChange occurredOn onHandAfter reference reason location
    product { sku } }"""


def today() -> date:
    return datetime.now(UTC).date()


def ago(days: int) -> str:
    """A day so many days back."""
    return str(today() - timedelta(days=days))


class Maker(Worker):
    """Records what was made, as clients do."""

    def as_(self, subject: str, *roles: str, departments: tuple[str, ...] = ()) -> "Maker":
        other = Maker(self.http, None)
        other.headers = super().as_(subject, *roles, departments=departments).headers
        other.app = self.app
        return other

    async def tries(self, order: Any, quantity: Any, day: int, *, dry: bool = False, **more: Any) -> Any:
        given = {"workOrderId": order["id"], "productionDate": ago(day), "quantity": str(quantity), **more}
        return await self.sends("recordDailyProduction", RECORDED, input=given, dryRun=dry)

    async def records(self, order: Any, quantity: Any, day: int, **more: Any) -> Any:
        answer = await self.tries(order, quantity, day, **more)
        assert answer["problems"] == [], answer["problems"]
        return answer

    async def refused(self, order: Any, quantity: Any, day: int, **more: Any) -> Any:
        """The one problem of an entry that is refused."""
        answer = await self.tries(order, quantity, day, **more)
        assert answer["entry"] is None
        assert answer["movements"] == []
        (problem,) = answer["problems"]
        return problem

    async def makes_order(self, **more: Any) -> Any:
        """A work order of a thousand bears that began three weeks ago."""
        planner = self.as_("planner", "PLANNER")
        return await planner.make_work_order(**{"plannedStart": ago(40), "deadline": ago(-14), **more})

    async def moves(self, kind: str, quantity: Any, sku: str, day: int = 0, **more: Any) -> Any:
        """A movement of stock that somebody enters."""
        given = {"sku": sku, "kind": kind, "quantity": str(quantity), "occurredOn": ago(day), **more}
        planner = self.as_("planner", "PLANNER")
        answer = await planner.sends("recordInventoryMovement", "movements { id }", input=given)
        assert answer["problems"] == [], answer["problems"]
        return answer

    async def on_hand(self, sku: str) -> Any:
        query = "query L($sku: String!) { latestInventory(sku: $sku) { onHand allocated } }"
        found = (await self.as_("planner", "PLANNER").ask(query, sku=sku))["latestInventory"]
        return found and found["onHand"]

    async def sums(self, order: Any) -> list[str]:
        """The running sums of a work order, day by day."""
        found = await self.order(order["id"], "dailyEntries { cumulativeQty }")
        return [entry["cumulativeQty"] for entry in found["dailyEntries"]]


@pytest.fixture
async def maker(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Maker]:
    """A supervisor; whatever was recorded, everything stored is right at the end."""
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        maker = Maker(planner.http, None)
        maker.app = planner.app
        yield maker.as_("supervisor", "PRODUCTION_SPV")
        await expect_right_figures(planner.app.state.database)
