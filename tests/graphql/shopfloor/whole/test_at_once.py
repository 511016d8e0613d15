"""Everything that changes a shop floor at once: nobody waits for each other for ever, and all is right at the end.

Each of some people takes drawn steps over the same few orders, debts, levels and a plan: output and corrections,
batches that are one transaction, allocations, movements, changes, settlements, cancellations. What is refused is
refused by a rule; nobody is told that somebody else was faster, for locks are taken in one order.
"""

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import text

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.shopfloor.whole.conftest import People
from tests.graphql.shopfloor.whole.drawn_steps import LAST, MATERIALS, Steps
from tests.support.cluster import SAMPLE_TENANT

AT_ONCE, EACH = 8, 6
ORDERS = "{ workOrders(first: 20) { nodes { id } } }"
WAITING = """{ pendingWorkOrderChanges { nodes { id } } pendingMaterialDebts { nodes { id } }
    materialDebts(filter: {settlementState: [OPEN, PARTLY_SETTLED]}) { nodes { id } }
    inventoryMovements(first: 30) { nodes { id } } }"""
BATCH = """mutation B($items: [DailyProductionInput!]!) { recordDailyProductionBatch(items: $items) {
    results { problems { code message } } problems { code message } } }"""
_DEADLOCKS = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


class Hurry:
    """Somebody who takes drawn steps without looking what others do."""

    def __init__(self, people: People, orders: list[str], seed: str) -> None:
        self.people, self.orders, self.draw = people, orders, random.Random(seed)
        self.codes: set[str] = set()

    def day(self) -> str:
        return Steps(self.people, self.draw).day(self.draw.randint(LAST - 5, LAST))

    async def sends(self, who: str, mutation: str, **variables: Any) -> None:
        answer = await self.people.person(who).sends(mutation, "__typename", **variables)
        self.codes |= {problem["code"] for problem in answer["problems"]}

    async def waiting(self, name: str) -> str | None:
        """One of what waits, or is open."""
        nodes = (await self.people.person("root").ask(WAITING))[name]["nodes"]
        return self.draw.choice(nodes)["id"] if nodes else None

    async def step(self) -> None:
        order, draw = self.draw.choice(self.orders), self.draw
        match draw.randrange(12):
            case 0 | 1 | 2:
                await self.sends("sari", "recordDailyProduction", input=self.entry(order))
            case 3 | 4:
                await self.batch()
            case 5:
                await self.sends("planner", "allocateMaterials", workOrderId=order)
            case 6:
                kind = draw.choice(("RECEIPT", "CONSUMPTION", "ALLOCATION", "RELEASE"))
                given = {"sku": draw.choice(MATERIALS), "kind": kind, "quantity": str(draw.randint(1, 9))}
                await self.sends("planner", "recordInventoryMovement", input={**given, "workOrderId": order})
            case 7:
                await self.change(order)
            case 8:
                await self.owe(order)
            case 9:
                if (debt := await self.waiting("materialDebts")) is not None:
                    await self.sends("sari", "settleMaterialDebt", id=debt, input={"receivedQty": "1"})
            case 10:
                if (movement := await self.waiting("inventoryMovements")) is not None:
                    await self.sends("planner", "reverseInventoryMovement", id=movement, reason="drawn")
            case _:
                given = {"sku": draw.choice(MATERIALS), "counted": str(draw.randint(100, 300))}
                await self.sends("planner", "countInventory", input=given)

    def entry(self, order: str) -> dict[str, Any]:
        figures = {"quantity": str(self.draw.randint(0, 12)), "replace": self.draw.random() < 0.6, "reason": "drawn"}
        return {"workOrderId": order, "productionDate": self.day(), **figures}

    async def batch(self) -> None:
        """Entries of several orders in one transaction, in any order."""
        sari = self.people.person("sari")
        sari.headers = {**sari.headers, "Idempotency-Key": f"batch-{self.draw.random()}"}
        items = [self.entry(order) for order in self.draw.sample(self.orders, 3)]
        answer = (await sari.ask(BATCH, items=items))["recordDailyProductionBatch"]
        told = [*answer["problems"], *(one for result in answer["results"] for one in result["problems"])]
        self.codes |= {problem["code"] for problem in told}

    async def change(self, order: str) -> None:
        if (change := await self.waiting("pendingWorkOrderChanges")) is not None:
            await self.sends("mara", "approveWorkOrderChange", id=change)
        else:
            given = {"workOrderId": order, "field": "TARGET_QTY", "newQty": str(self.draw.randint(20, 60))}
            await self.sends("sari", "requestWorkOrderChange", input={**given, "reason": "drawn"})

    async def owe(self, order: str) -> None:
        if (debt := await self.waiting("pendingMaterialDebts")) is not None:
            await self.sends("mara", "approveMaterialDebt", id=debt)
        else:
            given = {"workOrderId": order, "materialSku": self.draw.choice(MATERIALS), "quantity": "9"}
            await self.sends("sari", "requestMaterialDebt", input={**given, "reason": "drawn"})


@pytest.mark.races
async def test_nobody_waits_for_each_other_for_ever(people: People) -> None:
    await begin(people)
    orders = [one["id"] for one in (await people.person("root").ask(ORDERS))["workOrders"]["nodes"]]
    everybody = [Hurry(people, orders, f"somebody {number}") for number in range(AT_ONCE)]
    for _ in range(EACH):
        await asyncio.gather(*(one.step() for one in everybody))
    codes = set().union(*(one.codes for one in everybody))
    assert "CONFLICT" not in codes  # what is tried again and again until it is given up
    async with people.anybody.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:
        assert await session.scalar(_DEADLOCKS) == 0
        assert await HOUSE.verify(session) == []


async def begin(people: People) -> None:
    """Orders of both products for a plan and for none, and some of every material."""
    planner, days = people.person("planner"), Steps(people, random.Random(1))
    for sku in MATERIALS:
        given = {"sku": sku, "kind": "RECEIPT", "quantity": "200", "occurredOn": days.day(LAST - 9)}
        answer = await planner.sends("recordInventoryMovement", "__typename", input=given)
        assert answer["problems"] == []
    for number, (sku, plan) in enumerate([("SHIRT", people.plan), ("SHIRT", None), ("PANEL", None)] * 2):
        given = {
            "number": f"SPK-{number}", "sku": sku, "planId": plan, "department": "CUT", "stage": "SEWING",
            "targetQty": "40", "plannedStart": days.day(LAST - 9), "deadline": days.day(LAST + 9),
            "producesStock": True, "consumption": "BACKFLUSH",
        }  # fmt: skip
        answer = await planner.sends("createWorkOrder", "__typename", input=given)
        assert answer["problems"] == [], answer
