"""How all work orders are getting on, as one statement says, is what the rules say of each of them."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, true

from db.engine import Database, WriteSession
from db.shared.keyed_pages import Span
from db.shopfloor.asked import FloorAsked
from db.shopfloor.enums import WorkOrderHealth, WorkOrderStatus
from db.shopfloor.health import standing
from db.shopfloor.models import WorkOrder
from db.shopfloor.standings import orders_standing, standing_counts
from db.shopfloor.work_order_table import work_order_table
from services.shared.floor_rules import FloorRules
from services.shared.quantities import nearest
from services.shopfloor.health.health import Health, OrderSoFar, health
from services.shopfloor.health.health_of_orders import health_of_orders
from tests.support.floor import add_order, drawn_order, status_of
from tests.support.stock import add_product

NINTH = date(2025, 6, 9)
ORDERS = 400
Drawn = dict[int, tuple[dict[str, Any], dict[date, tuple[Decimal, Decimal]]]]


def so_far(columns: dict[str, Any], entries: dict[date, tuple[Decimal, Decimal]], as_of: date) -> OrderSoFar:
    """What was made of an order up to a day, worked out an entry at a time."""
    good = [quantity for day, (quantity, _) in sorted(entries.items()) if day <= as_of]
    return OrderSoFar(
        planned_start=columns["planned_start"], deadline=columns["deadline"], target=columns["target_qty"],
        made=sum(good, Decimal(0)), recent_sum=sum(good[-5:], Decimal(0)), recent_entries=len(good[-5:]),
    )  # fmt: skip


async def drawn(session: WriteSession, random: Random) -> Drawn:
    product, orders = await add_product(session), {}
    for number in range(ORDERS):
        columns, entries = drawn_order(random, NINTH)
        orders[await add_order(session, product, f"D-{number}", entries, **columns)] = (columns, entries)
    return orders


@pytest.mark.parametrize("seed", range(3))
async def test_one_statement_says_what_the_rules_say(database: Database, demo_id: UUID, seed: int) -> None:
    random, found_health = Random(seed), set()
    rules = FloorRules(at_risk_points=Decimal(random.choice(("3", "0", "2.5"))), at_risk_days=random.choice((3, 7)))
    async with database.write(demo_id, subject="tester") as session:
        orders = await drawn(session, random)
        for as_of in [NINTH + timedelta(days=random.randrange(-60, 60)) for _ in range(12)] + [date.min, date.max]:
            found = standing(as_of, rules)
            rows = await session.table(select(WorkOrder.id, *found.c).join(found, true()))
            by_id = await health_of_orders(session, list(orders), as_of=as_of, thresholds=rules)
            assert len(rows) == ORDERS
            for id, *values in zip(*map(rows.column, ("id", *COLUMNS)), strict=True):
                expected = health(so_far(*orders[id], as_of), as_of=as_of, thresholds=rules)
                assert dict(zip(COLUMNS, values, strict=True)) == columns_of(*orders[id], as_of, expected)
                assert by_id[id] == expected
                found_health.add(expected.health)
    assert found_health == set(WorkOrderHealth)


COLUMNS = ("made", "entries", "recent_sum", "recent_entries", "days_left", "status_then", "health", "points_behind")


def columns_of(columns: dict[str, Any], entries: Any, as_of: date, expected: Health) -> dict[str, Any]:
    figures = so_far(columns, entries, as_of)
    return {
        "made": figures.made,
        "entries": sum(day <= as_of for day in entries),
        "recent_sum": figures.recent_sum,
        "recent_entries": figures.recent_entries,
        "days_left": expected.working_days_left,
        "status_then": status_of(figures.target, figures.made),
        "health": expected.health,
        "points_behind": expected.points_behind,
    }


TOLD = (
    "number", "cumulative_qty", "remaining_qty", "progress_pct",
    "health", "expected_pct", "points_behind", "projected_completion",
)  # fmt: skip


async def test_the_table_of_orders_says_what_the_rules_say(database: Database, demo_id: UUID) -> None:
    random, found, projected = Random(7), set(), 0
    rules = FloorRules(at_risk_points=Decimal("2.5"), at_risk_days=5)
    async with database.write(demo_id, subject="tester") as session:
        by_number = {f"D-{place}": order for place, order in enumerate((await drawn(session, random)).values())}
        for as_of in [NINTH + timedelta(days=random.randrange(-60, 60)) for _ in range(10)] + [date(9999, 12, 1)]:
            table = work_order_table(FloorAsked(), Span(), today=as_of, thresholds=rules)
            rows = [row async for batch in table.rows(session, TOLD, Span()) for row in batch]
            assert len(rows) == ORDERS
            for number, *values in rows:
                columns, entries = by_number[number]
                now = health(so_far(columns, entries, as_of), as_of=as_of, thresholds=rules)
                made = sum((good for good, _ in entries.values()), Decimal(0))
                left = max(columns["target_qty"] - made, Decimal(0))
                progress = nearest(100 * Fraction(made) / Fraction(columns["target_qty"]), 2)
                judged = (now.health, now.expected_percent, now.points_behind, now.projected_completion)
                assert tuple(values) == (made, left, progress, *judged), (number, as_of)
                found.add(now.health)
                projected += now.projected_completion is not None
    assert found == set(WorkOrderHealth)
    assert projected > ORDERS


async def test_counts_and_lists_are_those_of_the_orders(database: Database, demo_id: UUID) -> None:
    rules, random = FloorRules(), Random(11)
    async with database.write(demo_id, subject="tester") as session:
        orders = await drawn(session, random)
        product = await add_product(session, "OTHER")
        await add_order(session, product, "GONE", status=WorkOrderStatus.CANCELLED, cancelled_at=text("now()"))
        counts = await standing_counts(session, NINTH, rules)
        listed = await orders_standing(session, NINTH, rules)
        expected = {id: health(so_far(*order, NINTH), as_of=NINTH, thresholds=rules) for id, order in orders.items()}
    for one in (WorkOrderHealth.ON_TRACK, WorkOrderHealth.AT_RISK, WorkOrderHealth.OFF_TRACK, WorkOrderHealth.DELAYED):
        assert getattr(counts, one.lower()) == sum(found.health is one for found in expected.values())
    made = [so_far(*order, NINTH).made for order in orders.values()]
    assert counts.not_started == sum(not quantity for quantity in made)
    assert counts.completed == sum(found.health is WorkOrderHealth.COMPLETED for found in expected.values())
    assert counts.not_started + counts.in_progress + counts.completed == ORDERS
    assert counts.cancelled == 1
    off_track = (WorkOrderHealth.OFF_TRACK, WorkOrderHealth.DELAYED)
    places = [(expected[id].health not in off_track, -expected[id].points_behind) for id in listed.column("id")]
    assert len(places) == ORDERS
    assert places == sorted(places)
