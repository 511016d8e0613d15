"""python -m benchmarks.growth: twice the data of twenty tenants, and how much longer everything takes then."""

import argparse
import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import asyncpg
import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.data import NOTHING, REPORT, Size, fill, found
from benchmarks.limit_sql import SET_CALLER
from benchmarks.load import GOOD
from benchmarks.questions import Ask, questions
from benchmarks.servers import REAL, Server, configured, own_postgres, serving, token
from db.engine import Database, on_statement
from db.forecast.filters import EVERY_DEMAND
from db.forecast.lines import all_cells
from db.forecast.reports import report_by_month
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from db.workforce.rollup_rows import stored_summaries
from db.workforce.summaries import summarise
from db.workforce.tiers import list_tiers

ASKED = 10  # people by cn a round
BUILDERS = 2  # tenants filled at the same time
SUMMARISED = 3  # tenants whose summaries are computed anew, which takes longest
WEEKS = 26
TREE, T1, ANEW, T2, T3 = "a tree's statements", "T1", "all summaries anew", "T2", "T3"
COMMITTED = "a commit of 20 target CPHs"
MOST_CPH = 100
GRID = "query G($report: String!) { report(value: $report) { targetCph { id lob caseType targetCph } } }"
PREVIEW = """mutation P($month: String!, $year: Int!, $rows: [CphRowInput!]!) {
    previewCphUpdate(month: $month, year: $year, rows: $rows) { preview { id } problems { message } } }"""
COMMIT = "mutation C($preview: UUID!) { commitPreview(previewId: $preview) { problems { message } } }"


class Grown(NamedTuple):
    """A size, how long it took to build, and the best time of every tenant by what was measured; all in seconds."""

    size: Size
    built: float
    best: dict[str, list[float]]


def main() -> None:
    """Run as the command line says."""
    options = _options()
    with own_postgres() as (postgres, folder):
        asyncio.run(_run(postgres.url(user="postgres"), postgres.url(user=SERVICE_ROLE), folder, options))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--tenants", type=int, default=20)
    parser.add_argument("--people", type=int, default=962, help=f"of a tenant at the first size, {WEEKS} weeks each")
    parser.add_argument("--demands", type=int, default=300, help="of a tenant at the first size")
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured; the best counts")
    parser.add_argument("--plans", action="store_true", help="print the plans of a tree's statements at the last size")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.tenants, options.people, options.demands, options.doublings, options.rounds = 3, 40, 24, 1, 1
    return options


async def _run(owner_url: str, service_url: str, folder: Path, options: argparse.Namespace) -> None:
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)  # as in the server
    tenants = [f"tenant-{number:02d}" for number in range(1, options.tenants + 1)]
    await found(owner_url, tenants)
    database = Database(service_url, pool_size=BUILDERS, pool_wait=60)
    was, measured = NOTHING, []
    for doubling in range(options.doublings + 1):
        size = Size(options.people << doubling, WEEKS, options.demands << doubling)
        started = time.monotonic()
        await _grow(database, owner_url, tenants, size, was)
        built = time.monotonic() - started
        with serving(REAL, configured(service_url, folder, kept_answer_bytes=0), folder) as server:
            best = await _measured(database, server, tenants, size, options.rounds)
        measured.append(Grown(size, built, best))
        print(f"{size.assignments * len(tenants):,} assignments: built in {built:.0f} s, measured", flush=True)
        was = size
    show(measured, len(tenants))
    if options.plans:
        for plan in await _plans(database, service_url, tenants[0]):
            print(plan)
    await database.close()


async def _grow(database: Database, owner_url: str, tenants: Sequence[str], size: Size, was: Size) -> None:
    free = asyncio.Semaphore(BUILDERS)

    async def grow(number: int, tenant: str) -> None:
        async with free, database.write(tenant_id(tenant), subject="benchmark") as session:
            await fill(session, replace(size, seed=number), since=was)

    await asyncio.gather(*(grow(number, tenant) for number, tenant in enumerate(tenants, start=1)))
    await _as_owner(owner_url, "VACUUM (ANALYZE)")  # as autovacuum does after a while


async def _measured(
    database: Database, server: Server, tenants: Sequence[str], size: Size, rounds: int
) -> dict[str, list[float]]:
    """The best time of each tenant, by what was measured; tenants take turns, so that none is warmer than others."""
    best: dict[str, dict[str, float]] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=120) as client:
        for round_ in range(rounds + 1):
            for tenant in tenants:
                asked: dict[str, Callable[[], Awaitable[float]]] = {
                    TREE: partial(_tree, database, tenant),
                    **_questions(client, tenant, size),
                }
                asked[COMMITTED] = partial(_committed, client, tenant)
                if tenant in tenants[:SUMMARISED]:
                    asked[ANEW] = partial(_anew, database, tenant)
                for name, ask in asked.items():
                    took = await ask()
                    if round_ > 0:  # the first is to warm up
                        times = best.setdefault(name, {})
                        times[tenant] = min(took, times.get(tenant, took))
    return {name: list(times.values()) for name, times in best.items()}


async def _tree(database: Database, tenant: str) -> float:
    async with database.read(tenant_id(tenant)) as session:
        report = await report_by_month(session, year=REPORT.year, month=REPORT.number)
        assert report is not None
        started = time.perf_counter()
        await stored_summaries(session, [report.id], EVERY_DEMAND, parts=())
        await list_tiers(session, include_inactive=True)
        return time.perf_counter() - started


async def _anew(database: Database, tenant: str) -> float:
    async with database.write(tenant_id(tenant), subject="benchmark", dry_run=True) as session:
        cells = await all_cells(session)
        started = time.perf_counter()
        await summarise(session, cells)
        return time.perf_counter() - started


async def _committed(client: httpx.AsyncClient, tenant: str) -> float:
    """What committing another target CPH of twenty records takes, whatever else the report has."""
    headers = {"Authorization": f"Bearer {token(tenant, Role.PLANNER)}"}

    async def ask(query: str, **variables: object) -> Any:
        answer = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return answer.json()["data"]

    (row, *_) = (await ask(GRID, report=REPORT.value))["report"]["targetCph"]
    another = round(row["targetCph"] + (1 if row["targetCph"] < MOST_CPH else -1), 2)
    found = await ask(PREVIEW, month=REPORT.name, year=REPORT.year, rows=[{**row, "modifiedTargetCph": another}])
    if found["previewCphUpdate"]["problems"]:
        raise RuntimeError(str(found))
    preview = found["previewCphUpdate"]["preview"]["id"]
    started = time.perf_counter()
    done = await ask(COMMIT, preview=preview)
    took = time.perf_counter() - started
    if done["commitPreview"]["problems"]:
        raise RuntimeError(str(done))
    return took


def _questions(client: httpx.AsyncClient, tenant: str, size: Size) -> dict[str, Callable[[], Awaitable[float]]]:
    headers = {"Authorization": f"Bearer {token(tenant)}", "Content-Type": "application/json"}

    async def ask(asks: Sequence[Ask]) -> float:
        took = []
        for one in asks[:ASKED]:
            started = time.perf_counter()
            answer = await client.post("/graphql", content=one.body, headers=headers)
            took.append(time.perf_counter() - started)
            if not answer.content.startswith(GOOD):
                raise RuntimeError(answer.text[:500])
        return median(took)

    return {question.name: partial(ask, question.asks) for question in questions(size)}


def show(measured: Sequence[Grown], tenants: int) -> None:
    """Print the times, and what each is of the one at half the size."""
    sizes = [f"{one.size.assignments * tenants:,}\n{one.size.assignments:,} a tenant" for one in measured]
    for title, of in ((f"The median of {tenants} tenants", median), ("All of them, one after another", sum)):
        table = Table("ms, × what it was", *sizes, "a doubling", title=title, title_justify="left")
        for name in measured[0].best:
            seconds = [of(one.best[name]) for one in measured]
            grown = [now / was for was, now in pairwise(seconds)]
            cells = [f"{seconds[0] * 1000:,.1f}"]
            cells += [f"{now * 1000:,.1f}  × {by:.2f}" for now, by in zip(seconds[1:], grown, strict=True)]
            mean = (seconds[-1] / seconds[0]) ** (1 / max(1, len(grown)))
            table.add_row(name, *cells, f"× {mean:.2f}")
        Console(width=132, highlight=False).print(table)


async def _plans(database: Database, service_url: str, tenant: str) -> list[str]:
    """The plans of what a tree sends, with the rows it reads."""
    sent: list[str] = []
    on_statement(database, sent.append)
    await _tree(database, tenant)
    driver = await asyncpg.connect(service_url, server_settings={"jit": "off", "timezone": "UTC"})
    plans = []
    async with driver.transaction(isolation="repeatable_read", readonly=True):
        await driver.execute(SET_CALLER, str(tenant_id(tenant)), "benchmark")
        report = await driver.fetchval("SELECT id FROM report")
        for statement in sent:
            if statement.startswith("SELECT") and "FROM report " not in statement.replace("\n", " "):
                rows = await driver.fetch(
                    f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}", *_given(statement, report)
                )
                plans.append("\n".join(["", " ".join(statement.split())[-200:], *(row[0] for row in rows)]))
    await driver.close()
    return plans


def _given(statement: str, report: int) -> list[list[int]]:
    return [[report]] if "$1" in statement else []


async def _as_owner(owner_url: str, statement: str) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute(statement)
    await owner.close()


if __name__ == "__main__":
    main()
