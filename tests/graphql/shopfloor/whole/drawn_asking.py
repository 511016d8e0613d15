"""Steps of who asks, decides, pays back and moves stock, drawn at random; the rest is in drawn_steps.py."""

from typing import Any

from tests.graphql.shopfloor.whole.drawn_steps import LAST, MATERIALS, D, Steps
from tests.graphql.shopfloor.whole.floor_objects import Asked, Change, Debt
from tests.graphql.shopfloor.whole.stock_model import STATE, Row

DECIDERS = ("mara", "budi", "root")
MOVED = "movements { id } restated { id }"


class AllSteps(Steps):
    """With changes, debts and movements."""

    async def ask_change(self) -> str:
        order, who = self.an_order(), self.draw.choice(("sari", "mara", "root"))
        is_target = self.draw.random() < 0.7
        target = D(max(1, int(order.target) + self.draw.randint(-20, 20))) if is_target else None
        deadline = None if is_target else self.draw.randint(LAST - 3, LAST + 20)
        may_be = self.floor.ask_change(order, who, target, deadline)
        value = {"newQty": str(target)} if is_target else {"newDate": self.day(deadline or 0)}
        given = {"workOrderId": self.id_of(order), "field": "TARGET_QTY" if is_target else "DEADLINE", **value}
        given["reason"] = "drawn"
        answer = await self.sends(who, "requestWorkOrderChange", "change { id approvalsNeeded }", may_be, input=given)
        if answer is not None:
            change = self.floor.changes[-1]
            assert answer["change"]["approvalsNeeded"] == change.needed
            self.ids[change] = answer["change"]["id"]
        return f"{given}"

    async def decide(self) -> str:
        """Approve, or now and then reject or withdraw, what waits; sometimes what does not."""
        everything: list[Asked] = [*self.floor.changes, *self.floor.debts]
        waiting = [asked for asked in everything if asked.status == "PENDING"]
        if not everything:
            return "nothing"
        asked = self.draw.choice(waiting if waiting and self.draw.random() < 0.9 else everything)
        kind = "WorkOrderChange" if isinstance(asked, Change) else "MaterialDebt"
        how = self.draw.choice(("approve",) * 6 + ("reject", "withdraw"))
        return await getattr(self, f"_{how}")(asked, kind)

    async def _approve(self, asked: Asked, kind: str) -> str:
        who = self.draw.choice(DECIDERS)
        rule = self.floor.approve_change if isinstance(asked, Change) else self.floor.approve_debt
        may_be = rule(asked, who)  # type: ignore[arg-type]
        await self.sends(who, f"approve{kind}", "__typename", may_be, id=self.id_of(asked))
        return f"{kind} by {who}"

    async def _reject(self, asked: Asked, kind: str) -> str:
        who = self.draw.choice([one for one in DECIDERS if one not in asked.approved_by])
        may_be = self.floor.reject(asked, who)
        await self.sends(who, f"reject{kind}", "__typename", may_be, id=self.id_of(asked), reason="drawn")
        return f"{kind} by {who}"

    async def _withdraw(self, asked: Asked, kind: str) -> str:
        who = self.draw.choice((asked.by, "root"))
        if kind == "WorkOrderChange" and who == "tono":
            who = "root"
        may_be = self.floor.withdraw(asked, who)
        await self.sends(who, f"withdraw{kind}", "__typename", may_be, id=self.id_of(asked))
        return f"{kind} by {who}"

    # Debts.

    async def ask_debt(self) -> str:
        order, who, sku = self.an_order(), self.draw.choice(("sari", "root")), self.draw.choice(MATERIALS)
        quantity, day = self.a_quantity(sku, 60), self.a_day()
        may_be = self.floor.ask_debt(order, who, sku, quantity, day)
        given = {
            "workOrderId": self.id_of(order), "materialSku": sku, "quantity": str(quantity), "neededOn": self.day(day),
            "reason": "drawn",
        }  # fmt: skip
        answer = await self.sends(who, "requestMaterialDebt", "debt { id approvalsNeeded }", may_be, input=given)
        if answer is not None:
            debt = self.floor.debts[-1]
            assert answer["debt"]["approvalsNeeded"] == debt.needed
            self.ids[debt] = answer["debt"]["id"]
        return f"{given}"

    def _a_debt(self) -> Debt:
        owed = [debt for debt in self.floor.debts if debt.open]
        return self.draw.choice(owed if owed and self.draw.random() < 0.9 else self.floor.debts)

    async def settle(self) -> str:
        if not self.floor.debts:
            return "nothing"
        debt, day = self._a_debt(), self.a_day()
        quantity = self.a_quantity(debt.sku, 30)
        may_be = self.floor.settle(debt, quantity, day, None)
        given = {"receivedQty": str(quantity), "receivedOn": self.day(day)}
        selection = "debt { settlements { movement { id } } }"
        answer = await self.sends("sari", "settleMaterialDebt", selection, may_be, id=self.id_of(debt), input=given)
        if answer is not None:
            self._know(debt.sku, self.floor.levels[debt.sku].last, answer["debt"]["settlements"][-1]["movement"]["id"])
        return f"{debt.sku} {given}"

    async def settle_by(self) -> str:
        receipts = [(sku, row) for sku, row in self.moved if row.kind == "RECEIPT"]
        if not self.floor.debts or not receipts:
            return "nothing"
        debt = self._a_debt()
        fitting = [row for sku, row in receipts if sku == debt.sku]
        row = self.draw.choice(fitting if fitting and self.draw.random() < 0.9 else [row for _, row in receipts])
        quantity = self.a_quantity(debt.sku, 20)
        may_be = self.floor.settle(debt, quantity, row.day, row)
        given = {"receivedQty": str(quantity), "receiptMovementId": self.id_of(row)}
        await self.sends("sari", "settleMaterialDebt", "__typename", may_be, id=self.id_of(debt), input=given)
        return f"{debt.sku} {given}"

    async def close(self) -> str:
        if not self.floor.debts or self.draw.random() < 0.3:
            return "nothing"
        debt = self._a_debt()
        may_be = self.floor.close(debt)
        await self.sends("mara", "closeMaterialDebt", "__typename", may_be, id=self.id_of(debt), reason="drawn")
        return debt.sku

    # Stock.

    async def move(self) -> str:
        kind = self.draw.choice(("RECEIPT", "RECEIPT", "RECEIPT", "CONSUMPTION", "ALLOCATION", "RELEASE"))
        sku, day = self.draw.choice(("SHIRT", *MATERIALS)), self.a_day()
        quantity = self.a_quantity(sku, 90 if kind == "RECEIPT" else 20)
        order = None if kind == "RECEIPT" or self.draw.random() < 0.4 else self.an_order()
        given: dict[str, Any] = {"sku": sku, "kind": kind, "quantity": str(quantity), "occurredOn": self.day(day)}
        given |= {} if order is None else {"workOrderId": self.id_of(order)}
        if self.floor.is_entered(day):
            number, is_over = (None, False) if order is None else (order.number, order.is_over)
            may_be = self.floor.levels[sku].enter(kind, quantity, day, number, is_over)
        else:
            may_be = {"INVALID_INPUT"} | ({STATE} if order is not None and order.is_over else set())
        answer = await self.sends("planner", "recordInventoryMovement", MOVED, may_be, input=given)
        if answer is not None:
            self._know(sku, self.floor.levels[sku].last, answer["movements"][0]["id"])
        return f"{given}"

    async def count(self) -> str:
        if self.draw.random() < 0.5:
            return "rather not"
        sku, day = self.draw.choice(MATERIALS), self.draw.randint(LAST - 20, LAST)
        counted = self.a_quantity(sku, 60)
        may_be = self.floor.levels[sku].count(counted, day)
        given = {"sku": sku, "counted": str(counted), "countedOn": self.day(day)}
        answer = await self.sends("planner", "countInventory", MOVED, may_be, input=given)
        if answer is not None:
            self._know(sku, self.floor.levels[sku].last, answer["movements"][0]["id"])
        return f"{given}"

    async def reverse(self) -> str:
        if not self.moved:
            return "nothing"
        sku, row = self.draw.choice(self.moved)
        is_over = any(order.number == row.order and order.is_over for order in self.floor.orders)
        may_be = self.floor.levels[sku].reverse(row, is_over)
        id = self.id_of(row)
        answer = await self.sends("planner", "reverseInventoryMovement", MOVED, may_be, id=id, reason="drawn")
        if answer is not None:
            self._know(sku, self.floor.levels[sku].last, answer["movements"][0]["id"])
        return f"{row}"

    def _know(self, sku: str, row: Row | None, id: str) -> None:
        """A movement that may be reversed, or named."""
        assert row is not None
        self.ids[row] = id
        self.moved.append((sku, row))
