"""A shop floor goes on while the server, and its database, are killed: what was answered is there once, and no more.

Entries that take their components by themselves and are corrected, offline batches that are sent again without a key
of the request, changes with their approvals, debts with approvals and settlements.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.chaos.installation import Installation, kill_again_and_again, until_answered
from tests.support import api, loopback
from tests.support.clocks import ago

D = Decimal
DAYS, ITEMS, IN_STOCK, TARGET = 28, 6, D(1_000_000), D(100_000)
LEAST = 6  # answers that everybody has got, however busy the machine is
PRODUCT = "mutation P($input: ProductInput!) { createProduct(input: $input) { problems { message } } }"
BILL = """mutation B($lines: [BomLineInput!]!) { setBillOfMaterials(sku: "SHIRT", lines: $lines) {
    problems { message } } }"""
RECEIPT = "mutation M($input: MovementInput!) { recordInventoryMovement(input: $input) { problems { message } } }"
ORDER = (
    "mutation O($input: WorkOrderInput!) { createWorkOrder(input: $input) { workOrder { id } problems { message } } }"
)
RECORD = """mutation R($input: DailyProductionInput!) { recordDailyProduction(input: $input) {
    cumulativeQty problems { message } } }"""
BATCH = """mutation B($items: [DailyProductionInput!]!) { recordDailyProductionBatch(items: $items) {
    results { id problems { message } } problems { message } } }"""
ASK_CHANGE = """mutation C($input: WorkOrderChangeInput!) { requestWorkOrderChange(input: $input) {
    change { id } problems { message } } }"""
APPROVE_CHANGE = "mutation A($id: ID!) { approveWorkOrderChange(id: $id) { qtyUpdated problems { message } } }"
ASK_DEBT = (
    "mutation D($input: MaterialDebtInput!) { requestMaterialDebt(input: $input) { debt { id } problems { message } } }"
)
APPROVE_DEBT = "mutation A($id: ID!) { approveMaterialDebt(id: $id) { debt { status } problems { message } } }"
SETTLE = """mutation S($id: ID!, $input: DebtSettlementInput!) { settleMaterialDebt(id: $id, input: $input) {
    debt { settledQty } problems { message } } }"""
ORDERS = """query O($after: String) { workOrders(first: 100, after: $after) { pageInfo { endCursor hasNextPage } nodes {
    number targetQty dailyEntries { productionDate quantity } changes { status } materialDebts { settledQty } } } }"""
LEVELS = "{ inventoryLevels(first: 10) { nodes { product { sku } onHand allowance } } }"

pytestmark = pytest.mark.chaos


@dataclass
class Made:
    """What somebody was answered of a work order."""

    number: str
    target: Decimal = TARGET
    entries: dict[str, Decimal] = field(default_factory=dict)
    debts: list[Decimal] = field(default_factory=list)  # what was settled of each


class Worker:
    """Somebody with orders of one's own, who asks as the roles that one needs."""

    def __init__(self, number: int, clients: dict[str, httpx.AsyncClient]) -> None:
        self.draw, self.clients, self.number = random.Random(number), clients, number
        self.orders: list[Made] = []
        self.answered = 0

    async def asks(self, role: str, query: str, *, keyed: bool = True, **variables: Any) -> Any:
        """A mutation that is carried out once, however often it is sent."""
        payload = await until_answered(self.clients[role], query, variables, uuid4().hex if keyed else None)
        assert payload["problems"] == [], payload
        self.answered += 1
        return payload

    async def begins(self) -> tuple[Made, str]:
        """A new work order."""
        made = Made(f"SPK-{self.number}-{len(self.orders)}")
        given = {
            "number": made.number, "sku": "SHIRT", "department": "CUT", "stage": "PACKING", "targetQty": str(TARGET),
            "plannedStart": ago(DAYS + 1), "deadline": ago(-5), "producesStock": True, "consumption": "BACKFLUSH",
        }  # fmt: skip
        answer = await self.asks("PRODUCTION_MANAGER", ORDER, input=given)
        self.orders.append(made)
        return made, answer["workOrder"]["id"]

    async def records(self, stop: asyncio.Event) -> None:
        """Entries, most of which are corrected."""
        made, order = await self.begins()
        while not stop.is_set():
            day, quantity = ago(self.draw.randint(0, DAYS)), self.draw.randint(0, 50)
            given = {"workOrderId": order, "productionDate": day, "quantity": str(quantity), "reason": "counted"}
            await self.asks("PRODUCTION_SPV", RECORD, input={**given, "replace": day in made.entries})
            made.entries[day] = D(quantity)

    async def sends_batches(self, stop: asyncio.Event) -> None:
        """What was kept offline, sent again in another order each time, by the keys of its items alone."""
        made, order = await self.begins()
        while not stop.is_set():
            if len(made.entries) + ITEMS > DAYS:
                made, order = await self.begins()
            left = [day for day in map(ago, range(DAYS)) if day not in made.entries]
            items = [
                {
                    "workOrderId": order, "productionDate": day, "quantity": str(self.draw.randint(1, 50)),
                    "clientKey": uuid4().hex,
                }
                for day in self.draw.sample(left, ITEMS)
            ]  # fmt: skip
            told: dict[str, str] = {}
            for _ in range(2):
                self.draw.shuffle(items)
                answer = await self.asks("PRODUCTION_SPV", BATCH, keyed=False, items=items)
                assert [one["problems"] for one in answer["results"]] == [[]] * len(items), answer
                ids = {item["clientKey"]: one["id"] for item, one in zip(items, answer["results"], strict=True)}
                assert told in ({}, ids)
                told = ids
            made.entries |= {item["productionDate"]: D(item["quantity"]) for item in items}

    async def changes(self, stop: asyncio.Event) -> None:
        """Targets, a little more each time."""
        made, order = await self.begins()
        while not stop.is_set():
            given = {"workOrderId": order, "field": "TARGET_QTY", "newQty": str(made.target + 1), "reason": "more"}
            asked = await self.asks("PRODUCTION_SPV", ASK_CHANGE, input=given)
            answer = await self.asks("PRODUCTION_MANAGER", APPROVE_CHANGE, id=asked["change"]["id"])
            assert answer["qtyUpdated"]
            made.target += 1

    async def owes(self, stop: asyncio.Event) -> None:
        """Debts, each paid back in a few parts."""
        made, order = await self.begins()
        while not stop.is_set():
            given = {"workOrderId": order, "materialSku": "FABRIC", "quantity": "100", "reason": "late"}
            debt = await self.asks("PRODUCTION_SPV", ASK_DEBT, input=given)
            await self.asks("PRODUCTION_MANAGER", APPROVE_DEBT, id=debt["debt"]["id"])
            made.debts.append(D(0))
            for _ in range(self.draw.randint(1, 4)):
                part = D(self.draw.randint(1, 2_500)).scaleb(-2)
                given = {"receivedQty": str(part)}
                answer = await self.asks("PRODUCTION_SPV", SETTLE, id=debt["debt"]["id"], input=given)
                made.debts[-1] += part
                assert D(answer["debt"]["settledQty"]) == made.debts[-1]


async def test_what_a_floor_was_answered_is_there_once(installation: Installation, kills: int) -> None:
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        clients = {}
        for role in ("PLANNER", "PRODUCTION_SPV", "PRODUCTION_MANAGER", "ADMIN"):
            headers = {"Authorization": f"Bearer {api.token(role, subject=role)}"}
            client = loopback.AsyncClient(base_url=installation.url, headers=headers, timeout=10)
            clients[role] = await stack.enter_async_context(client)
        await stocked(clients["PLANNER"])
        workers = [Worker(number, clients) for number in range(8)]
        doing: list[Callable[[Worker, asyncio.Event], Awaitable[None]]] = [
            Worker.records, Worker.records, Worker.records, Worker.sends_batches, Worker.sends_batches, Worker.changes,
            Worker.owes, Worker.owes,
        ]  # fmt: skip
        tasks = [asyncio.ensure_future(do(worker, stop)) for do, worker in zip(doing, workers, strict=True)]
        await kill_again_and_again(installation, kills)
        while min(worker.answered for worker in workers) < LEAST and not any(task.done() for task in tasks):
            await asyncio.sleep(0.1)
        stop.set()
        await asyncio.gather(*tasks)
        found, levels = await orders_and_levels(clients["ADMIN"])
    expect_what_was_answered(found, levels, [made for worker in workers for made in worker.orders])
    installation.command("verify", "--tenant", "demo")
    print(f"\n{kills} kills, {sum(worker.answered for worker in workers)} mutations, none lost, none twice")


async def stocked(planner: httpx.AsyncClient) -> None:
    """A shirt, its fabric, and enough of it."""
    shirt = {"sku": "SHIRT", "name": "Shirt", "unit": "pcs", "kind": "FINISHED_GOOD"}
    fabric = {"sku": "FABRIC", "name": "Fabric", "unit": "m", "kind": "MATERIAL", "decimals": 2, "unitCost": "4.5",
              "currency": "EUR"}  # fmt: skip
    lines = [{"componentSku": "FABRIC", "quantityPerUnit": "0.35", "scrap": 0.04}]
    receipt = {"sku": "FABRIC", "kind": "RECEIPT", "quantity": str(IN_STOCK), "occurredOn": ago(DAYS + 1)}
    for query, variables in (
        (PRODUCT, {"input": shirt}), (PRODUCT, {"input": fabric}), (BILL, {"lines": lines}),
        (RECEIPT, {"input": receipt}),
    ):  # fmt: skip
        assert (await until_answered(planner, query, variables, uuid4().hex))["problems"] == []


async def orders_and_levels(admin: httpx.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every work order by number, every level by sku."""
    orders: dict[str, Any] = {}
    after, more = None, True
    while more:
        page = await until_answered(admin, ORDERS, {"after": after}, None)
        orders |= {one["number"]: one for one in page["nodes"]}
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    levels = await until_answered(admin, LEVELS, {}, None)
    return orders, {one["product"]["sku"]: one for one in levels["nodes"]}


def expect_what_was_answered(orders: dict[str, Any], levels: dict[str, Any], made: list[Made]) -> None:
    assert set(orders) == {one.number for one in made}
    for one in made:
        order = orders[one.number]
        entries = {entry["productionDate"]: D(entry["quantity"]) for entry in order["dailyEntries"]}
        assert entries == one.entries
        assert D(order["targetQty"]) == one.target
        assert [change["status"] for change in order["changes"]] == ["APPROVED"] * int(one.target - TARGET)
        assert [D(debt["settledQty"]) for debt in order["materialDebts"]] == one.debts
    output = [quantity for one in made for quantity in one.entries.values()]
    taken = sum((D("0.364") * one).quantize(D("0.01"), ROUND_HALF_UP) for one in output)
    settled = [part for one in made for part in one.debts]
    assert sum(output) > 0
    assert D(levels["SHIRT"]["onHand"]) == sum(output)
    assert D(levels["FABRIC"]["onHand"]) == IN_STOCK - taken + sum(settled)
    assert D(levels["FABRIC"]["allowance"]) == 100 * len(settled) - sum(settled)
