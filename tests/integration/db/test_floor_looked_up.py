"""What is asked of a few work orders reads those: none of the thousands that are long over, nor their alerts."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from db.engine import Database, WriteSession
from db.shared.chosen_rows import Chosen, WholeTable, count_of, rows_of
from db.shared.conditions import Call, Compare, Field, Function, Kind, Operator, Term, Value
from db.shared.enums import OrderDirection
from db.shared.keyed_pages import Span
from db.shared.pages import Window
from db.shared.statistics import take_statistics
from db.shopfloor.alert_lists import ALERT_ORDERINGS, AlertFilter, alert_count, alert_page
from db.shopfloor.asked import FloorAsked
from db.shopfloor.day_summary import day_of_orders, day_sums
from db.shopfloor.enums import AlertKind, AlertOrder, AlertState
from db.shopfloor.order_numbers import draw_order_numbers
from db.shopfloor.work_order_table import work_order_table
from services.shared.floor_rules import FloorRules
from tests.support.clocks import today
from tests.support.stock import add_product

TODAY = today()
_OVER = text("""
    INSERT INTO work_order (tenant_id, number, number_key, product_id, department, stage, location, target_qty,
                            original_target_qty, planned_start, deadline, original_deadline, overproduction_allowance,
                            produces_stock, consumption, status, created_by)
    SELECT :tenant, 'OLD-' || n, 'old-' || n, :product, 'Sewing', 'SEWING', 'MAIN', 10, 10,
           CAST(:today AS date) - 60 - CAST(n AS int) % 900, CAST(:today AS date) - 50 - CAST(n AS int) % 900,
           CAST(:today AS date) - 50 - CAST(n AS int) % 900, 0, false, 'MANUAL', 'COMPLETED', 'tester'
    FROM generate_series(1, 20000) AS n""")
_MADE = text("""
    INSERT INTO daily_production (tenant_id, work_order_id, production_date, quantity, scrap_quantity, notes,
                                  entered_by)
    SELECT tenant_id, id, deadline, 10, 0, '', 'tester' FROM work_order
    UNION ALL
    SELECT tenant_id, id, CAST(:today AS date), 0, 0, '', 'tester' FROM work_order WHERE number = 'OLD-7'""")
_ALERTS = text("""
    INSERT INTO alert (tenant_id, kind, work_order_id, product_id, severity, state, event, closed_at)
    SELECT tenant_id, 'DELAYED', id, product_id, 'CRITICAL', 'CLOSED', 'CLOSED', now() FROM work_order""")
_READ = text("""
    SELECT relname, seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables
    WHERE relname IN ('work_order', 'daily_production', 'alert')""")
FEW = 100
ONE = text("SELECT id FROM work_order WHERE number_key = 'old-7'")


async def _alerts(session: WriteSession, order: int) -> Any:
    chosen = AlertFilter(kinds=tuple(AlertKind), states=tuple(AlertState), work_order_id=order)
    found = await alert_page(session, chosen, Window(ALERT_ORDERINGS[AlertOrder.CHANGED], OrderDirection.DESC, 20))
    assert await alert_count(session, chosen) == len(found) == 1


async def _day(session: WriteSession, _order: int) -> Any:
    assert (await day_of_orders(session, TODAY)).column("number") == ["OLD-7"]


async def _sums(session: WriteSession, _order: int) -> Any:
    assert {row.entries for row in await day_sums(session, TODAY)} == {1}


async def _numbers(session: WriteSession, _order: int) -> Any:
    assert len(await draw_order_numbers(session, 3)) == 3


ASKED: dict[str, Callable[[WriteSession, int], Any]] = {
    "alerts of an order": _alerts,
    "a day": _day,
    "sums of a day": _sums,
    "numbers": _numbers,
}


@pytest.fixture
async def floor(database: Database, demo_id: UUID) -> AsyncIterator[WriteSession]:
    """Work orders that are long over, one of which has an entry of today."""
    async with database.write(demo_id, subject="tester", dry_run=True) as session:
        given = {"tenant": demo_id, "today": TODAY}
        await session.run(_OVER, {**given, "product": await add_product(session)})
        await session.run(_MADE, given)
        await session.run(_ALERTS, {})
        for table in ("work_order", "daily_production", "alert"):
            await take_statistics(session, table, 100_000)
        yield session


async def rows_read(session: WriteSession) -> dict[str, int]:
    """How many rows the transaction has read so far, by table."""
    return {row.relname: row.read for row in await session.rows(_READ)}


@pytest.mark.parametrize("asked", ASKED)
async def test_what_is_over_is_not_gone_through(floor: WriteSession, asked: str) -> None:
    order = await floor.scalar(ONE)
    before = await rows_read(floor)
    await ASKED[asked](floor, order)
    after = await rows_read(floor)
    assert all(after[name] - before[name] < FEW for name in before), (before, after)


async def test_a_whole_table_would_be_told(floor: WriteSession) -> None:
    before = await rows_read(floor)
    await floor.rows(text("SELECT count(*) FROM work_order WHERE stage || department = 'none'"))
    assert (await rows_read(floor))["work_order"] >= before["work_order"] + 20_000


ORDER_KINDS = {
    "number": Kind.TEXT, "progress_pct": Kind.NUMBER, "health": Kind.TEXT, "projected_completion": Kind.DAY,
}  # fmt: skip
ONE_OF_ALL = Call(Function.ENDS_WITH, [Field("number", Kind.TEXT), Value("-7", Kind.TEXT)], Kind.FLAG)
NONE_OF_ALL = Compare(Operator.EQUAL, Field("progress_pct", Kind.NUMBER), Value(-1, Kind.WHOLE))


def orders_told() -> WholeTable:
    """Work orders as a table that other statements wrap."""
    written = work_order_table(FloorAsked(), Span(), today=TODAY, thresholds=FloorRules())
    return WholeTable(written=written, columns=ORDER_KINDS, place=[Kind.TEXT])


async def _found(session: WriteSession, names: list[str], where: Term | None) -> int:
    return sum([len(rows) async for rows in rows_of(session, orders_told(), names, Chosen(where=where))])


# What is asked of all 20,000, and how many entries it reads at least and at most.
OF_ALL: dict[str, tuple[Callable[[WriteSession], Any], int, int]] = {
    "plain columns": (lambda session: _found(session, ["number"], None), 0, 0),
    "a count": (lambda session: count_of(session, orders_told(), None), 0, 0),
    "a count of few": (lambda session: count_of(session, orders_told(), ONE_OF_ALL), 0, 0),
    "health of few": (lambda session: _found(session, list(ORDER_KINDS), ONE_OF_ALL), 1, FEW),
    "a figure of all": (lambda session: _found(session, ["number"], NONE_OF_ALL), 20_000, 100_000),
}


@pytest.mark.parametrize("asked", OF_ALL)
async def test_entries_are_read_of_those_that_somebody_looks_at(floor: WriteSession, asked: str) -> None:
    find, least, most = OF_ALL[asked]
    before = await rows_read(floor)
    await find(floor)
    assert least <= (await rows_read(floor))["daily_production"] - before["daily_production"] <= most
