"""python -m benchmarks.batches: imports and recalculation, against the same rows by plain SQL."""

import argparse
import asyncio
import pickle
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg

from benchmarks import batch_files as files
from benchmarks.batch_jobs import Done, done
from benchmarks.batch_rows import Written, differences, written_between
from benchmarks.data import TENANT, Size, configure, found
from benchmarks.ratios import beside, say, show_table
from benchmarks.report import MEBI
from benchmarks.servers import own_postgres
from db.embedded import server as embedded
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id

WEEKS = 26


class Measured(NamedTuple):
    """A batch: how many rows it has, and the best of what it and its limit took."""

    name: str
    rows: int
    ours: Done
    limit: Done


def main() -> None:
    """Run as the command line says."""
    options = _options()
    with own_postgres() as (postgres, folder):
        show(asyncio.run(Batches(postgres, folder, options).run()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batches", description=__doc__)
    parser.add_argument("--people", type=int, default=50_000, help="rows of the roster")
    parser.add_argument("--demands", type=int, default=2_400, help="rows of the forecast")
    parser.add_argument(
        "--allocations", type=int, default=30_000, help="rows of the old system's allocations, four or five weeks each"
    )
    parser.add_argument("--history", type=int, default=100_000, help="rows of demand history")
    parser.add_argument("--seed", type=int, default=1, help="what the files are drawn from")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is measured; the best counts")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.people, options.demands, options.allocations, options.rounds = 200, 60, 240, 1
        options.history = 1_000
    if options.allocations > options.people * 6:
        parser.error("accepted: at most six allocations a person")
    return options


class Batches:
    """One server of databases: every batch, ours and its limit, works on a copy of what the one before has left."""

    def __init__(self, postgres: embedded.EmbeddedPostgres, folder: Path, options: argparse.Namespace) -> None:
        self._postgres, self._folder, self._options = postgres, folder, options
        self._numbers = count(1)
        self._state = DATABASE

    async def run(self) -> list[Measured]:
        """Measure everything."""
        await found(self._url(DATABASE, owner=True), [TENANT])
        database = Database(self._url(DATABASE), pool_size=1)
        async with database.write(tenant_id(TENANT), subject="benchmark") as session:
            await configure(session, Size(0, WEEKS, 0))
        await database.close()
        people, demands, seed = self._options.people, self._options.demands, self._options.seed
        products = -(-self._options.history // files.DAYS_OF_HISTORY)
        given = (
            ("roster", "roster", files.roster(people, seed), people),
            ("forecast", "forecast", files.forecast(demands, seed), demands),
            ("forecast update", "forecast", files.forecast(demands, seed + 1), demands),
            (
                "v1 allocations", "allocations", files.allocations(self._options.allocations, demands, seed),
                self._options.allocations,
            ),
            ("products", "products", files.products(products), products),
            ("demand history", "demand", files.history(self._options.history, seed), self._options.history),
        )  # fmt: skip
        measured = [await self._imported(*one) for one in given]
        await self._as_owner("VACUUM (ANALYZE)", self._state)  # as autovacuum does after a while
        measured.append(await self._compared("summaries anew", demands * 6, {"job": "recalculated"}, {"reads": True}))
        return measured

    async def _imported(self, title: str, name: str, content: bytes, rows: int) -> Measured:
        file = self._folder / f"{name}.xlsx"
        file.write_bytes(content)
        return await self._compared(title, rows, {"job": "imported", "name": name, "file": file}, {"file": file})

    async def _compared(self, title: str, rows: int, order: dict[str, Any], limit: dict[str, Any]) -> Measured:
        ours, limits = [], []
        kept = self._folder / "rows"
        for _ in range(self._options.rounds):
            mine, theirs = await self._copy(), await self._copy()
            ours.append(done(url=self._url(mine), **order))
            expected = await self._written(mine)
            kept.write_bytes(pickle.dumps(expected))
            limits.append(done(job="written", url=self._url(theirs), rows=kept, **{"file": None, **limit}))
            if unlike := list(differences(expected, await self._written(theirs))):
                raise SystemExit(f"{title}: " + "\n".join(unlike))
        self._state = mine
        say(title, rows, ours=min(ours).seconds, limit=min(limits).seconds)
        return Measured(title, rows, min(ours), min(limits))

    async def _written(self, database: str) -> list[Written]:
        return await written_between(self._url(self._state, owner=True), self._url(database, owner=True))

    async def _copy(self) -> str:
        name = f"copy_{next(self._numbers)}"
        await self._as_owner(f"CREATE DATABASE {name} TEMPLATE {self._state}", "postgres")
        return name

    async def _as_owner(self, statement: str, database: str) -> Any:
        owner = await asyncpg.connect(self._url(database, owner=True))
        try:
            return await owner.fetchval(statement)
        finally:
            await owner.close()

    def _url(self, database: str, *, owner: bool = False) -> str:
        return self._postgres.url(user=embedded.SUPERUSER if owner else SERVICE_ROLE, database=database)


def show(measured: list[Measured]) -> None:
    """Print the ratios and the memory."""
    show_table(
        "Against the same rows by plain SQL",
        ("rows", "s ours / limit", "time × limit", "peak MB ours / limit"),
        [
            (
                one.name,
                f"{one.rows:,}",
                *beside(one.ours.seconds, one.limit.seconds),
                f"{one.ours.peak / MEBI:,.0f} / {one.limit.peak / MEBI:,.0f}",
            )
            for one in measured
        ],
        of="batch",
    )


if __name__ == "__main__":
    main()
