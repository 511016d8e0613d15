"""Recording output: what is sent for a thousand work orders that take five components, and the same by plain SQL."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import asyncpg
from sqlalchemy import text

from benchmarks.data import TENANT
from benchmarks.limit_sql import SET_CALLER
from benchmarks.questions import graphql_body
from benchmarks.stock_limit import Step
from db.engine import Database
from db.shared.tenants import tenant_id

COMPONENTS = ("FABRIC", "THREAD", "BUTTON", "LABEL", "BOX")
DAYS_BACK = 7  # as far as anybody may go back
RECORD = """mutation Record($number: String!, $day: Date!) {
  recordDailyProduction(input: {workOrderNumber: $number, productionDate: $day, quantity: 10, scrapQuantity: 1}) {
    cumulativeQty progressPct status problems { code message } } }"""

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    SELECT :tenant, sku, lower(sku), sku, 'pcs', CASE sku WHEN 'JACKET' THEN 'FINISHED_GOOD' ELSE 'MATERIAL' END, 2
    FROM unnest(CAST(:skus AS text[])) AS sku""")
_BILL = text("""
    INSERT INTO bom_line (tenant_id, product_id, component_id, place, quantity_per_unit, scrap)
    SELECT :tenant, made.id, component.id, row_number() OVER (ORDER BY component.id) - 1, 0.35, 0.04
    FROM product made, product component WHERE made.sku = 'JACKET' AND component.sku = ANY(CAST(:skus AS text[]))""")
_LEVELS = text("""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location)
    SELECT tenant_id, id, sku_sort, 'MAIN' FROM product WHERE sku = ANY(CAST(:skus AS text[]))""")
_STOCK = text("""
    WITH came AS (
        INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                        in_transit_change, occurred_on, reference, reason, created_by)
        SELECT l.tenant_id, l.id, 'RECEIPT', 10000000, 10000000, 0, 0, CAST(:first AS date), '', '', 'benchmark'
        FROM inventory_level l JOIN product p ON p.id = l.product_id
        WHERE p.sku = ANY(CAST(:skus AS text[])) RETURNING level_id
    )
    UPDATE inventory_level l SET on_hand = 10000000 FROM came WHERE came.level_id = l.id""")
_ORDERS = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
                            original_target_qty, planned_start, deadline, original_deadline,
                            overproduction_allowance, produces_stock, consumption, status, created_by)
    SELECT :tenant, :prefix || n, lower(:prefix) || n, p.id, 'PACKING', 'PACKING', 'MAIN', 10000, 10000,
           CAST(:first AS date), CAST(:first AS date) + 60, CAST(:first AS date) + 60, 0.05, true, 'BACKFLUSH',
           'NOT_STARTED', 'benchmark'
    FROM product p, generate_series(1, :orders) AS n WHERE p.sku = 'JACKET'""")

_HOLD = "SELECT id, product_id, target_qty FROM work_order WHERE number_key = $1 FOR NO KEY UPDATE"
_BEFORE = "SELECT coalesce(sum(quantity), 0) FROM daily_production WHERE work_order_id = $1"
_ENTER = """
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    VALUES ($1, $2, $3, 10, 1, '', 'benchmark') RETURNING id"""
_FOLLOW = "UPDATE work_order SET status = 'IN_PROGRESS' WHERE id = $1 AND status <> 'IN_PROGRESS'"
_TAKEN = """
    SELECT l.id, round(11 * b.quantity_per_unit * (1 + CAST(b.scrap AS numeric)), 2) AS quantity
    FROM bom_line b JOIN inventory_level l ON l.product_id = b.component_id AND l.location = 'MAIN'
    WHERE b.product_id = $1 AND b.is_active
    UNION ALL SELECT l.id, -10 FROM inventory_level l WHERE l.product_id = $1 AND l.location = 'MAIN'
    ORDER BY id"""
_LOCK = "SELECT id, on_hand FROM inventory_level WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
_MOVE = """
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, reference, reason, created_by, work_order_id,
                                    daily_production_id)
    SELECT $1, moved.level, CASE WHEN moved.quantity > 0 THEN 'CONSUMPTION' ELSE 'RECEIPT' END, abs(moved.quantity),
           -moved.quantity, 0, 0, $4, '', '', 'benchmark', $5, $6
    FROM unnest($2::bigint[], $3::numeric[]) AS moved (level, quantity)"""
_ADD = """
    UPDATE inventory_level l SET on_hand = l.on_hand - moved.quantity
    FROM unnest($1::bigint[], $2::numeric[]) AS moved (level, quantity) WHERE l.id = moved.level"""


class Sent(NamedTuple):
    """An entry: of which order, and on which day."""

    number: str
    day: date

    @property
    def body(self) -> bytes:
        """The request that records it."""
        return graphql_body(RECORD, number=self.number, day=str(self.day))


def entries(prefix: str, orders: int, today: date) -> list[Sent]:
    """Every order's entry of each day, day by day, so that callers meet one another at the components."""
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, -1, -1)]
    return [Sent(f"{prefix}{number}", day) for day, number in product(days, range(1, orders + 1))]


async def prepare_recording(url: str, orders: int, today: date) -> None:
    """A product of five components, stock enough of them, and so many work orders to be sent, and as many for SQL."""
    first, made = today - timedelta(days=DAYS_BACK), ("JACKET", *COMPONENTS)
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        tenant = {"tenant": session.tenant_id}
        await session.run(_PRODUCTS, {**tenant, "skus": list(made)})
        await session.run(_BILL, {**tenant, "skus": list(COMPONENTS)})
        await session.run(_LEVELS, {"skus": list(made)})
        await session.run(_STOCK, {"skus": list(COMPONENTS), "first": first})
        for prefix in ("SENT-", "SQL-"):
            await session.run(_ORDERS, {**tenant, "prefix": prefix, "orders": orders, "first": first})
    await database.close()


def recording(sent: Sequence[Sent]) -> Step:
    """Entries of orders, each once, with their receipts and what they take."""

    async def record(connection: asyncpg.Connection, number: int) -> None:
        entry, tenant = sent[number % len(sent)], tenant_id(TENANT)
        async with connection.transaction():
            await connection.execute(SET_CALLER, str(tenant), "benchmark")
            order = await connection.fetchrow(_HOLD, entry.number.lower())
            before = await connection.fetchval(_BEFORE, order["id"])
            if before + 10 > order["target_qty"] * Decimal("1.05"):
                raise RuntimeError(f"{entry.number} is over its limit")
            made = await connection.fetchval(_ENTER, tenant, order["id"], entry.day)
            await connection.execute(_FOLLOW, order["id"])
            taken = await connection.fetch(_TAKEN, order["product_id"])
            levels, quantities = [row["id"] for row in taken], [row["quantity"] for row in taken]
            there = {row["id"]: row["on_hand"] for row in await connection.fetch(_LOCK, levels)}
            if any(there[level] < quantity for level, quantity in zip(levels, quantities, strict=True)):
                raise RuntimeError("a component is short")
            await connection.execute(_MOVE, tenant, levels, quantities, entry.day, order["id"], made)
            await connection.execute(_ADD, levels, quantities)

    return record


async def recorded(url: str) -> int:
    """How many entries of those that were sent are there."""
    database = Database(url, pool_size=1)
    async with database.read(tenant_id(TENANT)) as session:
        found = await session.scalar(
            text("""
            SELECT count(*) FROM daily_production d JOIN work_order o ON o.id = d.work_order_id
            WHERE o.number LIKE 'SENT-%'""")
        )
    await database.close()
    return int(found)


def require_recorded(url: str, expected: int) -> None:
    """Stop where an entry that was answered is not there: a refusal would be quick."""
    if (found := asyncio.run(recorded(url))) < expected:
        raise SystemExit(f"recording output: {expected:,} entries were answered, {found:,} are there")
