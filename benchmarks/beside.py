"""python -m benchmarks.beside: how long a look-up waits while the server does a long job, each in turn, and none."""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks import batch_files as files
from benchmarks.data import REPORT, TENANT, Size, configure, found
from benchmarks.questions import TREE
from benchmarks.servers import REAL, configured, own_postgres, serving, token
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id

LOOK_UP = {"query": "{ viewer { tenant } capacityTiers { name } }"}
PAUSE = 0.02  # seconds between look-ups, so that they meet the job at any moment
ALONE = 200  # look-ups
COMMIT = "mutation($id: UUID!) { commitImport(previewId: $id) { created updated problems { message } } }"
_PREVIEWED = "{ preview { id } problems { message } } }"
PREVIEWS = {
    "roster": f"mutation($file: Upload!) {{ previewRosterImport(file: $file) {_PREVIEWED}",
    "forecast": (
        "mutation($file: Upload!) { previewForecastImport(file: $file,"
        f' month: "{REPORT.name}", year: {REPORT.year}) {_PREVIEWED}'
    ),
}
REPORTS = "/api/v2/reports"
ALLOCATED = "mutation($report: String!) {{ {kind}(report: $report) {{ preview {{ id }} problems {{ message }} }} }}"
EXECUTE = "mutation($id: UUID!) { executeAllocation(previewId: $id) { problems { message } } }"
READ = {
    "dashboard/hierarchy": ("",),
    "dashboard/charts-data": ("",),
    "comparison": ("json", "nested"),
    "powerbi/monthly-summary": ("json", "csv", "ndjson", "xlsx"),
    "powerbi/weekly-detail": ("csv",),
    "powerbi/resource-assignments": ("csv", "ndjson"),
}


class Waited(NamedTuple):
    """What a job took, and how long look-ups beside it did: seconds each."""

    job: str
    seconds: float
    look_ups: list[float]


class Beside:
    """A server, a client who sends it long jobs, and one who looks something up again and again."""

    def __init__(self, port: int) -> None:
        headers = {"Authorization": f"Bearer {token(role=Role.ADMIN)}", "GraphQL-Preflight": "1"}
        self._base: dict[str, Any] = {
            "base_url": f"http://127.0.0.1:{port}", "headers": headers, "timeout": 600,
        }  # fmt: skip

    async def measured(self, job: str, work: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> tuple[Waited, Any]:
        """A job with look-ups beside it; returns what the job answered, too."""
        async with httpx.AsyncClient(**self._base) as worker, httpx.AsyncClient(**self._base) as other:
            began = perf_counter()
            working = asyncio.ensure_future(work(worker))
            look_ups = []
            while not working.done():
                look_ups.append(await _look_up(other))
            return Waited(job, perf_counter() - began, look_ups), await working


async def _look_up(client: httpx.AsyncClient) -> float:
    began = perf_counter()
    (await client.post("/graphql", json=LOOK_UP)).raise_for_status()
    took = perf_counter() - began
    await asyncio.sleep(PAUSE)
    return took


async def _alone(client: httpx.AsyncClient) -> None:
    await asyncio.sleep(ALONE * PAUSE)


def _previewed(kind: str, content: bytes) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    form = {
        "operations": json.dumps({"query": PREVIEWS[kind], "variables": {"file": None}}),
        "map": '{"0": ["variables.file"]}',
    }

    async def work(client: httpx.AsyncClient) -> Any:
        answer = await client.post("/graphql", data=form, files={"0": (f"{kind}.xlsx", content)})
        (payload,) = answer.json()["data"].values()
        assert not payload["problems"], payload
        return payload["preview"]["id"]

    return work


def _asked(query: str, **variables: Any) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    """One operation; it is answered without problems, and returns what its only field has."""

    async def work(client: httpx.AsyncClient) -> Any:
        answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer["errors"]
        (payload,) = answer["data"].values()
        assert not payload.get("problems"), payload["problems"]
        return payload

    return work


def _read(path: str, form: str) -> Callable[[httpx.AsyncClient], Awaitable[Any]]:
    """A report over REST, whole, and not a byte of it kept."""

    async def work(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", f"{REPORTS}/{path}", params={"format": form} if form else {}) as answer:
            answer.raise_for_status()
            async for _ in answer.aiter_raw():
                pass

    return work


async def run(url: str, owner_url: str, folder: Path, options: argparse.Namespace) -> list[Waited]:
    """Every job in turn, on a server of its own database."""
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await configure(session, Size(0, 26, 0))
    await database.close()
    patient = configured(url, folder, query_seconds=600, mutation_seconds=600, download_seconds=600)
    with serving(REAL, patient, folder) as server:
        beside, all_waited = Beside(server.port), []

        async def measure(job: str, work: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
            waited, answer = await beside.measured(job, work)
            all_waited.append(waited)
            print(f"{job}: {waited.seconds:.1f} s, {len(waited.look_ups)} look-ups", flush=True)
            return answer

        await measure("nothing", _alone)
        await measure("nothing", _alone)  # the first one warmed the server up
        del all_waited[0]

        async def carry_in(name: str, kind: str, content: bytes) -> None:
            preview = await measure(f"preview of a {name}", _previewed(kind, content))
            await measure("its commit", _asked(COMMIT, id=preview))

        async def allocate(name: str, kind: str) -> None:
            previewed = await measure(f"preview of {name}", _asked(ALLOCATED.format(kind=kind), report=REPORT.value))
            await measure("its execution", _asked(EXECUTE, id=previewed["preview"]["id"]))

        await carry_in("roster", "roster", files.roster(options.people, options.seed))
        await carry_in("forecast", "forecast", files.forecast(options.demands, options.seed))
        await allocate("an allocation", "previewAllocation")
        await carry_in("forecast update", "forecast", files.forecast(options.demands, options.seed + 1))
        await allocate("a rebalance", "previewRebalance")
        for name in ("a tree by GraphQL", "the same, kept"):
            await measure(name, _asked(TREE, report=REPORT.value))
        for path, forms in READ.items():
            for form in forms:
                await measure(f"{path.rpartition('/')[2]} {form}".strip(), _read(path, form))
    return all_waited


def show(all_waited: list[Waited]) -> None:
    """The table: milliseconds, and how many times as long as beside nothing."""
    table = Table(title="a look-up beside long work, milliseconds")
    for heading in ("beside", "seconds", "look-ups", "p50", "p99", "longest", "p99 × alone"):
        table.add_column(heading, justify="left" if heading == "beside" else "right")
    alone = _percentile(all_waited[0].look_ups, 99)
    for job, seconds, look_ups in all_waited:
        p50, p99 = _percentile(look_ups, 50), _percentile(look_ups, 99)
        shown = [f"{value * 1e3:.1f}" for value in (p50, p99, max(look_ups))]
        table.add_row(job, f"{seconds:.1f}", str(len(look_ups)), *shown, f"{p99 / alone:.1f}")
    Console(width=120).print(table)


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="rows of the roster")
    parser.add_argument("--demands", type=int, default=24_000, help="rows of the forecast")
    parser.add_argument("--seed", type=int, default=1, help="what the files are drawn from")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.people, options.demands = 200, 60
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        show(asyncio.run(run(url, owner_url, folder, options)))


if __name__ == "__main__":
    main()
