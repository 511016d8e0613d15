"""python -m benchmarks.shopfloor: dashboards over thousands of work orders, and recording, against plain SQL."""

import argparse
import asyncio
from datetime import date
from pathlib import Path

import asyncpg
from sqlalchemy import text

from benchmarks.data import TENANT, found
from benchmarks.questions import graphql_body
from benchmarks.servers import REAL, configured, own_postgres, serving
from benchmarks.shopfloor_limit import DAY, STANDING
from benchmarks.shopfloor_recording import entries, prepare_recording, recording, require_recorded
from benchmarks.stock import Compared, compared, show
from benchmarks.stock_limit import Step, looking
from db.embedded.server import DATABASE
from db.engine import Database, WriteSession
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id
from services.shared import clock

ENTRIES = 60
SKU = "SHIRT"
DEPARTMENTS = 20
COUNTS = """query Counts { ppicDashboard { totalWorkOrders notStarted inProgress completed cancelled
  onTrack atRisk offTrack delayed } }"""
STATUS = "query Status { ppicOnTrackStatus { onTrack offTrack } }"
PAGE = """query Page($asOf: Date) { ppicDashboard(asOf: $asOf) { onTrack atRisk offTrack delayed workOrders(first: 50) {
  nodes { number department cumulativeQty health(asOf: $asOf) { health pointsBehind projectedCompletion } } } } }"""
SUMMARY = """query Summary { ppicDailySummary { total { target actual scrap variance missingEntries }
  byStage { name figures { target actual variance } } byDepartment { name figures { target actual variance } } } }"""

_PRODUCT = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    VALUES (:tenant, :sku, lower(:sku), 'Shirt', 'pcs', 'FINISHED_GOOD', 0) RETURNING id""")
_DEPARTMENTS = text("""
    INSERT INTO term (tenant_id, kind, key, spelling)
    SELECT :tenant, 'DEPARTMENT', 'line-' || n, 'LINE-' || n
    FROM generate_series(0, CAST(:departments AS int) - 1) AS n""")
# Each began long enough ago for all its entries, and ends within the weeks to come.
_ORDERS = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
                            original_target_qty, planned_start, deadline, original_deadline,
                            overproduction_allowance, produces_stock, consumption, status, created_by)
    SELECT :tenant, 'W-' || n, 'w-' || n, :product, 'LINE-' || n % CAST(:departments AS int), 'STAGE-' || n % 5, 'MAIN',
           6000 + 10 * (n % 200), 6000 + 10 * (n % 200), CAST(:today AS date) - 90, CAST(:today AS date) + n % 40,
           CAST(:today AS date) + n % 40, 0.05, true, 'MANUAL', 'IN_PROGRESS', 'benchmark'
    FROM generate_series(1, :orders) AS n""")
_ENTRIES = text("""
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    SELECT w.tenant_id, w.id, CAST(:today AS date) - n, 60 + (w.id * 7 + n * 13) % 60, n % 3, '', 'benchmark'
    FROM work_order w, generate_series(0, :entries - 1) AS n""")


async def prepare(url: str, owner_url: str, orders: int, today: date) -> None:
    """So many work orders with an entry of each of the last sixty days."""
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await add_orders(session, orders, today)
    await database.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute("VACUUM (ANALYZE)")
    await owner.close()


async def add_orders(session: WriteSession, orders: int, today: date) -> None:
    """So many work orders of one product, in twenty departments, each with an entry of each of the last sixty days."""
    product = await session.scalar(_PRODUCT, {"tenant": session.tenant_id, "sku": SKU})
    given = {"tenant": session.tenant_id, "today": today}
    await session.run(_DEPARTMENTS, {"tenant": session.tenant_id, "departments": DEPARTMENTS})
    await session.run(_ORDERS, {**given, "product": product, "orders": orders, "departments": DEPARTMENTS})
    await session.run(_ENTRIES, {"today": today, "entries": ENTRIES})


def run(url: str, owner_url: str, folder: Path, options: argparse.Namespace) -> list[Compared]:
    """Everything in turn, each beside its limit."""
    today = clock.today()
    asyncio.run(prepare(url, owner_url, options.orders, today))
    plan: list[tuple[str, list[bytes], Step]] = [
        ("counts of the dashboard", [graphql_body(COUNTS)], looking(STANDING, today)),
        ("on track or not", [graphql_body(STATUS)], looking(STANDING, today)),
        ("health, and a page of 50 orders", [graphql_body(PAGE, asOf=str(today))], looking(STANDING, today)),
        ("the daily summary", [graphql_body(SUMMARY)], looking(DAY, today)),
    ]
    with serving(REAL, configured(url, folder, kept_answer_bytes=0), folder) as server:
        looked = [compared(title, bodies, step, server.port, url, options) for title, bodies, step in plan]
        return [*looked, _recorded(url, server.port, today, options)]


def _recorded(url: str, port: int, today: date, options: argparse.Namespace) -> Compared:
    """Output of other work orders, which are there from now on."""
    asyncio.run(prepare_recording(url, options.recorded, today))
    sent, by_sql = (entries(prefix, options.recorded, today) for prefix in ("SENT-", "SQL-"))
    bodies = [entry.body for entry in sent]
    measured = compared("recording, five components taken", bodies, recording(by_sql), port, url, options)
    require_recorded(url, measured.ours.answered)
    return measured


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shopfloor", description=__doc__)
    parser.add_argument("--orders", type=int, default=5_000, help=f"work orders, of {ENTRIES} entries each")
    parser.add_argument("--recorded", type=int, default=1_000, help="work orders that output is recorded for")
    parser.add_argument("--seconds", type=float, default=10, help="how long all callers keep on")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.orders, options.recorded, options.seconds = 100, 40, 1
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        show(run(url, owner_url, folder, options))


if __name__ == "__main__":
    main()
