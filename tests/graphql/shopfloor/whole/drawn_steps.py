"""Steps on a shop floor, drawn at random, taken over HTTP and by the model; what is told is what may be told."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.graphql.shopfloor.whole.conftest import PLANNED, SAFE, People
from tests.graphql.shopfloor.whole.floor_model import Floor
from tests.graphql.shopfloor.whole.floor_objects import Line, Order, Plan
from tests.graphql.shopfloor.whole.stock_model import NOTHING, UNFIT, Level, Row

LAST, EARLIEST = 60, 25  # today, and the first day that is drawn: 35 days ago
MOST_ORDERS = 7
D = Decimal
BILLS = {
    "SHIRT": [
        Line("FABRIC", D("0.35"), D("0.04"), "SEWING", 2), Line("PANEL", D(2), NOTHING, None, 0),
        Line("BUTTON", D("1.5"), NOTHING, None, 0),
    ],
    "PANEL": [Line("FABRIC", D("0.25"), D("0.1"), None, 2)],
}  # fmt: skip
COSTS = {"PANEL": D(2), "FABRIC": D(40), "BUTTON": None}
MATERIALS = tuple(COSTS)
LEAST = "id cumulativeQty progressPct status"


class Steps:
    """Who takes them, by whom they are drawn, and what there is by now."""

    def __init__(self, people: People, draw: random.Random) -> None:
        self.people, self.draw, self.plan = people, draw, Plan(PLANNED)
        levels = {sku: Level(LAST, SAFE.get(sku)) for sku in ("SHIRT", *MATERIALS)}
        self.floor = Floor(LAST, BILLS, COSTS, levels)
        self.ids: dict[object, str] = {}  # of orders, changes, debts and movements, by the model's object
        self.moved: list[tuple[str, Row]] = []  # what may be reversed or named, by sku
        self.sent: dict[str, Any] = {}  # what was answered to clients' keys
        self.told: set[str] = set()
        self.done: set[str] = set()

    # Days, people and things.

    def day(self, place: int) -> str:
        return str(self.people.today + timedelta(days=place - LAST))

    def a_day(self) -> int:
        """Mostly of late; now and then one that is too early, or to come."""
        return self.draw.choice((self.draw.randint(LAST - 7, LAST), self.draw.randint(EARLIEST, LAST + 1)))

    def an_order(self) -> Order:
        return self.draw.choice(self.floor.orders)

    def a_quantity(self, sku: str, most: int) -> Decimal:
        is_whole = sku != "FABRIC" or self.draw.random() < 0.5
        return D(self.draw.randint(1, most)) if is_whole else D(self.draw.randint(1, most * 100)).scaleb(-2)

    def id_of(self, thing: object) -> str:
        return self.ids[thing]

    async def step(self) -> str:
        """One of them; returns what was done."""
        kinds: list[Callable[[], Any]] = [
            self.create, self.record, self.record, self.record, self.replace, self.replace, self.allocate, self.cancel,
            self.move, self.move, self.move, self.count, self.reverse, self.ask_change, self.ask_change, self.decide,
            self.decide, self.decide, self.ask_debt, self.ask_debt, self.settle, self.settle_by, self.close, self.batch,
        ]  # fmt: skip
        if len(self.floor.orders) < 2:
            kinds = [self.create]
        kind = self.draw.choice(kinds)
        did: str = await kind()
        return f"{kind.__name__}: {did}"

    async def sends(self, who: str, mutation: str, selection: str, may_be: set[str], **variables: Any) -> Any:
        """One mutation, told what the model says; returns its answer, None where it was refused."""
        answer = await self.people.person(who).sends(mutation, selection, **variables)
        codes = {problem["code"] for problem in answer["problems"]}
        assert bool(codes) is bool(may_be), (mutation, variables, may_be, answer["problems"])
        assert codes <= may_be, (mutation, variables, may_be, answer["problems"])
        self.told |= codes
        if not codes:
            self.done.add(mutation)
        return None if codes else answer

    # Work orders.

    async def create(self) -> str:
        if len(self.floor.orders) == MOST_ORDERS:
            return "enough"
        order = self._drawn_order(f"SPK-{len(self.floor.orders) + 1}")
        given = {
            "number": order.number, "sku": order.sku, "department": order.department, "stage": order.stage,
            "targetQty": str(order.target), "plannedStart": self.day(order.start), "deadline": self.day(order.deadline),
            "overproductionAllowance": float(order.allowance), "producesStock": order.produces,
            "consumption": "BACKFLUSH" if order.backflush else "MANUAL",
            "planId": None if order.plan is None else self.people.plan,
        }  # fmt: skip
        may_be = self.floor.create(order)
        answer = await self.sends("planner", "createWorkOrder", "workOrder { id }", may_be, input=given)
        if answer is not None:
            self.ids[order] = answer["workOrder"]["id"]
        return f"{given}"

    def _drawn_order(self, number: str) -> Order:
        draw = self.draw
        start = draw.randint(LAST - 30, LAST - 2)
        sku = draw.choice(("SHIRT", "SHIRT", "SHIRT", "PANEL"))
        return Order(
            number=number,
            sku=sku,
            department=draw.choice(("CUT", "SEW")),
            stage=draw.choice(("SEWING", "PACKING")),
            target=D(draw.randint(8, 60)),
            start=start,
            deadline=start + draw.choice((-1, 0, 7, 14, 33, 45)),
            allowance=draw.choice((NOTHING, D("0.05"), D("0.25"))),
            produces=draw.random() < 0.6,
            backflush=draw.random() < 0.6,
            plan=self.plan if sku == "SHIRT" and draw.random() < 0.5 else None,
        )

    async def cancel(self) -> str:
        if self.draw.random() < 0.5:
            return "rather not"
        order = self.an_order()
        may_be = self.floor.cancel(order)
        await self.sends("planner", "cancelWorkOrder", "workOrder { id }", may_be, id=self.id_of(order), reason="drawn")
        return order.number

    async def allocate(self) -> str:
        order = self.an_order()
        may_be = self.floor.allocate(order)
        await self.sends("planner", "allocateMaterials", "movements { id }", may_be, workOrderId=self.id_of(order))
        return order.number

    # Daily production.

    async def record(self) -> str:
        order = self.an_order()
        return await self._record(order, self.a_day(), D(self.draw.randint(0, 30)))

    async def replace(self) -> str:
        """Another figure for a day that has one."""
        begun = [order for order in self.floor.orders if order.entries]
        if not begun:
            return await self.record()
        order = self.draw.choice(begun)
        return await self._record(order, self.draw.choice(list(order.entries)), D(self.draw.randint(0, 40)))

    async def _record(self, order: Order, day: int, quantity: Decimal) -> str:
        who, scrap = self.draw.choice(("sari", "sari", "tono")), D(self.draw.choice((0, 0, 0, 2)))
        replace, reason = self.draw.random() < 0.6 and day in order.entries, self.draw.choice(("", "counted again"))
        if order.entries.get(day) is None and self.draw.random() < 0.1:
            replace = True
        may_be = self._record_in_model(order, who, day, quantity, scrap, replace=replace, reason=reason)
        given = {
            "workOrderId": self.id_of(order), "productionDate": self.day(day), "quantity": str(quantity),
            "scrapQuantity": str(scrap), "replace": replace, "reason": reason,
        }  # fmt: skip
        selection = "movements { id kind onHandChange product { sku } }"
        answer = await self.sends(who, "recordDailyProduction", selection, may_be, input=given)
        self._remember(order, day, [] if answer is None else answer["movements"])
        return f"{order.number} {given}"

    def _record_in_model(
        self, order: Order, who: str, day: int, quantity: Decimal, scrap: Decimal, *, replace: bool, reason: str
    ) -> set[str]:
        if who == "tono" and order.department != "CUT":
            return {UNFIT}
        back = 7 if who == "tono" else 31
        return self.floor.record(order, day, quantity, scrap, back=back, replace=replace, reason=reason)

    def _remember(self, order: Order, day: int, movements: list[Any]) -> None:
        """What came in of panels, which settlements may name."""
        came = [one["id"] for one in movements if one["kind"] == "RECEIPT" and D(one["onHandChange"]) > 0]
        if came:
            sku, row = order.entries[day].moved[0]
            self.ids[row] = came[0]
            self.moved.append((sku, row))

    async def batch(self) -> str:
        """Several entries that were kept offline, some sent before; sometimes as one transaction."""
        items, ordered = [], []
        for place in range(self.draw.randint(2, 5)):
            order, day = self.an_order(), self.a_day()
            replace = order.entries.get(day) is not None and self.draw.random() < 0.5
            key = self.draw.choice([None, f"key {len(self.sent)} {place}", *self.sent])
            figures = {"quantity": str(self.draw.randint(0, 20)), "replace": replace, "reason": "drawn"}
            items.append(
                {"workOrderId": self.id_of(order), "productionDate": self.day(day), "clientKey": key, **figures}
            )
            ordered.append((day, place, order))
        expected: dict[int, Any] = {}
        for day, place, order in sorted(ordered, key=lambda one: one[:2]):
            expected[place] = self._item(order, day, items[place])
            self.alerts.follow(self.floor)  # each stands for itself
        asked = f"""mutation B($items: [DailyProductionInput!]!) {{ recordDailyProductionBatch(items: $items) {{
            problems {{ code message }} results {{ {LEAST} problems {{ code message }} }} }} }}"""
        sari = self.people.person("sari")
        if self.draw.random() < 0.5:
            self.floor.hold([order for _, _, order in ordered])
            sari.headers = {**sari.headers, "Idempotency-Key": f"batch-{self.draw.random()}"}
        answer = (await sari.ask(asked, items=items))["recordDailyProductionBatch"]
        for place, result in enumerate(answer["results"]):
            codes, told = {one["code"] for one in result.pop("problems")}, expected[place]
            if isinstance(told, set):
                assert codes and codes <= told, (items, place, told, answer)
                continue
            assert not codes, (items, place, told, answer)
            self._expect_result(items[place]["clientKey"], result, told)
        self.done.add("recordDailyProductionBatch")
        return f"{items}"

    def _item(self, order: Order, day: int, item: dict[str, Any]) -> Any:
        """What the model says of one item: codes, or the figures that its order has then."""
        if item["clientKey"] in self.sent:
            return self.sent[item["clientKey"]]
        figures = {"replace": item["replace"], "reason": item["reason"]}
        if said := self._record_in_model(order, "sari", day, D(item["quantity"]), NOTHING, **figures):
            return said
        told = {"cumulativeQty": order.made, "status": order.status}
        if item["clientKey"] is not None:
            self.sent[item["clientKey"]] = told
        return told

    def _expect_result(self, key: str | None, result: dict[str, Any], told: dict[str, Any]) -> None:
        assert (D(result["cumulativeQty"]), result["status"]) == (told["cumulativeQty"], told["status"])
        if key is not None:
            assert told.setdefault("id", result["id"]) == result["id"]
