"""One batch, ours or its limit, in a process of its own, for seconds and memory: python -m benchmarks.batch_jobs."""

import asyncio
import csv
import hashlib
import io
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import asyncpg
import orjson
import psutil
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from benchmarks.data import REPORT, TENANT
from benchmarks.limit_sql import PEOPLE_OF_CELLS, SET_CALLER
from db.engine import Database
from db.forecast.lines import all_cells
from db.postgres.connection import SERVICE_ROLE
from db.shared.tenants import tenant_id
from db.workforce.summaries import summarise
from server.commands.imports import IMPORTS, FileToImport, import_files
from services.shared.progress import silent
from sheets.read import read_sheet

SUBJECTS = {"forecast": REPORT.value}
WATCHED_EVERY = 0.02


class Done(NamedTuple):
    """What a batch took: seconds, the most memory that was resident (bytes), and what came out, for comparison."""

    seconds: float
    peak: int
    digest: str = ""


def done(**order: Any) -> Done:
    """Carry an order out in a new process."""
    command = [sys.executable, "-m", "benchmarks.batch_jobs"]
    ended = subprocess.run(command, input=pickle.dumps(order), stdout=subprocess.PIPE, check=True)
    return Done(*orjson.loads(ended.stdout))


async def imported(*, url: str, name: str, file: Path) -> tuple[float, str]:
    """An import as `headroom import` does it, a bad row being an error."""
    database = Database(url, pool_size=1)
    async with database.read(tenant_id(TENANT)):
        pass  # connected
    started = perf_counter()
    sheet = await read_sheet(file.read_bytes(), filename=file.name)
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        read = FileToImport(name, IMPORTS[name], sheet, SUBJECTS.get(name, ""))
        await import_files(session, [read], strict=True, progress=silent)
    took = perf_counter() - started
    await database.close()
    return took, ""


async def recalculated(*, url: str) -> tuple[float, str]:
    """All summaries anew."""
    database = Database(url, pool_size=1)
    async with database.read(tenant_id(TENANT)) as reading:
        cells = await all_cells(reading)
    started = perf_counter()
    async with database.write(tenant_id(TENANT), subject="benchmark") as session:
        await summarise(session, cells)
    took = perf_counter() - started
    await database.close()
    return took, ""


async def written(*, url: str, rows: Path, file: Path | None, reads: bool = False) -> tuple[float, str]:
    """The limit of what writes: the workbook read, and the rows that come of it written by a statement a table."""
    tables = pickle.loads(rows.read_bytes())
    async with connected(url) as connection:
        started = perf_counter()
        if file is not None:
            CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes())).get_sheet_by_index(0).to_python()
        async with connection.transaction():
            await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
            if reads:
                await connection.fetch(PEOPLE_OF_CELLS)
            for table in tables:
                await connection.execute(table.sql, *(list(column) for column in zip(*table.rows, strict=True)))
        return perf_counter() - started, ""


async def exported(*, url: str, sql: str, form: str, names: Sequence[str]) -> tuple[float, str]:
    """The limit of an export: its rows by one plain statement; of a workbook, written cell by cell besides.

    What they would be in a form of text is told afterwards, by its digest.
    """
    async with connected(url) as connection:
        started = perf_counter()
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(SET_CALLER, str(tenant_id(TENANT)), "benchmark")
            rows = await connection.fetch(sql)
        if form == "xlsx":
            _write_workbook(rows, names)
        took = perf_counter() - started
    encode = ENCODERS.get(form)
    return took, "" if encode is None else hashlib.sha256(encode(rows, names)).hexdigest()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection under the service's role, in UTC."""
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC", "jit": "off", "role": SERVICE_ROLE})
    try:
        yield connection
    finally:
        await connection.close()


def _write_workbook(rows: Sequence[asyncpg.Record], names: Sequence[str]) -> None:
    """Plain cells, as openpyxl's write-only mode has them, a list's each; with lxml where that is installed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(names)
    for row in rows:
        cells = chain.from_iterable(value if isinstance(value, list) else (value,) for value in row)
        sheet.append([one.replace(tzinfo=None) if hasattr(one, "tzinfo") else one for one in cells])
    with tempfile.TemporaryFile() as file:
        book.save(file)


def _csv(rows: Sequence[asyncpg.Record], names: Sequence[str]) -> bytes:
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(names)
    writer.writerows([[one.isoformat() if hasattr(one, "isoformat") else one for one in row] for row in rows])
    return lines.getvalue().encode()


def _ndjson(rows: Sequence[asyncpg.Record], names: Sequence[str]) -> bytes:
    objects = (dict(zip(names, row, strict=True)) for row in rows)
    return b"".join(orjson.dumps(one, default=_number, option=orjson.OPT_APPEND_NEWLINE) for one in objects)


def _number(value: Any) -> orjson.Fragment:
    """An exact number with every digit."""
    return orjson.Fragment(f"{value:f}")


ENCODERS: dict[str, Callable[[Sequence[asyncpg.Record], Sequence[str]], bytes]] = {"csv": _csv, "ndjson": _ndjson}
JOBS: dict[str, Callable[..., Coroutine[Any, Any, tuple[float, str]]]] = {
    "imported": imported,
    "recalculated": recalculated,
    "written": written,
    "exported": exported,
}


def main() -> None:
    """Carry out the order on standard input, and tell what it took."""
    order = pickle.loads(sys.stdin.buffer.read())
    this, over, seen = psutil.Process(), threading.Event(), [0]

    def watch() -> None:
        while not over.wait(WATCHED_EVERY):
            seen[0] = max(seen[0], this.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        seconds, digest = asyncio.run(JOBS[order.pop("job")](**order))
    finally:
        over.set()
        watching.join()
    sys.stdout.buffer.write(orjson.dumps([seconds, seen[0], digest]))


if __name__ == "__main__":
    main()
