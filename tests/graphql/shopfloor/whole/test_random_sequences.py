"""Random days on a shop floor: orders, output, changes, debts and stock at once end as in a simple model.

Work orders, entries and their corrections, offline batches, changes and debts with their approvals, settlements, what
is put aside, counts, reversals, all of them entered late now and then. After each step statuses, running sums, levels
of every day, completions, alerts and plans are the model's, and everything stored is as it must be.
"""

import random
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.shopfloor.whole.alert_model import Alerts
from tests.graphql.shopfloor.whole.conftest import PLANNED, STEPS, People
from tests.graphql.shopfloor.whole.drawn_asking import AllSteps
from tests.graphql.shopfloor.whole.drawn_steps import EARLIEST, LAST
from tests.graphql.shopfloor.whole.floor_objects import Order, running
from tests.support.cluster import SAMPLE_TENANT

STOCK = "onHand allocated available allowance history(from: $from, to: $to) { date closing }"
EVERYTHING = f"""query E($from: Date!, $to: Date!) {{
    workOrders(first: 100, orderBy: NUMBER) {{ nodes {{ number status targetQty deadline cumulativeQty limitQty
        dailyEntries {{ productionDate quantity cumulativeQty status }}
        completions {{ targetQty actualQty completedDate isCompleted }}
        changes {{ status approvals {{ by }} }} materialDebts {{ status settledQty closedQty openQty }}
    }} }}
    inventoryLevels(first: 100) {{ nodes {{ product {{ sku }} {STOCK} }} }}
    alerts(first: 100) {{ critical warning info nodes {{ kind state timesReopened workOrder {{ number }}
        level {{ product {{ sku }} }} }} }}
    productionPlans(first: 1) {{ nodes {{ status completionPercentage }} }}
}}"""


class Sequence(AllSteps):
    """Steps, and whether all is as the model has it after each."""

    def __init__(self, people: People, draw: random.Random) -> None:
        super().__init__(people, draw)
        self.alerts = Alerts(people.today)

    async def expect_same(self, did: str) -> None:
        """Everything that can be read, and that all is as it must be."""
        given = {"from": self.day(EARLIEST - 7), "to": self.day(LAST)}
        found = await self.people.person("root").ask(EVERYTHING, **given)
        orders = {one["number"]: one for one in found["workOrders"]["nodes"]}
        assert set(orders) == {order.number for order in self.floor.orders}, did
        for order in self.floor.orders:
            assert self.as_told(orders[order.number]) == self.as_modelled(order), did
        self.expect_levels(found["inventoryLevels"]["nodes"], did)
        self.expect_alerts(found["alerts"], did)
        (plan,) = found["productionPlans"]["nodes"]
        assert (plan["status"], Decimal(plan["completionPercentage"])) == self.plan_as_modelled(), did
        async with self.people.anybody.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
            assert await HOUSE.verify(session) == [], did

    def place(self, day: str) -> int:
        return LAST + (date.fromisoformat(day) - self.people.today).days

    def as_told(self, order: dict[str, Any]) -> Any:
        """A work order as it is answered."""
        entries = [
            (self.place(one["productionDate"]), D(one["quantity"]), D(one["cumulativeQty"]), one["status"])
            for one in order["dailyEntries"]
        ]
        completions = [
            (D(one["targetQty"]), D(one["actualQty"]), self.place(one["completedDate"]), one["isCompleted"])
            for one in order["completions"]
        ]
        changes = [(one["status"], [by["by"] for by in one["approvals"]]) for one in order["changes"]]
        debts = [
            (one["status"], D(one["settledQty"]), D(one["closedQty"]), D(one["openQty"]))
            for one in order["materialDebts"]
        ]
        figures = (
            D(order["targetQty"]),
            self.place(order["deadline"]),
            D(order["cumulativeQty"]),
            D(order["limitQty"]),
        )
        return order["status"], *figures, entries, completions, changes, debts

    def as_modelled(self, order: Order) -> Any:
        """The same of the model."""
        completions = [(one.target, one.actual, one.day, one.stands) for one in order.completions]
        changes = [(one.status, one.approved_by) for one in self.floor.changes if one.order is order]
        debts = [(one.status, one.settled, one.closed, one.open) for one in self.floor.debts if one.order is order]
        figures = (order.target, order.deadline, order.made, order.limit())
        return order.status, *figures, list(running(order)), completions, changes, debts

    def expect_levels(self, levels: list[dict[str, Any]], did: str) -> None:
        found = {level["product"]["sku"]: level for level in levels}
        assert set(found) == {sku for sku, level in self.floor.levels.items() if level.is_there}, did
        for sku, level in found.items():
            model = self.floor.levels[sku]
            told = tuple(D(level[name]) for name in ("onHand", "allocated", "available", "allowance"))
            assert told == (model.on_hand, model.allocated, model.available, model.allowance), (did, sku)
            for row in level["history"]:
                assert D(row["closing"]) == model.closing(self.place(row["date"])), (did, sku, row["date"])

    def expect_alerts(self, alerts: dict[str, Any], did: str) -> None:
        self.alerts.follow(self.floor)
        told = {
            (one["kind"], one["workOrder"]["number"] if one["workOrder"] else one["level"]["product"]["sku"]): one
            for one in alerts["nodes"]
        }
        assert set(told) == set(self.alerts.standing), did
        assert len(alerts["nodes"]) == len(told), did
        for key, one in told.items():
            assert one["timesReopened"] == self.alerts.opened[key] - 1, (did, key)
        assert {name: alerts[name] for name in ("critical", "warning", "info")} == self.alerts.open_by_severity(), did

    def plan_as_modelled(self) -> tuple[str, Decimal]:
        """Where the plan stands, and how far it is."""
        made = sum((order.made for order in self.floor.orders if order.plan and order.produces), Decimal(0))
        percent = min(made * 100 / PLANNED, Decimal(100)).quantize(Decimal("0.01"), ROUND_DOWN)
        return "IN_PROGRESS" if self.plan.is_begun else "APPROVED", percent


D = Decimal


async def test_a_floor_ends_as_in_the_model(people: People, seed: int) -> None:
    sequence = Sequence(people, random.Random(seed))
    for _ in range(STEPS):
        await sequence.expect_same(await sequence.step())
    assert len(sequence.told) > 2  # refusals were drawn
    assert len(sequence.done) > 5
