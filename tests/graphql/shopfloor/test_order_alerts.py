"""Alerts about work orders and debts, as of many days: by the command, and as time goes by."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import Database, WriteSession, on_statement
from db.shared.tenants import tenant_id
from db.shopfloor.enums import AlertEvent
from db.touched import Touched
from server.commands.postgres import Addresses
from services.shared.floor_rules import AlertThresholds, FloorRules
from services.shopfloor.alerts.evaluate import evaluate
from services.shopfloor.alerts.rounds import go_round
from tests.conftest import clients, is_of_graphql
from tests.support.api import Api
from tests.support.cluster import SAMPLE_TENANT
from tests.support.floor import Entries, add_entries, add_order
from tests.support.stock import add_product

DEMO = tenant_id(SAMPLE_TENANT)
USUAL = AlertThresholds()
E = AlertEvent
ALL = """{ alerts(filter: { state: [OPEN, ACKNOWLEDGED, CLOSED] }) { nodes { kind state severity message figure
    threshold timesReopened workOrder { number } materialDebt { number } } } }"""
STAND = "{ alerts { critical warning info nodes { kind workOrder { number } materialDebt { number } } } }"
_COMPLETE = text("""
    INSERT INTO work_order_completion (tenant_id, work_order_id, target_qty, actual_qty, completed_date, confirmed_by)
    VALUES (:tenant, :order, 1000, 1000, :day, 'tester')""")
_DEBT = text("""
    INSERT INTO material_debt (tenant_id, number, work_order_id, material_id, location, quantity, needed_on, reason,
                               status, requested_by, decided_at)
    VALUES (:tenant, :number, :order, :product, 'MAIN', 10, :needed_on, 'none there', :status, 'tester', :decided_at)
    RETURNING id""")


class Floor:
    """A tenant's floor, whose alerts are looked at."""

    def __init__(self, ppic: Api, database: Database) -> None:
        self.ppic, self.database = ppic, database
        self.product = 0

    def write(self) -> Any:
        return self.database.write(DEMO, subject="founder")

    async def has(self, number: str, entries: Entries = MappingProxyType({}), **more: Any) -> int:
        """An order of a thousand over ten working days from 2 June 2025, unless it is told otherwise."""
        async with self.write() as session:
            self.product = self.product or await add_product(session)
            return await add_order(session, self.product, number, entries, **more)

    async def does(self, statement: str, **values: Any) -> None:
        async with self.write() as session:
            await session.run(text(statement), values)

    async def looks(self, as_of: str, thresholds: AlertThresholds = USUAL) -> Counter[AlertEvent]:
        """What happens when all alerts are evaluated as of a day."""
        async with self.write() as session:
            day = date.fromisoformat(as_of)
            return Counter(one.event for one in await evaluate(session, None, as_of=day, thresholds=thresholds))

    async def standing(self) -> set[tuple[str, str]]:
        """The alerts that are not closed, by order or debt and kind."""
        nodes = (await self.ppic.ask(STAND))["alerts"]["nodes"]
        return {((one["workOrder"] or one["materialDebt"])["number"], one["kind"]) for one in nodes}

    async def all(self) -> list[Any]:
        return list((await self.ppic.ask(ALL))["alerts"]["nodes"])


@pytest.fixture
async def floor(empty: Addresses, request: pytest.FixtureRequest) -> AsyncIterator[Floor]:
    """A floor without work orders."""
    async for client in clients(empty, compares=is_of_graphql(request)):
        ppic = client("PPIC_MANAGER")
        yield Floor(ppic, ppic.app.state.database)  # type: ignore[attr-defined]


def june(*quantities: int) -> Entries:
    """Entries of the working days from 2 June 2025 on."""
    days = [date(2025, 6, 2) + timedelta(days=number) for number in range(40) if number % 7 < 5]
    return dict(zip(days, quantities, strict=False))


async def test_an_order_from_its_start_to_after_its_deadline(floor: Floor) -> None:
    await floor.has("A", june(100, 90, 80))
    assert await floor.looks("2025-06-02") == {}
    assert await floor.looks("2025-06-05") == {}  # three of ten days, 27 %: 3 behind
    assert await floor.looks("2025-06-06") == {E.OPENED: 1}
    assert await floor.standing() == {("A", "VARIANCE")}  # four of ten days: 13 behind
    assert await floor.looks("2025-06-09") == {}
    assert await floor.looks("2025-06-10") == {E.OPENED: 1}
    assert await floor.standing() == {("A", "VARIANCE"), ("A", "STUCK")}  # nothing on the 5th, 6th, 9th and 10th
    assert await floor.looks("2025-06-11") == {E.OPENED: 1}
    assert await floor.standing() == {("A", "VARIANCE"), ("A", "STUCK"), ("A", "NEAR_DEADLINE")}
    assert await floor.looks("2025-06-13") == {}
    assert await floor.looks("2025-06-14") == {E.OPENED: 1, E.CLOSED: 1}
    assert await floor.standing() == {("A", "VARIANCE"), ("A", "STUCK"), ("A", "DELAYED")}
    assert await floor.looks("2025-06-16") == {}
    delayed = next(one for one in await floor.all() if one["kind"] == "DELAYED")
    assert (delayed["message"], delayed["severity"]) == ("A is 3 days past its deadline and not completed.", "CRITICAL")
    counts = (await floor.ppic.ask(STAND))["alerts"]
    assert (counts["critical"], counts["warning"], counts["info"]) == (2, 1, 0)


async def test_a_closed_alert_says_that_it_is_over(floor: Floor) -> None:
    await floor.has("A", june(100), deadline=date(2025, 6, 3))
    assert await floor.looks("2025-06-10") == {E.OPENED: 3}
    await floor.does("UPDATE work_order SET deadline = '2025-12-01'")
    await floor.does("UPDATE daily_production SET quantity = 500")
    await floor.looks("2025-06-03")
    assert {one["kind"]: one["message"] for one in await floor.all() if one["state"] == "CLOSED"} == {
        "DELAYED": "A is no longer delayed.",
        "STUCK": "A is no longer stuck.",
        "VARIANCE": "A is no longer reported as behind: -49.24 percentage points.",
    }


async def test_behind_by_more_and_less_is_one_alert_and_three_events(floor: Floor) -> None:
    id = await floor.has("A", {date(2025, 6, 6): 420})
    events: Counter[AlertEvent] = Counter()
    for behind in ("8", "9", "11", "12", "9", "8.5", "8", "11"):
        made = (50 - Decimal(behind)) * 10  # as of 9 June half of the days are over
        await floor.does("UPDATE daily_production SET quantity = :made WHERE work_order_id = :id", made=made, id=id)
        events += await floor.looks("2025-06-09")
    assert events == {E.OPENED: 1, E.CLOSED: 1, E.REOPENED: 1}
    (alert,) = [one for one in await floor.all() if one["kind"] == "VARIANCE"]
    assert (alert["state"], alert["timesReopened"], alert["figure"], alert["threshold"]) == ("OPEN", 1, "11", "10")


async def test_after_a_day_an_alert_that_comes_back_is_another(floor: Floor) -> None:
    id = await floor.has("A", {date(2025, 6, 5): 100})
    made = "UPDATE daily_production SET quantity = :made WHERE work_order_id = :id"
    assert await floor.looks("2025-06-06") == {E.OPENED: 1}
    await floor.does(made, made=400, id=id)
    assert await floor.looks("2025-06-06") == {E.CLOSED: 1}
    await floor.does("UPDATE alert SET closed_at = closed_at - interval '24 hours'")
    await floor.does(made, made=100, id=id)
    assert await floor.looks("2025-06-06") == {E.OPENED: 1}
    assert sorted(one["state"] for one in await floor.all()) == ["CLOSED", "OPEN"]


async def test_an_order_is_stuck_by_its_working_days(floor: Floor) -> None:
    await floor.has("A", {date(2025, 6, 4): 900, date(2025, 6, 7): 50}, deadline=date(2025, 6, 30))
    assert await floor.looks("2025-06-07") == {}
    assert await floor.looks("2025-06-09") == {}  # the 4th is one of the three working days before
    assert await floor.looks("2025-06-10") == {E.OPENED: 1}  # the 5th, 6th and 9th: a Saturday is no working day
    async with floor.write() as session:
        await add_entries(session, 1, {date(2025, 6, 10): 0})
    assert await floor.looks("2025-06-10") == {E.CLOSED: 1}  # an entry that says nothing was made is one


async def test_what_was_completed_is_told_on_its_day(floor: Floor) -> None:
    id = await floor.has("A", june(500, 500))
    async with floor.write() as session:
        await session.run(_COMPLETE, {"tenant": DEMO, "order": id, "day": date(2025, 6, 3)})
    assert await floor.looks("2025-06-03") == {E.OPENED: 1}
    (alert,) = await floor.all()
    assert (alert["kind"], alert["severity"]) == ("COMPLETED_TODAY", "INFO")
    assert alert["message"] == "A is completed: 1000 of 1000 were made."
    assert await floor.looks("2025-06-04") == {E.CLOSED: 1}
    assert await floor.looks("2025-06-02") == {}  # by then half of it was made
    assert await floor.looks("2025-07-01") == {}


async def test_what_ends_an_order_closes_its_alerts(floor: Floor) -> None:
    late = {"deadline": date(2025, 6, 3)}
    cancelled, moved = await floor.has("A", **late), await floor.has("B", **late)
    assert await floor.looks("2025-06-10") == {E.OPENED: 4}
    await floor.does("UPDATE work_order SET status = 'CANCELLED', cancelled_at = now() WHERE id = :id", id=cancelled)
    await floor.does("UPDATE work_order SET deadline = '2025-12-31' WHERE id = :id", id=moved)
    assert await floor.looks("2025-06-10") == {E.CLOSED: 4}
    assert await floor.standing() == set()


async def test_a_debt_is_overdue_and_then_critical(floor: Floor) -> None:
    order = await floor.has("A", planned_start=date(2025, 12, 1), deadline=date(2025, 12, 31))
    days = {"MD-1": ("2025-06-10", "2025-06-02"), "MD-2": ("2025-06-01", "2025-06-12"), "MD-3": ("2025-06-01", None)}
    async with floor.write() as session:
        for number, (decided, needed) in days.items():
            values = {
                "tenant": DEMO, "number": number, "order": order, "product": floor.product,
                "decided_at": date.fromisoformat(decided), "needed_on": date.fromisoformat(needed or "2025-06-01"),
                "status": "APPROVED" if needed else "REJECTED",
            }  # fmt: skip
            await session.scalar(_DEBT, values)
    assert await floor.looks("2025-06-24") == {}  # 14 days after the later of approval and need
    assert await floor.looks("2025-06-25") == {E.OPENED: 1}
    assert await floor.looks("2025-06-27") == {E.OPENED: 1}
    assert {one for one in await floor.standing() if one[1] == "DEBT_OVERDUE"} == {
        ("MD-1", "DEBT_OVERDUE"), ("MD-2", "DEBT_OVERDUE"),
    }  # fmt: skip
    assert await floor.looks("2025-07-10") == {E.ESCALATED: 1}
    owed = {one["materialDebt"]["number"]: one for one in await floor.all() if one["kind"] == "DEBT_OVERDUE"}
    assert (owed["MD-1"]["severity"], owed["MD-2"]["severity"]) == ("CRITICAL", "WARNING")
    assert owed["MD-1"]["message"] == "MD-1 has been open for 30 days: SHIRT-1 is owed."
    assert await floor.looks("2025-07-09") == {E.EASED: 1}
    await floor.does("UPDATE material_debt SET settled_qty = 4, closed_qty = 6 WHERE number = 'MD-1'")
    assert await floor.looks("2025-07-09") == {E.CLOSED: 1}


async def test_thresholds_are_those_that_are_set(floor: Floor) -> None:
    await floor.has("A", june(100, 90, 80))
    strict = AlertThresholds(points_behind=Decimal(2), points_behind_closed=Decimal(1), working_days_left=7)
    assert await floor.looks("2025-06-05", strict) == {E.OPENED: 2}


async def touched(session: WriteSession, *orders: int) -> list[Any]:
    subjects = {Touched.WORK_ORDERS: orders}
    return list(await evaluate(session, subjects, as_of=date(2025, 6, 10), thresholds=USUAL))


async def test_only_what_was_touched_is_evaluated(floor: Floor) -> None:
    late = {"deadline": date(2025, 6, 3)}
    one, _ = await floor.has("A", **late), await floor.has("B", **late)
    async with floor.write() as session:
        assert len(await touched(session, one)) == 2
    assert await floor.standing() == {("A", "DELAYED"), ("A", "VARIANCE")}


async def test_many_orders_take_as_many_statements_as_one(floor: Floor) -> None:
    for number in range(250):
        await floor.has(f"A{number}", deadline=date(2025, 6, 3))
    statements: list[str] = []
    on_statement(floor.database, statements.append)
    async with floor.write() as session:
        assert len(await touched(session, *range(1, 251))) == 500
    assert len([one for one in statements if "SET LOCAL" not in one]) <= 10


async def test_evaluations_at_once_open_one_alert(floor: Floor) -> None:
    """Each is a transaction of its own: as many as there are connections, of one order and of all."""
    id = await floor.has("A", deadline=date(2025, 6, 3))

    async def evaluated(all_of_them: bool) -> int:
        async with floor.write() as session:
            if all_of_them:
                day = date(2025, 6, 10)
                return len(await evaluate(session, None, as_of=day, thresholds=USUAL))
            return len(await touched(session, id))

    happened = await asyncio.gather(*(evaluated(number % 4 == 0) for number in range(24)))
    assert sorted(happened, reverse=True)[:2] == [2, 0]
    assert await floor.standing() == {("A", "DELAYED"), ("A", "VARIANCE")}


async def test_what_two_transactions_change_of_a_subject_is_seen_together(floor: Floor) -> None:
    """Neither alone makes the order late: one takes output back, the other moves the deadline."""
    id = await floor.has("A", june(1000))
    first_wrote, second_wrote = asyncio.Event(), asyncio.Event()

    async def first() -> int:
        async with floor.write() as session:
            await session.run(text("UPDATE daily_production SET quantity = 990"), {})
            first_wrote.set()
            await second_wrote.wait()
            return len(await touched(session, id))

    async def second() -> int:
        await first_wrote.wait()
        async with floor.write() as session:
            await session.run(text("UPDATE work_order SET deadline = '2025-06-09'"), {})
            second_wrote.set()
            return len(await touched(session, id))

    happened = await asyncio.gather(first(), second())
    assert sorted(happened)[-1] >= 1
    assert ("A", "DELAYED") in await floor.standing()


async def test_a_round_is_taken_by_one_of_several_servers(floor: Floor) -> None:
    await floor.has("A", deadline=date(2025, 6, 3))
    asked = (timedelta(minutes=15), date(2025, 6, 10), FloorRules())
    rounds = await asyncio.gather(*(go_round(floor.database, DEMO, *asked) for _ in range(8)))
    assert sorted(len(one) for one in rounds if one is not None) == [2]
    await floor.does("UPDATE alert_round SET evaluated_at = now() - interval '15 minutes'")
    assert await go_round(floor.database, DEMO, *asked) == []
    assert await go_round(floor.database, DEMO, *asked) is None


async def test_a_round_that_fails_is_still_to_be_taken(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    await floor.has("A", deadline=date(2025, 6, 3))
    asked = (timedelta(minutes=15), date(2025, 6, 10), FloorRules())

    async def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="killed"):
        patched.setattr("services.shopfloor.alerts.rounds.evaluate", dies)
        await go_round(floor.database, DEMO, *asked)
    assert len(await go_round(floor.database, DEMO, *asked) or ()) == 2
