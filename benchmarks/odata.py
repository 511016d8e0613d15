"""python -m benchmarks.odata: a large ledger read by OData to its last page; pages of it and of work against SQL."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import asyncpg
import httpx
import orjson

from benchmarks.data import TENANT, found
from benchmarks.ledger import add_movements
from benchmarks.limit_sql import SET_CALLER
from benchmarks.odata_questions import PAGE, of_movements, of_orders
from benchmarks.ratios import beside, show_table
from benchmarks.servers import REAL, Server, configured, own_postgres, serving, token
from benchmarks.shopfloor import ENTRIES, add_orders
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id

SAMPLES = 15
LINK = "@odata.nextLink"


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


async def prepare(url: str, owner_url: str, options: argparse.Namespace, today: date) -> None:
    """Movements, and work orders with their entries."""
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await add_movements(session, options.movements)
        await add_orders(session, options.orders, today)
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


def run(url: str, folder: Path, options: argparse.Namespace, today: date) -> tuple[Walk, list[Compared]]:
    """The walk, then each page beside its limit."""
    with serving(REAL, configured(url, folder), folder) as server:
        headers = {"Authorization": f"Bearer {token(role=Role.ADMIN)}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", headers=headers, timeout=600) as http:
            walked = walk(http, server, options.page)
            questions = [*of_movements(walked.middle, options.movements), *of_orders(options.orders, today)]
            return walked, [compared(http, url, *one) for one in questions]


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
    parser.add_argument("--orders", type=int, default=5_000, help=f"work orders, of {ENTRIES} entries each")
    parser.add_argument("--page", type=int, default=10_000, help="rows of a page of the walk")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.movements, options.orders, options.page = 5_000, 100, 500
    started = datetime.now(UTC)
    today = started.date()
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        asyncio.run(prepare(url, owner_url, options, today))
        took = (datetime.now(UTC) - started).total_seconds()
        print(f"{options.movements:,} movements, {options.orders:,} work orders; built in {took:.0f} s")
        show(*run(url, folder, options, today))


if __name__ == "__main__":
    main()
