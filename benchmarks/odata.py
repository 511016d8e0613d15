"""python -m benchmarks.odata: a large ledger read by OData to its last page, and pages of it against plain SQL."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import asyncpg
import httpx
import orjson
from sqlalchemy import text

from benchmarks.data import TENANT, found
from benchmarks.limit_sql import SET_CALLER
from benchmarks.ratios import beside, show_table
from benchmarks.servers import REAL, Server, configured, own_postgres, serving, token
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id

OF_A_LEVEL = 50  # movements
DAYS_BACK = 1_000
PAGE = 1_000  # rows of the pages that are compared
SAMPLES = 15
LINK = "@odata.nextLink"
FIRST = date(2023, 1, 1)
LATELY = "2999-01-01T00:00:00Z"  # nothing did

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    SELECT :tenant, 'P-' || n, 'p-' || n, 'P-' || n, 'pcs', 'FINISHED_GOOD', 0
    FROM generate_series(1, CAST(:levels AS int)) AS n""")
_LEVELS = text("""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location, on_hand)
    SELECT tenant_id, id, sku_sort, 'MAIN', CAST(:each AS int) FROM product""")
_PLACE = text("INSERT INTO term (tenant_id, kind, key, spelling) VALUES (:tenant, 'LOCATION', 'main', 'MAIN')")
_MOVEMENTS = text("""
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, reference, reason, created_by)
    SELECT tenant_id, id, 'RECEIPT', 1, 1, 0, 0, CAST(:first AS date) + (n * 37 + CAST(id AS int)) % :days, '', '',
           'benchmark'
    FROM inventory_level, generate_series(1, CAST(:each AS int)) AS n""")
_COLUMNS = """m.number, m.kind, p.sku, l.location, m.occurred_on, m.quantity, m.on_hand_change, m.allocated_change,
    m.in_transit_change, m.reference, m.reason, m.created_by, m.created_at"""
_FROM = "FROM inventory_level l JOIN product p ON p.id = l.product_id JOIN inventory_movement m ON m.level_id = l.id"
_PAGE = f"SELECT {_COLUMNS} {_FROM} WHERE {{}} ORDER BY l.sku_sort, l.location, m.occurred_on, m.id LIMIT {PAGE}"
_LEVELS_PAGE = f"""
    SELECT p.sku, p.name, p.kind, l.location, l.on_hand, l.allocated, l.in_transit, l.last_counted_on, l.updated_at
    FROM inventory_level l JOIN product p ON p.id = l.product_id ORDER BY l.sku_sort, l.location LIMIT {PAGE}"""


class Compared(NamedTuple):
    """Seconds of each sample: ours over HTTP, and plain rows of the same page as JSON."""

    title: str
    ours: Sequence[float]
    limit: Sequence[float]


class Walk(NamedTuple):
    """All pages by their links: seconds of each, the rows, the link in their middle, and memory in bytes."""

    seconds: Sequence[float]
    rows: int
    middle: str
    before: int
    peak: int


async def prepare(url: str, owner_url: str, movements: int) -> None:
    """So many movements, of levels that have fifty each."""
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await session.run(_PRODUCTS, {"tenant": session.tenant_id, "levels": movements // OF_A_LEVEL})
        await session.run(_PLACE, {"tenant": session.tenant_id})
        await session.run(_LEVELS, {"each": OF_A_LEVEL})
        await session.run(_MOVEMENTS, {"each": OF_A_LEVEL, "first": FIRST, "days": DAYS_BACK})
    await database.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute("VACUUM (ANALYZE)")
    await owner.close()


def walk(http: httpx.Client, server: Server, page: int) -> Walk:
    """Follow the links to the last page."""
    before, rows, links = server.memory(), 0, ["/odata/InventoryMovements"]
    seconds: list[float] = []
    while len(links) > len(seconds):
        started = perf_counter()
        answer = http.get(links[-1], headers={"Prefer": f"odata.maxpagesize={page}"})
        seconds.append(perf_counter() - started)
        told = orjson.loads(answer.raise_for_status().content)
        rows += len(told["value"])
        links += [told[LINK]] if LINK in told else []
    return Walk(seconds, rows, links[len(links) // 2], before, server.peak)


def run(url: str, folder: Path, options: argparse.Namespace) -> tuple[Walk, list[Compared]]:
    """The walk, then each page beside its limit."""
    with serving(REAL, configured(url, folder), folder) as server:
        headers = {"Authorization": f"Bearer {token(role=Role.ADMIN)}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=600) as http:
            walked = walk(http, server, options.page)
            return walked, [compared(http, url, *one) for one in questions(walked, options.movements)]


def questions(walked: Walk, movements: int) -> list[tuple[str, str, str]]:
    """What is compared: a title, an address, and the rows by plain SQL."""
    sets, sku = "/odata/InventoryMovements", f"P-{movements // OF_A_LEVEL // 2}"
    of_product = _PAGE.format(f"p.sku_key = '{sku.lower()}'")
    level = f"/odata/InventoryLevels(sku='{sku}',location='MAIN')"
    further = f"l.sku_sort >= (SELECT sku_sort FROM product WHERE sku = '{sku}')"
    day = FIRST + timedelta(days=DAYS_BACK // 2)
    return [
        ("the first page", sets, _PAGE.format("true")),
        ("the page in the middle", walked.middle, _PAGE.format(further)),
        ("of one product", f"{sets}?$filter=sku eq '{sku}'", of_product),
        ("of one day", f"{sets}?$filter=occurred_on eq {day}", _PAGE.format(f"m.occurred_on = '{day}'")),
        ("what changed lately", f"{sets}?$filter=updated_at ge {LATELY}", _PAGE.format(f"m.created_at >= '{LATELY}'")),
        ("a movement by its key", f"{sets}('MV-{movements // 2}')", _PAGE.format(f"m.id = {movements // 2}")),
        ("levels, which are computed", "/odata/InventoryLevels", _LEVELS_PAGE),
        ("a level by its key", level, of_product),
    ]  # fmt: skip


def compared(http: httpx.Client, url: str, title: str, address: str, statement: str) -> Compared:
    """Samples of both, one after another."""
    ours = []
    for _ in range(SAMPLES):
        started = perf_counter()
        http.get(address, headers={"Prefer": f"odata.maxpagesize={PAGE}"}).raise_for_status()
        ours.append(perf_counter() - started)
    limit = asyncio.run(plain(url, statement))
    print(f"{title}: {median(ours) * 1e3:,.1f} ms", flush=True)
    return Compared(title, ours, limit)


async def plain(url: str, statement: str) -> list[float]:
    """The rows of a statement as JSON, so often."""
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC", "jit": "off", "role": SERVICE_ROLE})
    seconds = []
    for _ in range(SAMPLES):
        started = perf_counter()
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
            orjson.dumps([dict(row) for row in await connection.fetch(statement)], default=str)
        seconds.append(perf_counter() - started)
    await connection.close()
    return seconds


def show(walked: Walk, found: Sequence[Compared]) -> None:
    """Print how pages and memory stay, and how each page compares."""
    tenth = max(1, len(walked.seconds) // 10)
    first, last = median(walked.seconds[:tenth]), median(walked.seconds[-tenth - 1 : -1] or walked.seconds)
    grown = (walked.peak - walked.before) / 2**20
    print(
        f"{walked.rows:,} rows on {len(walked.seconds)} pages in {sum(walked.seconds):.1f} s; the last pages took"
        f" {last / first:.2f} times the first; memory at most {grown:.0f} MB above that before"
    )
    show_table(
        f"Pages of {PAGE:,} rows against plain rows as JSON",
        ("ms ours / limit", "latency × limit"),
        [(one.title, *beside(median(one.ours) * 1e3, median(one.limit) * 1e3, form=".1f")) for one in found],
        width=100,
    )


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.odata", description=__doc__)
    parser.add_argument("--movements", type=int, default=1_000_000, help="fifty a level")
    parser.add_argument("--page", type=int, default=10_000, help="rows of a page of the walk")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.movements, options.page = 5_000, 500
    started = datetime.now(UTC)
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        asyncio.run(prepare(url, owner_url, options.movements))
        print(f"{options.movements:,} movements; built in {(datetime.now(UTC) - started).total_seconds():.0f} s")
        show(*run(url, folder, options))


if __name__ == "__main__":
    main()
