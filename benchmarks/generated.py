"""python -m benchmarks.generated: forecasts of many products by one call over HTTP, against the generator alone."""

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.data import TENANT, found
from benchmarks.forecasts import drawn, timed
from benchmarks.servers import REAL, configured, own_postgres, serving, token
from db.embedded.server import EmbeddedPostgres
from db.engine import Database, WriteSession
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from db.supply.demand import NewPoint, add_demand_series, upsert_demand
from db.supply.enums import ProductKind, TimeBucket
from db.supply.filters import ProductFilter
from db.supply.levels import LevelKey
from db.supply.products import NewProduct, products_matching, upsert_products
from services.supply.demand.buckets import bucket_start, earlier, starts_between
from services.supply.forecasts.generator.library import is_installed
from services.supply.forecasts.generator.series import Series
from services.supply.forecasts.generator.worker import CHILDREN

HORIZON = {TimeBucket.MONTH: date(2025, 7, 1), TimeBucket.WEEK: date(2025, 6, 30), TimeBucket.DAY: date(2025, 7, 1)}
CHUNK = 50_000  # points written by a statement
ASK = """mutation G($location: String!, $bucket: TimeBucket!, $start: Date!) {
    generateSupplyForecasts(location: $location, bucket: $bucket, horizonStart: $start, buckets: 12) {
        forecasts { number } notGenerated { sku } problems { message } } }"""


class Kind(NamedTuple):
    """Histories of one kind: how they are kept, how long they are, and the buckets that are forecast."""

    kept: TimeBucket
    length: int
    asked: TimeBucket

    @property
    def told(self) -> str:
        """In words, which are their location too."""
        return f"{self.length} × {self.kept} by {self.asked}"


KINDS = (
    Kind(TimeBucket.MONTH, 36, TimeBucket.MONTH),
    Kind(TimeBucket.DAY, 1095, TimeBucket.MONTH),
    Kind(TimeBucket.WEEK, 156, TimeBucket.WEEK),
)


def main() -> None:
    """Forecast as many products of each kind of history, and print seconds and ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generated", description=__doc__)
    parser.add_argument("--products", type=int, default=1000, help="how many products one call forecasts")
    parser.add_argument("--seed", type=int, default=1, help="what histories are drawn from")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    count = 20 if options.quick else options.products
    table = Table("history", "seconds", "the generator alone", "× the generator", "made", "not made")
    with own_postgres() as (postgres, folder):
        for row in asyncio.run(_measured(postgres, folder, count, options.seed)):
            table.add_row(*row)
    console = Console(width=120)
    console.print(f"{count:,} products, {CHILDREN} children, {os.cpu_count()} cores, seed {options.seed}")
    console.print("With statsforecast." if is_installed() else "Without statsforecast: no ETS.")
    console.print(table)


async def _measured(postgres: EmbeddedPostgres, folder: Path, count: int, seed: int) -> list[tuple[str, ...]]:
    await found(postgres.url(user="postgres"), [TENANT])
    url = postgres.url(user=SERVICE_ROLE)
    database = Database(url, pool_size=1)
    series = {kind: [drawn(seed + number, kind.length, kind.kept) for number in range(count)] for kind in KINDS}
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await _fill(session, series)
    await database.close()
    with serving(REAL, configured(url, folder, mutation_seconds=600), folder) as server:
        return [await asyncio.to_thread(_compared, server.port, kind, series[kind]) for kind in KINDS]


def _compared(port: int, kind: Kind, series: list[Series]) -> tuple[str, ...]:
    """One kind of history over HTTP, and by the generator alone."""
    began = time.monotonic()
    answer = httpx.post(
        f"http://127.0.0.1:{port}/graphql",
        json={"query": ASK, "variables": {"location": kind.told, "bucket": kind.asked, "start": _start(kind)}},
        headers={"Authorization": f"Bearer {token(role=Role.PLANNER)}"},
        timeout=600,
    ).json()
    took = time.monotonic() - began
    done = answer["data"]["generateSupplyForecasts"]
    alone, _ = timed([_summed(kind, one) for one in series], CHILDREN)
    made, not_made = len(done["forecasts"]), len(done["notGenerated"])
    return kind.told, f"{took:.1f}", f"{alone:.1f}", f"{took / alone:.2f}", str(made), str(not_made)


def _summed(kind: Kind, series: Series) -> Series:
    """What the generator is given of a history: days are summed to the months that are forecast."""
    if kind.kept is kind.asked:
        return series
    months: dict[date, float] = {}
    starts = starts_between(earlier(HORIZON[kind.kept], kind.kept, kind.length), HORIZON[kind.kept], kind.kept)
    for start, value in zip(starts, series.values, strict=False):
        month = bucket_start(start, kind.asked)
        months[month] = months.get(month, 0) + float(value or 0)
    return replace(series, values=tuple(months.values()), bucket=kind.asked)


def _start(kind: Kind) -> str:
    return HORIZON[kind.asked].isoformat()


async def _fill(session: WriteSession, series: dict[Kind, list[Series]]) -> None:
    """As many products as there are series of a kind, each with a history of each kind at a location of its own."""
    count = len(next(iter(series.values())))
    await upsert_products(session, [_product(f"P-{number:05d}") for number in range(count)])
    products = await products_matching(session, ProductFilter())
    for kind, drawn_ones in series.items():
        keys = [LevelKey(product.id, kind.told) for product in products]
        await add_demand_series(session, keys, bucket=kind.kept)
        points = [point for key, one in zip(keys, drawn_ones, strict=True) for point in _points(key, kind, one)]
        for begin in range(0, len(points), CHUNK):
            await upsert_demand(session, points[begin : begin + CHUNK])


def _points(key: LevelKey, kind: Kind, series: Series) -> Iterator[NewPoint]:
    first = earlier(HORIZON[kind.kept], kind.kept, kind.length)
    starts = starts_between(first, HORIZON[kind.kept], kind.kept)
    for start, value in zip(starts, series.values, strict=False):
        yield NewPoint(*key, start, Decimal(value or 0), False)


def _product(sku: str) -> NewProduct:
    return NewProduct(
        sku=sku, sku_key=sku.lower(), name=sku, unit="pcs", kind=ProductKind.FINISHED_GOOD, decimals=0, unit_cost=None,
        currency=None, lead_time_days=None, daily_capacity=None, labour_hours_per_unit=None, labour_skill=None,
        is_active=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
