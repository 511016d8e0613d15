"""python -m benchmarks.stock: movements, levels and daily balances of a large ledger, against the same by plain SQL."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import asyncpg
from sqlalchemy import text

from benchmarks.data import TENANT, found
from benchmarks.load import Pace, measured
from benchmarks.questions import graphql_body, posted
from benchmarks.ratios import beside, show_table
from benchmarks.servers import REAL, configured, own_postgres, serving, token
from benchmarks.stock_limit import DAYS, LEVEL, Step, looking, moving, paced
from db.embedded.server import DATABASE
from db.engine import Database, WriteSession
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from services.shared import clock

CALLERS = 32
PRODUCTS = 1_000
DAYS_BACK = 1_000
LEDGER = "LEDGER"  # the product whose level has all the movements
MOVE = """mutation Move($sku: String!) { recordInventoryMovement(input: {sku: $sku, kind: RECEIPT, quantity: 1}) {
  movements { number onHandAfter } problems { message } } }"""
LOOK = "query Level($sku: String!) { latestInventory(sku: $sku) { onHand allocated available inTransit } }"
YEAR = """query Year($sku: String!, $from: Date!, $to: Date!) { latestInventory(sku: $sku) {
  history(from: $from, to: $to) { date opening received consumed adjusted transferred closing } } }"""

_PRODUCTS = text("""
    INSERT INTO product (tenant_id, sku, sku_key, name, unit, kind, decimals)
    SELECT :tenant, sku, lower(sku), sku, 'pcs', 'FINISHED_GOOD', 0 FROM unnest(CAST(:skus AS text[])) AS sku""")
_LEVELS = text("""
    INSERT INTO inventory_level (tenant_id, product_id, sku_sort, location, on_hand)
    SELECT tenant_id, id, sku_sort, 'MAIN', CASE sku WHEN :ledger THEN :movements ELSE 0 END FROM product""")
_MOVEMENTS = text("""
    INSERT INTO inventory_movement (tenant_id, level_id, kind, quantity, on_hand_change, allocated_change,
                                    in_transit_change, occurred_on, reference, reason, created_by)
    SELECT l.tenant_id, l.id, CASE WHEN n % 3 = 0 THEN 'CONSUMPTION' ELSE 'RECEIPT' END, CASE WHEN n % 3 = 0 THEN 1
           ELSE 2 END, CASE WHEN n % 3 = 0 THEN -1 ELSE 2 END, 0, 0, CAST(:first AS date) + n * :days / :movements,
           '', '', 'benchmark'
    FROM inventory_level l JOIN product p ON p.id = l.product_id, generate_series(0, :movements - 1) AS n
    WHERE p.sku = :ledger""")


class Compared(NamedTuple):
    """What was measured: ours over HTTP, and its limit."""

    title: str
    ours: Pace
    limit: Pace


async def prepare(url: str, owner_url: str, movements: int, today: date) -> None:
    """A thousand products, and a ledger of so many movements on one more."""
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await add_one_ledger(session, movements, today)
    await database.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute("VACUUM (ANALYZE)")
    await owner.close()


async def add_one_ledger(session: WriteSession, movements: int, today: date) -> None:
    """Products with a level each, of which one has all the movements."""
    skus = [LEDGER, *(f"P-{number}" for number in range(PRODUCTS))]
    await session.run(_PRODUCTS, {"tenant": session.tenant_id, "skus": skus})
    await session.run(_LEVELS, {"ledger": LEDGER, "movements": movements // 3 * 3})
    first = today - timedelta(days=DAYS_BACK - 1)
    given = {"movements": movements // 3 * 3, "first": first, "days": DAYS_BACK, "ledger": LEDGER}
    await session.run(_MOVEMENTS, given)


def run(url: str, owner_url: str, folder: Path, options: argparse.Namespace) -> list[Compared]:
    """Everything in turn, each beside its limit."""
    today = clock.today()
    asyncio.run(prepare(url, owner_url, options.movements, today))
    many = [f"P-{number}" for number in range(PRODUCTS)]
    year = {"from": str(today - timedelta(days=365)), "to": str(today)}
    ledger = LEDGER.lower()
    plan: list[tuple[str, list[bytes], Step]] = [
        ("movements of one product", [graphql_body(MOVE, sku=many[0])], moving([many[0].lower()], today)),
        (
            f"movements of {PRODUCTS:,} products",
            [graphql_body(MOVE, sku=sku) for sku in many],
            moving([sku.lower() for sku in many], today),
        ),
        ("a level", [graphql_body(LOOK, sku=LEDGER)], looking(LEVEL, ledger)),
        (
            "a year of daily balances",
            [graphql_body(YEAR, sku=LEDGER, **year)],
            looking(DAYS, ledger, today - timedelta(days=365), today),
        ),
    ]
    with serving(REAL, configured(url, folder, kept_answer_bytes=0), folder) as server:
        return [compared(title, bodies, step, server.port, url, options) for title, bodies, step in plan]


def compared(
    title: str, bodies: Sequence[bytes], step: Step, port: int, url: str, options: argparse.Namespace
) -> Compared:
    bearer = token(role=Role.ADMIN)
    samples = 5 if options.quick else 100
    (ours,) = measured(
        targets=[{"port": port, "requests": [posted(body, bearer) for body in bodies]}],
        samples=samples,
        longest=60,
        rounds=1,
        connections=CALLERS,
        seconds=options.seconds,
    )
    if ours.failed:
        raise SystemExit(f"{title}: {ours.failure}")
    limit = asyncio.run(paced(url, step, samples=samples, connections=CALLERS, seconds=options.seconds))
    print(f"{title}: {ours.answered / ours.seconds:,.0f} a second", flush=True)
    return Compared(title, ours, limit)


def show(compared: list[Compared]) -> None:
    """Print milliseconds of one caller, and how much all of them do in a second."""
    show_table(
        f"Against the same rows by plain SQL; {CALLERS} callers",
        ("ms ours / limit", "latency × limit", "a second ours / limit", "throughput × limit"),
        [
            (
                one.title,
                *beside(median(one.ours.latencies) * 1e3, median(one.limit.latencies) * 1e3, form=".1f"),
                *beside(_rate(one.ours), _rate(one.limit), form=",.0f"),
            )
            for one in compared
        ],
        width=120,
    )


def _rate(pace: Pace) -> float:
    """How many are answered in a second."""
    return pace.answered / pace.seconds


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stock", description=__doc__)
    parser.add_argument("--movements", type=int, default=1_000_000, help="of the large ledger")
    parser.add_argument("--seconds", type=float, default=10, help="how long all callers keep on")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.movements, options.seconds = 3_000, 1
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        show(run(url, owner_url, folder, options))


if __name__ == "__main__":
    main()
