"""People who ask for changes of a work order and decide on them: the order is of a thousand bears, and not begun."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.commands.postgres import Addresses
from tests.conftest import is_of_graphql
from tests.support.clocks import ahead
from tests.support.cluster import SAMPLE_TENANT
from tests.support.shopfloor import Worker, planners_of_the_floor
from tests.support.verified import verified

CHANGE = """change { id field oldQty newQty oldDate newDate reason status statusLabel requestedBy decidedBy decidedAt
    decisionNote approvalsNeeded approvals { by note } isApplied workOrder { id } }
  workOrder { id status targetQty originalTargetQty deadline originalDeadline limitQty cumulativeQty
    completions { targetQty actualQty completedDate confirmedBy isCompleted reopenedBy } }
  qtyUpdated"""
FIELDS = {"approve": "approveWorkOrderChange", "reject": "rejectWorkOrderChange", "withdraw": "withdrawWorkOrderChange"}


class Floor:
    """A work order, and people around it."""

    def __init__(self, planner: Worker) -> None:
        self.planner = planner
        self.order: str = ""

    @property
    def asker(self) -> Worker:
        """Who asks."""
        return self.planner.as_("asker", "PRODUCTION_SPV")

    def boss(self, subject: str = "boss") -> Worker:
        """Who decides."""
        return self.planner.as_(subject, "PRODUCTION_MANAGER")

    async def new_order(self, **more: Any) -> str:
        """Another order of a thousand bears, from three days ago on; it is the one that is asked about from now on."""
        days = {"plannedStart": ahead(-3), "deadline": ahead(20)}
        self.order = (await self.planner.make_work_order(**{**days, **more}))["id"]
        return self.order

    def target(self, quantity: Any, **more: Any) -> dict[str, Any]:
        """What asks for another target."""
        given = {"workOrderId": self.order, "field": "TARGET_QTY", "newQty": str(quantity), "reason": "they want it so"}
        return {**given, **more}

    def deadline(self, day: str, **more: Any) -> dict[str, Any]:
        """What asks for another deadline."""
        given = {"workOrderId": self.order, "field": "DEADLINE", "newDate": day, "reason": "it is late"}
        return {**given, **more}

    async def tries(self, asked: dict[str, Any], by: Worker | None = None) -> Any:
        return await (by or self.asker).sends("requestWorkOrderChange", CHANGE, input=asked)

    async def asks(self, asked: dict[str, Any], by: Worker | None = None) -> Any:
        """A change that is asked for."""
        answer = await self.tries(asked, by)
        assert answer["problems"] == [], answer
        return answer["change"]

    async def refused(self, asked: dict[str, Any]) -> Any:
        """The one problem of a change that is asked for in vain."""
        answer = await self.tries(asked)
        assert (answer["change"], answer["workOrder"], answer["qtyUpdated"]) == (None, None, False)
        (problem,) = answer["problems"]
        return problem

    async def takes(self, step: str, id: str, by: Worker, **more: Any) -> Any:
        """A step that somebody tries."""
        given = {"reason": "not now"} if step == "reject" else {}
        return await by.sends(FIELDS[step], CHANGE, id=id, **{**given, **more})

    async def done(self, step: str, id: str, by: Worker | None = None, **more: Any) -> Any:
        """The answer of a step that is taken."""
        answer = await self.takes(step, id, by or (self.asker if step == "withdraw" else self.boss()), **more)
        assert answer["problems"] == [], answer
        return answer

    async def problem(self, step: str, id: str, by: Worker, **more: Any) -> Any:
        """The one problem of a step that is refused."""
        answer = await self.takes(step, id, by, **more)
        assert (answer["change"], answer["qtyUpdated"]) == (None, False)
        (problem,) = answer["problems"]
        return problem

    async def changed(self, asked: dict[str, Any]) -> Any:
        """The answer of the approval that carries a change out."""
        change = await self.asks(asked)
        for number in range(change["approvalsNeeded"]):
            answer = await self.done("approve", change["id"], self.boss(f"boss {number}"))
        assert answer["change"]["isApplied"]
        return answer

    async def make(self, quantity: Any, day: int = 0, **more: Any) -> Any:
        """Daily production."""
        made = {"workOrderId": self.order, "productionDate": ahead(day), "quantity": str(quantity), **more}
        selection = "workOrder { status cumulativeQty } movements { kind quantity }"
        answer = await self.asker.sends("recordDailyProduction", selection, input=made)
        assert answer["problems"] == [], answer
        return answer

    async def now(self, selection: str = "status targetQty deadline") -> Any:
        """The order as it stands."""
        return await self.planner.order(self.order, selection)

    async def execute(self, sql: str, **values: Any) -> Any:
        """One statement of the database's, for what no mutation does."""
        async with self.planner.app.state.database.write(tenant_id(SAMPLE_TENANT), subject="founder") as session:
            return await session.rows(text(sql), values)


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A work order that is not begun; whatever was done, everything stored is right at the end."""
    async for planner in planners_of_the_floor(empty, compares=is_of_graphql(request)):
        floor = Floor(planner)
        await floor.new_order()
        async with verified(planner.app.state.database):
            yield floor
