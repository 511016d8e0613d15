"""Rows of a statement become objects a piece at a time, so that others have the interpreter in between."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import CursorResult, text

from db.engine import Database
from db.postgres.reading import MADE_AT_ONCE
from db.shared.tenants import tenant_id
from tests.support.elsewhere import calls_elsewhere

DEMO = tenant_id("demo")
NUMBERS = text("SELECT n, n * 2 AS twice, 'row ' || n AS told FROM generate_series(1, CAST(:count AS int)) AS n")
COUNTS = (0, 1, MADE_AT_ONCE - 1, MADE_AT_ONCE, MADE_AT_ONCE + 1, 2 * MADE_AT_ONCE, 7 * MADE_AT_ONCE + 3)


@contextmanager
def _fetched() -> Iterator[list[tuple[str, int]]]:
    """Each call that takes rows from the driver: its name, and how many it took."""
    calls: list[tuple[str, int]] = []

    def look(frame: FrameType, event: str, returned: Any) -> None:
        name = frame.f_code.co_name
        if event == "return" and name in ("fetchmany", "fetchall") and "connectors" in frame.f_code.co_filename:
            calls.append((name, len(returned)))

    sys.setprofile(look)
    threading.setprofile(look)  # of those to come
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", COUNTS)
async def test_all_rows_come_in_their_order(database: Database, count: int) -> None:
    async with database.read(DEMO) as session:
        rows = await session.rows(NUMBERS, {"count": count})
        assert [(row.n, row.twice, row.told) for row in rows] == [(n, 2 * n, f"row {n}") for n in range(1, count + 1)]
        assert await session.scalar(NUMBERS, {"count": 1}) == 1  # the connection is free for the next one


@pytest.mark.parametrize("count", COUNTS)
async def test_no_call_takes_many(database: Database, count: int) -> None:
    async with database.read(DEMO) as session:
        with _fetched() as calls:
            await session.rows(NUMBERS, {"count": count})
    assert sum(taken for _, taken in calls) == count
    assert {name for name, _ in calls} == {"fetchmany"}
    assert all(taken <= MADE_AT_ONCE for _, taken in calls)


@pytest.mark.parametrize("count", COUNTS)
async def test_nobody_waits_for_all_pieces_but_the_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    with calls_elsewhere(monkeypatch, CursorResult, "fetchmany") as pieces:
        async with database.read(DEMO) as session:
            assert len(await session.rows(NUMBERS, {"count": count})) == count
    assert (pieces[False], pieces[True]) == (1, count // MADE_AT_ONCE)
