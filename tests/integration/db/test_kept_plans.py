"""A statement that is sent again and again keeps one plan for lists of any length: it goes through them one by one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from benchmarks.data import REPORT, Size, fill
from db.engine import Database, on_statement
from db.forecast.demands import all_demands, demands_by_keys
from db.forecast.lines import (
    ChangedCell,
    all_cells,
    cells_of_demands,
    demands_of_case_types,
    lines_of_demands,
    update_lines,
)
from db.forecast.reports import report_by_month
from db.workforce.summaries import summarise
from server.commands.postgres import Addresses


@pytest.fixture
async def sent(database: Database, demo_id: UUID) -> set[str]:
    """What takes lists, of everything sent to fill a tenant, change its cells, look demands up and summarise."""
    found: set[str] = set()
    on_statement(database, found.add)
    async with database.write(demo_id, subject="tester") as session:
        await fill(session, Size(people=120, weeks=26, demands=240))
        report = await report_by_month(session, year=REPORT.year, month=REPORT.number)
        cells = await all_cells(session)
        changed = [ChangedCell(demand_id, month, 1, 1, 1, 1, Decimal(1)) for _, demand_id, month in cells]
        await update_lines(session, report_id=report.id, target_cphs={}, cells=changed)
        ids = {demand_id for _, demand_id, _ in cells}
        assert len(await lines_of_demands(session, report.id, ids)) == 240
        assert len(await cells_of_demands(session, report.id, ids)) == 1440
        case_types = {(row.main_lob, row.case_type) for row in await all_demands(session)}
        assert await demands_of_case_types(session, report.id, case_types) == ids
        names = [(row.main_lob.casefold(), row.state, row.case_type.casefold()) for row in await all_demands(session)]
        assert len(await demands_by_keys(session, names)) == 240
        assert await summarise(session, cells) == 1440
    return {statement for statement in found if "unnest(" in statement}


async def test_a_kept_plan_never_compares_every_pair(empty: Addresses, demo_id: UUID, sent: set[str]) -> None:
    connection = await asyncpg.connect(empty.service)
    compared = {}
    async with connection.transaction():
        await connection.execute("SELECT set_config('app.tenant', $1, true)", str(demo_id))
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for number, statement in enumerate(sent):
            await connection.execute(f"PREPARE kept_{number} AS {statement}")
            count = await connection.fetchval(
                "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = $1", f"kept_{number}"
            )
            given = ", ".join(["NULL"] * count)
            plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE kept_{number} ({given})")
            filters = [node["Join Filter"] for node in _nodes(orjson.loads(plan)[0]["Plan"]) if "Join Filter" in node]
            if filters:
                compared[statement] = filters
    await connection.close()
    assert len(sent) > 10
    assert compared == {}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
