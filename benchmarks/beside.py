"""python -m benchmarks.beside: how long a look-up waits while the server does a long job, each in turn, and none."""

import argparse
import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any, NamedTuple

import httpx
import openpyxl
from rich.console import Console
from rich.table import Table

from benchmarks import batch_files as files
from benchmarks.beside_floor import measure_floor
from benchmarks.beside_requests import COMMIT, Work, asked, drawn, made, previewed, read
from benchmarks.data import FIRST_MONTH, REPORT, TENANT, Size, build, configure, found
from benchmarks.questions import TREE
from benchmarks.servers import REAL, Server, configured, own_postgres, serving, token
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from server.render.flat import WORKBOOK
from services.forecast.record_columns import ABOVE, heading

HISTORY = "query History { historyLog(limit: 50) { data { changes { caseId } } } }"
CHOICES = "query Choices { reports { filterOptions { states } targetCph { targetCph mixed } } }"
LOOK_UP = {"query": "{ viewer { tenant } capacityTiers { name } }"}
PAUSE = 0.02  # seconds between look-ups, so that they meet the job at any moment
ALONE = 200  # look-ups
WEEKS = 26
FIRST_PERSON, FIRST_WEEK = 4, 8  # the row and the column of a grid that they stand in
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
    """What a job took in seconds, how long look-ups beside it did, and the most bytes that the server held."""

    job: str
    seconds: float
    look_ups: list[float]
    memory: int


class Beside:
    """A server, a client who sends it long jobs, and one who looks something up again and again."""

    def __init__(self, server: Server) -> None:
        headers = {"Authorization": f"Bearer {token(role=Role.ADMIN)}", "GraphQL-Preflight": "1"}
        self._base: dict[str, Any] = {
            "base_url": f"http://127.0.0.1:{server.port}", "headers": headers, "timeout": 600,
        }  # fmt: skip
        self._server = server
        self.waited: list[Waited] = []

    async def measure(self, job: str, work: Work) -> Any:
        """Do a job with look-ups beside it; returns what it answered."""
        self._server.peak = 0
        async with httpx.AsyncClient(**self._base) as worker, httpx.AsyncClient(**self._base) as other:
            began = perf_counter()
            working = asyncio.ensure_future(work(worker))
            look_ups = []
            while not working.done():
                look_ups.append(await _look_up(other))
            seconds = perf_counter() - began
        self.waited.append(Waited(job, seconds, look_ups, max(self._server.peak, self._server.memory())))
        longest = f"p99 {_percentile(look_ups, 99) * 1e3:.1f} ms, longest {max(look_ups) * 1e3:.1f} ms"
        print(f"{job}: {seconds:.1f} s, {len(look_ups)} look-ups, {longest}", flush=True)
        return await working


async def _look_up(client: httpx.AsyncClient) -> float:
    began = perf_counter()
    (await client.post("/graphql", json=LOOK_UP)).raise_for_status()
    took = perf_counter() - began
    await asyncio.sleep(PAUSE)
    return took


async def _alone(client: httpx.AsyncClient) -> None:
    await asyncio.sleep(ALONE * PAUSE)


async def run(url: str, owner_url: str, folder: Path, options: argparse.Namespace) -> list[Waited]:
    """Every job in turn, on a server of its own database."""
    size = Size(options.people, WEEKS, options.demands, options.seed)
    await (build(owner_url, url, size) if options.filled else _configured(owner_url, url))
    patient = configured(url, folder, query_seconds=600, mutation_seconds=600, download_seconds=600)
    with serving(REAL, patient, folder) as server:
        beside = Beside(server)
        await beside.measure("nothing", _alone)
        beside.waited.clear()  # the first one warmed the server up
        await beside.measure("nothing", _alone)
        if not options.filled:
            await _change(beside, options)
        await _ask(beside)
        await _send_back(beside)
        await measure_floor(beside.measure, url, options.rows, options.seed)
    return beside.waited


async def _configured(owner_url: str, url: str) -> None:
    await found(owner_url, [TENANT])
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await configure(session, Size(0, WEEKS, 0))
    await database.close()


async def _change(beside: Beside, options: argparse.Namespace) -> None:
    """Import people and a forecast, allocate, import other figures, and rebalance."""

    async def carry_in(name: str, kind: str, content: bytes) -> None:
        preview = await beside.measure(f"preview of a {name}", previewed(kind, content))
        await beside.measure("its commit", asked(COMMIT, id=preview))

    async def allocate(name: str, kind: str) -> None:
        previewing = asked(ALLOCATED.format(kind=kind), report=REPORT.value)
        previewed = await beside.measure(f"preview of {name}", previewing)
        await beside.measure("its execution", asked(EXECUTE, id=previewed["preview"]["id"]))

    await carry_in("roster", "Roster", files.roster(options.people, options.seed))
    await carry_in("forecast", "Forecast", files.forecast(options.demands, options.seed))
    await allocate("an allocation", "previewAllocation")
    await carry_in("forecast update", "Forecast", files.forecast(options.demands, options.seed + 1))
    await allocate("a rebalance", "previewRebalance")


async def _ask(beside: Beside) -> None:
    """Ask for what is large."""
    for name in ("a tree by GraphQL", "the same, kept"):
        tree = {"query": TREE, "variables": {"report": REPORT.value}}
        await beside.measure(name, drawn("POST", "/graphql", json=tree))
    await beside.measure("records of history", drawn("POST", "/graphql", json={"query": HISTORY}))
    await beside.measure("what filters choose from", drawn("POST", "/graphql", json={"query": CHOICES}))
    for path, forms in READ.items():
        for form in forms:
            await beside.measure(f"{path.rpartition('/')[2]} {form}".strip(), read(path, form))


async def _send_back(beside: Beside) -> None:
    """The workbooks that are edited: each made, sent back as it is, and with a cell edited."""
    for label, (name, change) in RETURNED.items():
        content = await beside.measure(name, made(f"{label}.xlsx"))
        await beside.measure("it comes back", _returned(label, content, edits=0))
        await beside.measure("it comes back with an edit", _returned(label, _edited(content, change), edits=1))


def _returned(label: str, content: bytes, *, edits: int) -> Work:
    async def work(client: httpx.AsyncClient) -> None:
        headers = {"Content-Type": WORKBOOK}
        answer = await client.post(f"/api/v2/imports/{label}", content=content, headers=headers)
        assert len(answer.raise_for_status().json()["changed_cells"]) == edits, answer.text[:1_000]

    return work


def _edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    book, saved = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    change(book.worksheets[0])
    book.save(saved)
    return saved.getvalue()


def _free_somebody(sheet: Any) -> None:
    """Empty the first week that somebody is assigned in."""
    weeks = sheet.iter_rows(min_row=FIRST_PERSON, min_col=FIRST_WEEK, max_col=FIRST_WEEK + WEEKS - 1)
    next(cell for row in weeks for cell in row if cell.value).value = None


def _raise_a_forecast(sheet: Any) -> None:
    """Add a case to the first month of the first record."""
    headings = [cell.value for cell in sheet[ABOVE]]
    sheet.cell(ABOVE + 1, headings.index(heading(FIRST_MONTH.label, "forecast")) + 1).value += 1


RETURNED: dict[str, tuple[str, Callable[[Any], None]]] = {
    "week-assignments": ("a grid of people and weeks", _free_somebody),
    "records": ("a workbook of records", _raise_a_forecast),
}


def show(all_waited: list[Waited]) -> None:
    """The table: milliseconds, and how many times as long as beside nothing."""
    table = Table(title="a look-up beside long work, milliseconds")
    for title in ("beside", "seconds", "look-ups", "p50", "p99", "longest", "p99 × alone", "MB"):
        table.add_column(title, justify="left" if title == "beside" else "right")
    alone = _percentile(all_waited[0].look_ups, 99)
    for job, seconds, look_ups, memory in all_waited:
        p50, p99 = _percentile(look_ups, 50), _percentile(look_ups, 99)
        shown = [f"{value * 1e3:.1f}" for value in (p50, p99, max(look_ups))]
        table.add_row(job, f"{seconds:.1f}", str(len(look_ups)), *shown, f"{p99 / alone:.1f}", str(memory // 1024**2))
    Console(width=120).print(table)


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="rows of the roster")
    parser.add_argument("--demands", type=int, default=24_000, help="rows of the forecast")
    parser.add_argument("--rows", type=int, default=20_000, help="of each file of supply and the shop floor")
    parser.add_argument("--seed", type=int, default=1, help="what the files are drawn from")
    parser.add_argument(
        "--filled", action="store_true", help="fill people and demands beforehand, and only ask for what is large"
    )
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.people, options.demands, options.rows = 200, 60, 400
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        show(asyncio.run(run(url, owner_url, folder, options)))


if __name__ == "__main__":
    main()
