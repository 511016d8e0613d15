"""python -m benchmarks.exports: tables of reports in every form, against the same rows by one plain statement."""

import argparse
import asyncio
import hashlib
import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import httpx
import orjson
from sqlalchemy import text

from benchmarks import export_ledgers as ledgers
from benchmarks import export_sql as plain
from benchmarks.batch_jobs import Done, connected, done
from benchmarks.data import FIRST_MONTH, TENANT, Size, build
from benchmarks.export_ledgers import Ledgers, add_ledgers
from benchmarks.limit_sql import SET_CALLER
from benchmarks.ratios import beside, say, show_table
from benchmarks.report import MEBI
from benchmarks.servers import REAL, Server, configured, own_postgres, serving, token
from db.admin.migrate import owner_connection
from db.embedded.server import DATABASE
from db.engine import Database
from db.postgres.connection import SERVICE_ROLE
from db.shared.enums import Role
from db.shared.tenants import tenant_id
from db.workforce.tiers import list_tiers
from services.shared import clock

WEEKS = 26
PREFIX = "/api/v2/reports"
FORMS = ("json", "records", "csv", "ndjson", "xlsx")
TABLES = (
    "resource-assignments", "monthly-summary", "weekly-detail", "inventory-movements", "daily-production",
    "history-log", "records.xlsx", "week-assignments.xlsx",
)  # fmt: skip


class Export(NamedTuple):
    """A table, or a workbook: its name, the plain statement that has the same rows, and what it is asked with."""

    name: str
    sql: str
    arguments: Mapping[str, str] = {}

    @property
    def is_workbook(self) -> bool:
        """Whether it is one for people, and has no other form."""
        return self.name.endswith(".xlsx")

    @property
    def path(self) -> str:
        """Where it is, below the reports."""
        return self.name if self.is_workbook else f"powerbi/{self.name}"


class Downloaded(NamedTuple):
    """What an answer took: seconds, seconds until its first byte, the server's most memory, its size and digest."""

    seconds: float
    first: float
    peak: int
    size: int
    digest: str


class Measured(NamedTuple):
    """An export in a form: the best of what it and its limit took."""

    name: str
    rows: int
    ours: Downloaded
    limit: Done


def main() -> None:
    """Run as the command line says."""
    options = _options()
    with own_postgres() as (postgres, folder):
        url, owner_url = (postgres.url(user=user, database=DATABASE) for user in (SERVICE_ROLE, "postgres"))
        show(asyncio.run(run(url, owner_url, folder, options)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports", description=__doc__)
    parser.add_argument("--people", type=int, default=5_000, help="each with an assignment a week, for 26 weeks")
    parser.add_argument("--demands", type=int, default=22_000, help="each with six months and five weeks of the first")
    parser.add_argument("--seed", type=int, default=1, help="what the data are drawn from")
    parser.add_argument("--rounds", type=int, default=3, help="how often all but workbooks are measured")
    parser.add_argument("--rows", type=int, default=130_000, help="of movements, daily production and history each")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES, help="which tables; all unless said")
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=FORMS, help="which forms; all unless said")
    parser.add_argument("--quick", action="store_true", help="a tiny run that shows only that everything works")
    options = parser.parse_args()
    if options.quick:
        options.people, options.demands, options.rows, options.rounds = 50, 60, 2_500, 1
    return options


async def run(url: str, owner_url: str, folder: Path, options: argparse.Namespace) -> list[Measured]:
    """Every table in every form, in turns with its limit."""
    await build(owner_url, url, Size(options.people, WEEKS, options.demands, options.seed))
    await _add_ledgers(owner_url, url, options.rows)
    exports = [export for export in await _exports(url) if export.name in options.only]
    measured = []
    with serving(REAL, configured(url, folder, download_seconds=600), folder) as server:
        for export in exports:
            columns, rows = _columns(server, export), await _rows(url, export)
            for form in ("xlsx",) if export.is_workbook else options.forms:
                order = {"job": "exported", "url": url, "sql": export.sql, "form": form, "names": columns}
                rounds = 1 if form == "xlsx" else options.rounds  # the limit alone takes up to a minute
                both = [(_downloaded(server, export, form), done(**order)) for _ in range(rounds)]
                _require_equal(export, form, both)
                ours, limits = zip(*both, strict=True)
                one = Measured(f"{export.name} {form}", rows, min(ours), min(limits))
                say(one.name, rows, ours=one.ours.seconds, limit=one.limit.seconds)
                measured.append(one)
    return measured


async def _add_ledgers(owner_url: str, url: str, rows: int) -> None:
    database = Database(url, pool_size=1)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await add_ledgers(session, Ledgers.of_rows(rows), clock.today())
    await database.close()
    async with owner_connection(owner_url) as owner:
        await owner.execute(text("ANALYZE"))


async def _exports(url: str) -> list[Export]:
    database = Database(url, pool_size=1)
    async with database.read(tenant_id(TENANT)) as session:
        tiers = [tier.id for tier in await list_tiers(session, include_inactive=False)]
    await database.close()
    counted = [(id, is_placeholder) for id in tiers for is_placeholder in (False, True)]
    month = f"{FIRST_MONTH.year}-{FIRST_MONTH.number:02d}"
    return [
        Export("resource-assignments", plain.ASSIGNMENTS),
        Export("monthly-summary", plain.summary(counted)),
        Export("weekly-detail", plain.weeks(counted), {"month_from": month, "month_to": month}),
        Export("inventory-movements", ledgers.MOVEMENTS),
        Export("daily-production", ledgers.PRODUCTION),
        Export("history-log", ledgers.HISTORY),
        Export("records.xlsx", ledgers.RECORDS),
        Export("week-assignments.xlsx", ledgers.GRID),
    ]


def _columns(server: Server, export: Export) -> Sequence[str]:
    """The names of a table's columns; a workbook's are not told apart from its cells."""
    if export.is_workbook:
        return ()
    url, given = _asked(server, export, {"limit": "1"})
    return list(orjson.loads(httpx.get(url, **given).raise_for_status().content)["columns"])  # type: ignore[arg-type]


async def _rows(url: str, export: Export) -> int:
    """How many rows the plain statement has."""
    async with connected(url) as connection, connection.transaction():
        await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
        return int(await connection.fetchval(f"SELECT count(*) FROM ({export.sql}) AS one"))


def _asked(server: Server, export: Export, also: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token(role=Role.ADMIN)}", "Accept-Encoding": "identity"}
    given = {"params": {**export.arguments, **also}, "headers": headers, "timeout": 600}
    return f"http://127.0.0.1:{server.port}{PREFIX}/{export.path}", given


def _downloaded(server: Server, export: Export, form: str) -> Downloaded:
    url, given = _asked(server, export, {} if export.is_workbook else {"format": form})
    digest, first, size, server.peak = hashlib.sha256(), 0.0, 0, 0
    started = perf_counter()
    with httpx.stream("GET", url, **given) as answer:  # type: ignore[arg-type]
        answer.raise_for_status()
        for chunk in answer.iter_raw():
            first, size = first or perf_counter() - started, size + len(chunk)
            digest.update(chunk)
    seconds = perf_counter() - started
    return Downloaded(seconds, first, max(server.peak, server.memory()), size, digest.hexdigest())


def _require_equal(export: Export, form: str, both: Sequence[tuple[Downloaded, Done]]) -> None:
    """A form that the limit can write has the same bytes."""
    if any(limit.digest and limit.digest != ours.digest for ours, limit in both):
        raise SystemExit(f"{export.name} {form}: the answers differ")


def show(measured: Sequence[Measured]) -> None:
    """Print the ratios, and what the server held."""
    without = "" if importlib.util.find_spec("lxml") else "; openpyxl without lxml, which is not installed"
    show_table(
        f"Against the same rows by one plain statement{without}",
        ("rows", "MB", "s ours / limit", "time × limit", "first byte, ms", "server, MB"),
        [
            (
                one.name,
                f"{one.rows:,}",
                f"{one.ours.size / MEBI:,.1f}",
                *beside(one.ours.seconds, one.limit.seconds),
                f"{one.ours.first * 1e3:.0f}",
                f"{one.ours.peak / MEBI:,.0f}",
            )
            for one in measured
        ],
        of="export",
    )


if __name__ == "__main__":
    main()
