"""Long jobs of supply and the shop floor, for `benchmarks.beside`: long files, dashboards, sets to their ends."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import httpx
from sqlalchemy import text

from benchmarks.batch_files import workbook
from benchmarks.beside_requests import COMMIT, Measure, Work, asked, drawn, previewed, read
from benchmarks.data import TENANT
from benchmarks.shopfloor import ENTRIES, SKU, add_orders
from db.engine import Database, WriteSession
from db.shared.tenants import tenant_id
from services.shared import clock

STOCK = ("SKU", "Location", "Quantity", "Counted On")
WORK_ORDERS = ("Number", "SKU", "Department", "Stage", "Target Qty", "Planned Start", "Deadline")
PRODUCTION = ("Number", "Date", "Quantity", "Scrap")
LOCATIONS = 20  # that each product is counted at
DAYS = 4  # that a file of daily production has of each work order
LINK = re.compile(rb'"@odata.nextLink":"([^"]+)"}$')
LONGEST_LINK = 4_000  # bytes
PAGE = 10_000
DASHBOARDS = 10  # days
DASHBOARD = """query Dashboard($asOf: Date) { ppicDashboard(asOf: $asOf) { onTrack atRisk offTrack delayed
  workOrders(first: 500) { nodes { number health(asOf: $asOf) { health pointsBehind projectedCompletion } } } } }"""
PLANS = """query Plans { productionPlans(first: 100) { nodes { number
  capacity { start demand capacity scheduled projectedStock utilisation } problemsAhead { kind message } } } }"""
TABLES = {"powerbi/daily-production": "csv", "powerbi/daily-summary": "csv", "powerbi/work-orders": "json"}
SETS = ("InventoryMovements", "DailyProduction")

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals, daily_capacity)
    SELECT :tenant, 'P-' || n, 'p-' || n, 'P-' || n, 'pcs', 'FINISHED_GOOD', 0, 100
    FROM generate_series(1, CAST(:products AS int)) AS n""")
_PLANS = text("""
    INSERT INTO production_plan (tenant_id, number, name, product_id, location, quantity, planned_start, planned_end,
                                 status, last_changed_by, created_by)
    SELECT tenant_id, 'PP-' || sku, sku, id, 'MAIN', 50000, CAST(:today AS date), CAST(:today AS date) + 1000,
           'DRAFT', 'benchmark', 'benchmark'
    FROM product WHERE sku LIKE 'P-%' ORDER BY id LIMIT 100""")


async def fill(url: str, rows: int, today: date) -> None:
    """Work orders with entries, products and plans: as many as files of so many rows take."""
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await add_orders(session, rows // DAYS, today)
        await _fill_supply(session, rows // LOCATIONS, today)
    await database.close()


async def _fill_supply(session: WriteSession, products: int, today: date) -> None:
    await session.run(_PRODUCTS, {"tenant": session.tenant_id, "products": products})
    await session.run(_PLANS, {"today": today})


def files(rows: int, today: date, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """What is imported, of so many rows each: a name, the kind, and the workbook."""
    draw = Random(seed)
    yield "stock", "OpeningStock", workbook(STOCK, _counts(rows, today, draw))
    yield "work orders", "WorkOrder", workbook(WORK_ORDERS, _orders(rows, today, draw))
    yield "daily production", "DailyProduction", workbook(PRODUCTION, _entries(rows, today, draw))


def _counts(rows: int, today: date, draw: Random) -> Iterator[tuple[Any, ...]]:
    for number in range(rows):
        product, place = divmod(number, LOCATIONS)
        yield f"P-{product + 1}", f"PLACE-{place}", draw.randint(100, 9_000), today


def _orders(rows: int, today: date, draw: Random) -> Iterator[tuple[Any, ...]]:
    for number in range(rows):
        start = today + timedelta(days=draw.randint(1, 30))
        line, stage = f"LINE-{number % 20}", f"STAGE-{number % 5}"
        yield f"NEW-{number}", SKU, line, stage, draw.randint(100, 900), start, start + timedelta(days=40)


def _entries(rows: int, today: date, draw: Random) -> Iterator[tuple[Any, ...]]:
    """Of days before those that there are entries of."""
    for number in range(rows):
        order, back = divmod(number, DAYS)
        yield f"W-{order + 1}", today - timedelta(days=ENTRIES + back), draw.randint(1, 20), 0


async def measure_floor(measure: Measure, url: str, rows: int, seed: int) -> None:
    """Fill the tenant, then each job in turn."""
    today = clock.today()
    await fill(url, rows, today)
    await measure("dashboards of ten days, of 500 orders each", _dashboards(today))
    await measure("a hundred plans of three years", drawn("POST", "/graphql", json={"query": PLANS}))
    for path, form in TABLES.items():
        await measure(f"{path.rpartition('/')[2]} {form}", read(path, form))
    for name, kind, content in files(rows, today, seed):
        preview = await measure(f"preview of {name}", previewed(kind, content))
        await measure("its commit", asked(COMMIT, id=preview))
    for name in SETS:
        await measure(f"OData, all {name}", _walked(name))


def _dashboards(today: date) -> Work:
    """One a day, so that none is kept."""

    async def work(client: httpx.AsyncClient) -> None:
        for back in range(DASHBOARDS):
            await asked(DASHBOARD, asOf=str(today - timedelta(days=back)))(client)

    return work


def _walked(name: str) -> Work:
    """All pages of a set, by their links."""

    async def work(client: httpx.AsyncClient) -> None:
        link: str | None = f"/odata/{name}"
        while link is not None:
            answer = await client.get(link, headers={"Prefer": f"odata.maxpagesize={PAGE}"})
            found = LINK.search(answer.raise_for_status().content, len(answer.content) - LONGEST_LINK)
            link = found[1].decode() if found else None

    return work
