"""A shop floor as the specification has it, in plain lists and dicts.

Every step answers with the codes that may refuse it; without any it was taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.graphql.shopfloor.whole.floor_objects import Asked, Change, Completion, Debt, Entry, Line, Order
from tests.graphql.shopfloor.whole.stock_model import EXCEEDED, NOTHING, SHORT, STATE, UNFIT, Kept, Level, Row

INVALID, MISSING, EXISTS, SELF, NO_CHANGES = (
    "INVALID_INPUT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "SELF_APPROVAL",
    "NO_CHANGES",
)
FARTHEST = 31


@dataclass
class Floor:
    """Everything."""

    today: int
    bills: dict[str, list[Line]]
    costs: dict[str, Decimal | None]
    levels: dict[str, Level]
    orders: list[Order] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)

    def is_entered(self, day: int, back: int = FARTHEST) -> bool:
        """Whether a day may be entered now."""
        return self.today - back <= day <= self.today

    def lines(self, order: Order) -> list[Line]:
        """What an order takes."""
        given = self.bills.get(order.sku, [])
        return [line for line in given if line.stage == order.stage or (line.stage is None and order.produces)]

    # Work orders.

    def create(self, order: Order) -> set[str]:
        told = set()
        if order.start > order.deadline:
            told.add(INVALID)
        if order.plan is not None and order.produces and self._is_beyond(order, order.target):
            told.add(EXCEEDED)
        if not told:
            order.original = order.target
            self.orders.append(order)
        return told

    def cancel(self, order: Order) -> set[str]:
        if order.status != "NOT_STARTED":
            return {STATE}
        mine = [debt for debt in self.debts if debt.order is order and debt.open]
        kept = self._kept()
        for debt in mine:
            self.levels[debt.sku].steps.append((self.today, -debt.open))
        if any(self.levels[debt.sku].is_short() for debt in mine):
            self._put_back(kept)
            return {SHORT}
        for debt in mine:
            debt.closed += debt.open
        for asked in (*self.changes, *self.debts):
            if asked.order is order and asked.status == "PENDING":
                asked.status = "REJECTED"
        order.is_cancelled = True
        self._release(order)
        return set()

    def allocate(self, order: Order) -> set[str]:
        if order.is_over:
            return {STATE}
        for line in self.lines(order):
            level = self.levels[line.sku]
            missing = min(line.need(order.target - order.made) - level.own(order.number), level.available)
            level.is_there = True
            if missing > 0:
                level.add(Row(self.today, "ALLOCATION", NOTHING, missing, order.number))
        return set()

    def hold(self, orders: Iterable[Order]) -> None:
        """Hold what orders may move, all at once: what is held is there."""
        for order in orders:
            taken = [line.sku for line in self.lines(order)] if order.backflush else []
            for sku in [*taken, *([order.sku] if order.produces else [])]:
                self.levels[sku].is_there = True

    # Daily production.

    def record(
        self, order: Order, day: int, quantity: Decimal, scrap: Decimal, *, back: int, replace: bool, reason: str
    ) -> set[str]:
        before = order.entries.get(day)
        told = set() if self.is_entered(day, back) and day >= order.start else {INVALID}
        if order.is_cancelled:
            return told | {STATE}
        if before is None:
            told |= ({MISSING} if replace else set()) | ({STATE} if order.is_over and not replace else set())
        elif (before.quantity, before.scrap) == (quantity, scrap):
            return told  # nothing is written
        elif not replace:
            told.add(EXISTS)
        elif order.is_over and not reason:
            told.add(INVALID)
        added = quantity - (before.quantity if before is not None else NOTHING)
        if added > 0 and order.made + added > order.limit():
            told.add(EXCEEDED)
        return told or self._write(order, day, Entry(quantity, scrap), before)

    def _write(self, order: Order, day: int, entry: Entry, before: Entry | None) -> set[str]:
        kept, was_completed = self._kept(), order.status == "COMPLETED"
        if any(row.settling for _, row in (before.moved if before is not None else [])):
            return {STATE}
        for sku, row in before.moved if before is not None else []:
            self.levels[sku].add(row.mirrored())
        is_short = False
        if order.produces and entry.quantity:
            row = Row(day, "RECEIPT", entry.quantity, NOTHING, order.number, of_production=True)
            self.levels[order.sku].add(row)
            entry.moved.append((order.sku, row))
        for line in self.lines(order) if order.backflush else []:
            if need := line.need(entry.quantity + entry.scrap):
                level = self.levels[line.sku]
                is_short = is_short or level.lacks(need, day, order.number)
                entry.moved.append((line.sku, level.consume(need, day, order.number, of_production=True)))
        touched = {sku for sku, _ in (*entry.moved, *(before.moved if before is not None else ()))}
        if is_short or any(self.levels[sku].is_short() for sku in touched):
            self._put_back(kept)
            return {SHORT}
        order.entries[day] = entry
        self._follow(order, was_completed, None)
        return set()

    def _follow(self, order: Order, was_completed: bool, changed_on: int | None) -> None:
        """What follows from what was made and is to be made."""
        is_completed = order.status == "COMPLETED"
        if was_completed and not is_completed:
            order.completions[-1].stands = False
        if is_completed and not was_completed:
            day = order.reached_on() if changed_on is None else changed_on
            order.completions.append(Completion(order.target, order.made, day))
        if order.plan is not None and order.made:
            order.plan.is_begun = True
        if is_completed:
            self._release(order)

    def _release(self, order: Order) -> None:
        """What is put aside for an order and not needed is free again."""
        rest = NOTHING if order.is_cancelled else max(order.target - order.made, NOTHING)
        for sku, level in self.levels.items():
            level.release(
                order.number, sum((line.need(rest) for line in self.lines(order) if line.sku == sku), NOTHING)
            )

    # Changes.

    def ask_change(self, order: Order, by: str, target: Decimal | None, deadline: int | None) -> set[str]:
        if order.is_cancelled:
            return {STATE}
        told = self._broken_rules(order, target, deadline)
        waiting = (one for one in self.changes if one.order is order and one.status == "PENDING")
        if any((one.target is None) is (target is None) for one in waiting):
            told.add(EXISTS)
        if target == order.target or deadline == order.deadline:
            told.add(NO_CHANGES)
        if not told:
            is_large = target is not None and abs(target - order.original) > Decimal("0.25") * order.original
            self.changes.append(Change(order, by, 2 if is_large else 1, target=target, deadline=deadline))
        return told

    def approve_change(self, change: Change, by: str) -> set[str]:
        order, was_completed = change.order, change.order.status == "COMPLETED"
        if told := self._decide(change, by) | self._broken_rules(order, change.target, change.deadline):
            return told
        if not self._approve(change, by):
            return set()
        is_less = change.target is not None and change.target < order.target
        order.target, order.deadline = change.target or order.target, change.deadline or order.deadline
        self._follow(order, was_completed, self.today)
        if is_less:
            self._release(order)
        return set()

    def _broken_rules(self, order: Order, target: Decimal | None, deadline: int | None) -> set[str]:
        told = set()
        if target is not None and order.made > order.limit(target):
            told.add(EXCEEDED)
        if target is not None and target > order.target and order.produces and self._is_beyond(order, target):
            told.add(EXCEEDED)
        if deadline is not None and deadline < max(self.today, order.start):
            told.add(INVALID)
        return told

    def _is_beyond(self, order: Order, target: Decimal) -> bool:
        if order.plan is None:
            return False
        others = [
            one.target
            for one in self.orders
            if one.plan is order.plan and one.produces and not one.is_cancelled and one is not order
        ]
        return sum(others, target) > order.plan.quantity * (1 + order.allowance)

    # What changes and debts have in common.

    def _decide(self, asked: Asked, by: str) -> set[str]:
        if asked.status != "PENDING":
            return {STATE}
        return {SELF} if by == asked.by or by in asked.approved_by else set()

    def _approve(self, asked: Asked, by: str) -> bool:
        """Write an approval down; whether it was the last that is needed."""
        asked.approved_by.append(by)
        if len(asked.approved_by) < asked.needed:
            return False
        asked.status = "APPROVED"
        return True

    def reject(self, asked: Asked, by: str) -> set[str]:
        told = self._decide(asked, by)
        asked.status = asked.status if told else "REJECTED"
        return told

    def withdraw(self, asked: Asked, by: str) -> set[str]:
        told = {STATE} if asked.status != "PENDING" else {UNFIT} if by != asked.by else set()
        asked.status = asked.status if told else "WITHDRAWN"
        return told

    # Debts.

    def ask_debt(self, order: Order, by: str, sku: str, quantity: Decimal, day: int) -> set[str]:
        told = ({STATE} if order.is_over else set()) | (set() if self.is_entered(day) else {INVALID})
        if not told:
            cost = self.costs[sku]
            is_large = cost is None or quantity * cost > 1000
            self.debts.append(Debt(order, by, 2 if is_large else 1, sku=sku, quantity=quantity, day=day))
        return told

    def approve_debt(self, debt: Debt, by: str) -> set[str]:
        told = self._decide(debt, by) | ({STATE} if debt.order.is_over else set())
        if not told and self._approve(debt, by):
            self.levels[debt.sku].is_there = True
            self.levels[debt.sku].steps.append((debt.day, debt.quantity))
        return told

    def settle(self, debt: Debt, quantity: Decimal, day: int, receipt: Row | None) -> set[str]:
        """By a receipt that is written, or by one that is there."""
        level, kept = self.levels[debt.sku], self._kept()
        told = {STATE} if debt.status != "APPROVED" else {EXCEEDED} if quantity > debt.open else set()
        if receipt is not None:
            told |= {UNFIT} if receipt not in level.rows or receipt.is_reversed or receipt.is_reversal else set()
            told |= {EXCEEDED} if quantity > receipt.on_hand - receipt.settling else set()
        elif not self.is_entered(day):
            told.add(INVALID)
        if told:
            return told
        row = receipt or Row(day, "RECEIPT", quantity, NOTHING, debt.order.number)
        if receipt is None:
            level.add(row)
        level.steps.append((max(row.day, debt.day), -quantity))
        if level.is_short():
            self._put_back(kept)
            return {SHORT}
        row.settling += quantity
        debt.settled += quantity
        return set()

    def close(self, debt: Debt) -> set[str]:
        if not debt.open:
            return {STATE}
        level, kept = self.levels[debt.sku], self._kept()
        level.steps.append((self.today, -debt.open))
        if level.is_short():
            self._put_back(kept)
            return {SHORT}
        debt.closed += debt.open
        return set()

    def _kept(self) -> dict[str, Kept]:
        return {sku: level.kept() for sku, level in self.levels.items()}

    def _put_back(self, kept: dict[str, Kept]) -> None:
        for sku, level in self.levels.items():
            level.put_back(kept[sku])
