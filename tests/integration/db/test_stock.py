"""Stock on a real database: levels are the sums of their movements, whoever writes them at once."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database, WriteSession
from db.errors import ConcurrentChange
from db.shared.counters import next_numbers
from db.shared.enums import OrderDirection
from db.shared.ledger import AllowanceStep, Since
from db.shared.pages import Window
from db.supply.enums import MovementKind, MovementOrder
from db.supply.filters import MovementFilter
from db.supply.levels import LevelKey, differing_levels, levels_by_keys, lock_levels
from db.supply.movements import (
    MOVEMENT_ORDERINGS,
    closing_of_movements,
    daily_balances,
    insert_movements,
    movement_count,
    movement_page,
    movements_together,
    next_counts,
    short_days,
)
from tests.support.stock import add_product, move, moved

K = MovementKind
JUNE = [date(2025, 6, day) for day in range(1, 31)]


async def test_a_level_is_the_sum_of_its_movements(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        written = await move(session, product, (K.RECEIPT, 100, JUNE[1]), (K.CONSUMPTION, 30, JUNE[2]))
        (level,) = await levels_by_keys(session, [LevelKey(product, "MAIN")])
        assert (level.on_hand, level.allocated, level.in_transit) == (70, 0, 0)
        assert [row.number for row in written] == [f"MV-{row.id}" for row in written]
        assert all(not rows for rows in (await differing_levels(session)).values())


async def test_hundreds_at_once_end_at_the_exact_sum(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        products = [await add_product(session, f"P-{number}") for number in range(4)]
    random = Random(7)
    batches = [random.sample(products, 3) for _ in range(300)]

    async def batch(chosen: list[int]) -> None:
        async with database.write(demo_id, subject="tester") as session:
            levels = await lock_levels(session, [LevelKey(product, "MAIN") for product in chosen])
            await insert_movements(session, [moved(level.id, K.RECEIPT, 7, JUNE[0]) for level in levels.values()])

    await asyncio.gather(*map(batch, batches))
    async with database.read(demo_id, subject="tester") as session:
        levels = await levels_by_keys(session, [LevelKey(product, "MAIN") for product in products])
        expected = {product: 7 * sum(product in chosen for chosen in batches) for product in products}
        assert {level.product_id: level.on_hand for level in levels} == expected
        assert all(not rows for rows in (await differing_levels(session)).values())


async def test_a_late_entry_is_refused_for_the_first_later_day_that_would_be_short(
    database: Database, demo_id: UUID
) -> None:
    """2 June +100, 4 June −80, 6 June +50: of what is entered later for 3 June, −30 is short on 4 June and −20 not."""
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        rows = await move(
            session, product, (K.RECEIPT, 100, JUNE[1]), (K.CONSUMPTION, 80, JUNE[3]), (K.RECEIPT, 50, JUNE[5])
        )
        level = rows[0].level_id
        asked = [Since(level, JUNE[2])]
        await move(session, product, (K.CONSUMPTION, 20, JUNE[2]))
        assert await short_days(session, asked) == []
        await move(session, product, (K.CONSUMPTION, 10, JUNE[2]))
        (short,) = await short_days(session, asked)
        assert (short.account, short.day, short.closing, short.allowance) == (level, JUNE[3], -10, 0)
        debt = [AllowanceStep(level, JUNE[2], Decimal(10))]
        assert await short_days(session, asked, steps=debt) == []
        (short,) = await short_days(session, asked, steps=[*debt, AllowanceStep(level, JUNE[4], Decimal(-4))])
        assert (short.day, short.closing, short.allowance) == (JUNE[4], -10, 6)


@pytest.mark.parametrize("from_now", (True, False))
async def test_balances_are_in_order_of_day_and_then_of_entry(
    database: Database, demo_id: UUID, from_now: bool
) -> None:
    random = Random(11)
    steps = [(K.ADJUSTMENT, random.randint(-50, 50), random.choice(JUNE[:9])) for _ in range(60)]
    async with database.write(demo_id, subject="tester") as session:
        rows = await move(session, await add_product(session), *steps)
        balance, expected = Decimal(0), {}
        for row in sorted(rows, key=lambda row: (row.occurred_on, row.id)):
            expected[row.id] = balance = balance + row.on_hand_change
        asked = random.sample(sorted(expected), 7)
        found = await closing_of_movements(session, asked, from_now=from_now)
        assert {row.id: row.closing for row in found} == {id: expected[id] for id in asked}


async def test_days_say_what_came_between_opening_and_closing(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        steps = (
            (K.RECEIPT, 100, JUNE[0]), (K.CONSUMPTION, 30, JUNE[2]), (K.CONSUMPTION, -10, JUNE[2]),
            (K.ADJUSTMENT, -5, JUNE[4]), (K.TRANSFER_OUT, 15, JUNE[4]), (K.RECEIPT, 1, JUNE[9]),
        )  # fmt: skip
        level = (await move(session, await add_product(session), *steps))[0].level_id
        days = await daily_balances(session, [level], since=JUNE[1], until=JUNE[8])
        told = [(d.day, d.opening, d.received, d.consumed, d.adjusted, d.transferred, d.closing) for d in days]
        assert told == [(JUNE[2], 100, 0, 20, 0, 0, 80), (JUNE[4], 80, 0, 0, -5, -15, 60)]


async def test_the_first_count_after_a_day_is_found(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        level = (await move(session, await add_product(session), (K.RECEIPT, 9, JUNE[0])))[0].level_id
        counts = [
            moved(level, K.ADJUSTMENT, change, day, counted=Decimal(5))
            for change, day in ((-4, JUNE[8]), (0, JUNE[19]))
        ]
        await insert_movements(session, counts)
        asked = [Since(level, JUNE[day]) for day in (4, 8, 19)]
        found = {row.day: row.counted_on for row in await next_counts(session, asked)}
        assert found == {JUNE[4]: JUNE[8], JUNE[8]: JUNE[19]}
        (kept,) = await session.rows(text("SELECT last_counted_on FROM inventory_level"))
        assert kept.last_counted_on == JUNE[19]


async def test_a_movement_brings_along_what_was_written_with_it(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        here, there = [LevelKey(product, place) for place in ("MAIN", "SHOP")]
        levels = await lock_levels(session, [here, there])
        sides = [
            moved(levels[here].id, K.TRANSFER_OUT, 5, JUNE[1], transfer=demo_id, client_key="sent"),
            moved(levels[there].id, K.RECEIPT, 5, JUNE[1], transfer=demo_id),
        ]
        out, into = await insert_movements(session, sides)
        (restated,) = await insert_movements(
            session, [moved(levels[there].id, K.ADJUSTMENT, -5, JUNE[3], restates_id=into.id)]
        )
        found = await movements_together(session, [out.id])
        assert [row.id for row in found] == [out.id, into.id, restated.id]


async def test_a_key_is_used_and_a_movement_reversed_once(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        first = (await move(session, await add_product(session), (K.RECEIPT, 5, JUNE[0])))[0]
    for more, rule in (({"client_key": "k"}, "client_key"), ({"reverses_id": first.id}, "reverses_id")):
        twice = [moved(first.level_id, K.RECEIPT, 1, JUNE[0], **more)] * 2
        with pytest.raises(ConcurrentChange) as raised:
            async with database.write(demo_id, subject="tester") as session:
                await insert_movements(session, twice)
        assert raised.value.constraint == f"uq_inventory_movement_{rule}"


async def test_pages_go_on_after_a_place_both_ways(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        steps = [(K.RECEIPT, 1, JUNE[day % 5]) for day in range(23)]
        await move(session, await add_product(session), *steps)
        for direction in OrderDirection:
            place, seen = None, []
            opened = Window(MOVEMENT_ORDERINGS[MovementOrder.OCCURRED], direction, 4)
            while rows := await movement_page(session, MovementFilter(), opened._replace(after=place)):
                seen += zip(rows.column("occurred_on"), rows.column("id"), strict=True)
                place = seen[-1]
            assert seen == sorted(seen, reverse=direction is OrderDirection.DESC)
            assert len(seen) == await movement_count(session, MovementFilter()) == 23


async def test_numbers_have_no_gaps(database: Database, demo_id: UUID) -> None:
    async def draw(number: int) -> list[int]:
        async with database.write(demo_id, subject="tester") as session:
            drawn = list(await next_numbers(session, "plan", count=1 + number % 3))
            if number % 4 == 0:
                raise KeyError(number)
            return drawn

    drawn = await asyncio.gather(*map(draw, range(40)), return_exceptions=True)
    kept = sorted(number for numbers in drawn if isinstance(numbers, list) for number in numbers)
    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) == sum(1 + number % 3 for number in range(40) if number % 4)


MANY = text("""
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, created_by)
    SELECT :tenant, 1 + n % 20, 'RECEIPT', 1, 1, 0, 0, date '2020-01-01' + n / 20, 'tester'
    FROM generate_series(0, 39999) AS n""")
LEVELS = text("""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location, on_hand)
    OVERRIDING USER VALUE SELECT :tenant, :product, 's', 'L' || n, 2000 FROM generate_series(1, 20) AS n""")


async def plans_of(session: WriteSession, search: str) -> str:
    """How the database would find something, whatever the values are."""
    return "\n".join([str(row[0]) for row in await session.rows(text(f"EXPLAIN {search}"))])


async def test_balances_are_read_from_the_index_alone(database: Database, demo_id: UUID) -> None:
    async with database.write(demo_id, subject="tester") as session:
        product = await add_product(session)
        await session.run(LEVELS, {"tenant": demo_id, "product": product})
        await session.run(MANY, {"tenant": demo_id})
        await session.scalar(text("SELECT take_statistics('inventory_movement', 1000000)"))
        summed = await plans_of(
            session,
            "SELECT sum(on_hand_change) FROM inventory_movement WHERE level_id = 7 AND occurred_on >= '2025-01-01'",
        )
        assert "Index Only Scan using ix_inventory_movement_balance" in summed
        of_a_level = await plans_of(session, "SELECT * FROM inventory_level WHERE id = 7")
        assert "Index Scan using pk_inventory_level" in of_a_level or "Seq Scan" in of_a_level
        year = await daily_balances(session, [7], since=date(2024, 1, 1), until=date(2024, 12, 31))
        assert [day.closing - day.opening for day in year] == [1] * len(year)
        assert year[-1].day - year[0].day == timedelta(days=len(year) - 1)
