"""Random movements, debts, settlements and allocations, many of them entered late, end as in a simple model."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from db.shared.tenants import tenant_id
from server.rooms import HOUSE
from tests.graphql.debts.conftest import Hand
from tests.graphql.debts.debt_model import OK, Debt, Model
from tests.support.clocks import ago, today
from tests.support.cluster import SAMPLE_TENANT

LAST, STEPS = 20, 60
KINDS = (
    "RECEIPT", "CONSUMPTION", "CONSUMPTION", "CONSUMPTION", "ALLOCATION", "RELEASE",
    "ASK", "APPROVE", "APPROVE", "SETTLE", "SETTLE", "SETTLE_BY", "CLOSE",
)  # fmt: skip
HISTORY = """query H($from: Date!, $to: Date!) { latestInventory(sku: "FABRIC") { onHand allocated allowance
    history(from: $from, to: $to) { date closing } } }"""


class Sequence:
    """The same steps, taken over HTTP and by the model."""

    def __init__(self, floor: Hand, draw: random.Random, orders: list[str]) -> None:
        self._floor, self._draw, self._orders = floor, draw, orders
        self._model = Model(today=LAST)
        self._debts: list[tuple[Debt, Any]] = []
        self._receipts: list[tuple[list[int], str]] = []
        self.told: set[str] = set()

    async def step(self) -> str:
        """One of them; returns what was done."""
        kind, quantity, day = self._draw.choice(KINDS), self._draw.randint(1, 40), self._draw.randint(0, LAST)
        if kind not in ("ASK", "RECEIPT", "CONSUMPTION", "ALLOCATION", "RELEASE") and not self._debts:
            return "nothing"
        expected, answer = await getattr(self, f"_{kind.lower()}")(quantity, day)
        said = answer["problems"][0]["code"] if answer["problems"] else OK
        did = f"{kind} of {quantity} on day {day}"
        assert said == expected, f"{did}: {answer['problems']}"
        self.told.add(said)
        return did

    async def _moved(self, kind: str, quantity: int, day: int) -> tuple[str, Any]:
        order = self._draw.choice([None, *self._orders])
        more = {} if order is None or kind == "RECEIPT" else {"workOrderId": order}
        expected = self._model.move(kind, quantity, day, None if kind == "RECEIPT" else order)
        answer = await self._floor.tries(kind, quantity, LAST - day, **more)
        if kind == "RECEIPT" and expected == OK:
            self._receipts.append((self._model.receipts[-1], answer["movements"][0]["id"]))
        return expected, answer

    async def _receipt(self, quantity: int, day: int) -> tuple[str, Any]:
        return await self._moved("RECEIPT", quantity, day)

    async def _consumption(self, quantity: int, day: int) -> tuple[str, Any]:
        return await self._moved("CONSUMPTION", quantity, day)

    async def _allocation(self, quantity: int, day: int) -> tuple[str, Any]:
        return await self._moved("ALLOCATION", quantity, day)

    async def _release(self, quantity: int, day: int) -> tuple[str, Any]:
        return await self._moved("RELEASE", quantity, day)

    async def _ask(self, quantity: int, day: int) -> tuple[str, Any]:
        given = self._floor.debt_input(quantity, neededOn=ago(LAST - day))
        answer = await self._floor.sends("requestMaterialDebt", input=given)
        self._debts.append((Debt(quantity, day), answer["debt"]))
        self._model.debts.append(self._debts[-1][0])
        return OK, answer

    async def _approve(self, _: int, __: int) -> tuple[str, Any]:
        debt, theirs = self._draw.choice(self._debts)
        return self._model.approve(debt), await self._floor.boss.sends("approveMaterialDebt", id=theirs["id"])

    async def _settle(self, quantity: int, day: int) -> tuple[str, Any]:
        debt, theirs = self._draw.choice(self._debts)
        expected = self._model.settle(debt, quantity, day)
        answer = await self._floor.settles(theirs, quantity, receivedOn=ago(LAST - day))
        if expected == OK:
            written = answer["debt"]["settlements"][-1]["movement"]["id"]
            self._receipts.append((self._model.receipts[-1], written))
        return expected, answer

    async def _settle_by(self, quantity: int, day: int) -> tuple[str, Any]:
        if not self._receipts:
            return await self._settle(quantity, day)
        (debt, theirs), (receipt, id) = self._draw.choice(self._debts), self._draw.choice(self._receipts)
        expected = self._model.settle_by(debt, quantity, receipt)
        return expected, await self._floor.settles(theirs, quantity, receiptMovementId=id)

    async def _close(self, _: int, __: int) -> tuple[str, Any]:
        debt, theirs = self._draw.choice(self._debts)
        expected = self._model.close(debt)
        return expected, await self._floor.boss.sends("closeMaterialDebt", id=theirs["id"], reason="drawn")

    async def expect_same(self, did: str) -> None:
        """The level, the balance of each day, and that all is as it must be."""
        given = {"from": ago(LAST), "to": ago(0)}
        level = (await self._floor.keeper.ask(HISTORY, **given))["latestInventory"]
        if level is None:
            assert not self._model.moved, did
            return
        found = tuple(Decimal(level[name]) for name in ("onHand", "allocated", "allowance"))
        allowance = sum(debt.open for debt in self._model.debts)
        assert found == (self._model.on_hand, sum(self._model.aside.values()), allowance), did
        for row in level["history"]:
            day = LAST - (today() - date.fromisoformat(row["date"])).days
            assert Decimal(row["closing"]) == self._model.closing(day), did
        async with self._floor.app.state.database.read(tenant_id(SAMPLE_TENANT)) as session:  # type: ignore[attr-defined]
            assert await HOUSE.verify(session) == [], did


@pytest.mark.parametrize("seed", range(4))
async def test_sequences_end_as_in_the_model(floor: Hand, seed: int) -> None:
    orders = [floor.order, await floor.new_order("SPK-2")]
    sequence = Sequence(floor, random.Random(seed), orders)
    for _ in range(STEPS):
        await sequence.expect_same(await sequence.step())
    assert OK in sequence.told
    assert len(sequence.told) > 2  # refusals were drawn, too
