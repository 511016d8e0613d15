"""The limit of moving stock and looking at it: the same rows in and out by plain SQL, a connection a caller."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from itertools import count
from time import perf_counter

import asyncpg

from benchmarks.data import TENANT
from benchmarks.limit_sql import SET_CALLER
from benchmarks.load import Pace
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id

HOLD = """
    SELECT l.id FROM inventory_level l JOIN product p ON p.id = l.product_id
    WHERE p.sku_key = $1 AND l.location = 'MAIN' FOR NO KEY UPDATE OF l"""
ENTER = """
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, reference, reason, created_by)
    VALUES ($1, $2, 'RECEIPT', 1, 1, 0, 0, $3, '', '', 'benchmark')"""
ADD = "UPDATE inventory_level SET on_hand = on_hand + 1 WHERE id = $1"
LEVEL = """
    SELECT l.on_hand, l.allocated, l.in_transit FROM inventory_level l JOIN product p ON p.id = l.product_id
    WHERE p.sku_key = $1 AND l.location = 'MAIN'"""
DAYS = """
    WITH level AS MATERIALIZED (
        SELECT l.id, (SELECT coalesce(sum(b.on_hand_change), 0) FROM inventory_movement b
                      WHERE b.level_id = l.id AND b.occurred_on < $2) AS opening
        FROM inventory_level l JOIN product p ON p.id = l.product_id WHERE p.sku_key = $1 AND l.location = 'MAIN'
    )
    SELECT m.occurred_on, sum(m.on_hand_change),
           level.opening + sum(sum(m.on_hand_change)) OVER (ORDER BY m.occurred_on)
    FROM level JOIN inventory_movement m ON m.level_id = level.id
    WHERE m.occurred_on BETWEEN $2 AND $3
    GROUP BY level.opening, m.occurred_on ORDER BY m.occurred_on"""

Step = Callable[[asyncpg.Connection, int], Awaitable[object]]
"""One piece of work on a connection, by its number."""


def moving(skus: Sequence[str], today: date) -> Step:
    """A receipt of one piece, of each product in turn."""

    async def move(connection: asyncpg.Connection, number: int) -> None:
        async with connection.transaction():
            await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
            level = await connection.fetchval(HOLD, skus[number % len(skus)])
            await connection.execute(ENTER, tenant_id(TENANT), level, today)
            await connection.execute(ADD, level)

    return move


def looking(statement: str, *given: object) -> Step:
    """The rows of a statement."""

    async def look(connection: asyncpg.Connection, _: int) -> None:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
            await connection.fetch(statement, *given)

    return look


async def paced(url: str, step: Step, *, samples: int, connections: int, seconds: float) -> Pace:
    """Latencies of one caller, then what so many do in so many seconds."""
    settings = {"timezone": "UTC", "jit": "off", "role": SERVICE_ROLE}
    opened = [await asyncpg.connect(url, server_settings=settings) for _ in range(connections)]
    pace, turn = Pace(), count()
    for number in range(samples + 5):
        started = perf_counter()
        await step(opened[0], next(turn))
        if number >= 5:
            pace.latencies.append(perf_counter() - started)
    started = perf_counter()

    async def keep_on(connection: asyncpg.Connection) -> None:
        while perf_counter() - started < seconds:
            await step(connection, next(turn))
            pace.answered += 1

    await asyncio.gather(*map(keep_on, opened))
    pace.seconds += perf_counter() - started
    for connection in opened:
        await connection.close()
    return pace
