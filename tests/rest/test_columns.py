"""Columns of tables: known without rows, in the order and of the types that the rows have."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from server.rest.reports import PREFIX
from server.rooms import HOUSE
from services.shared.report import FlatReport
from services.shared.table import ColumnType
from tests.conftest import Client

TABLES = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
KINDS: dict[ColumnType, Any] = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: (int, float),
    ColumnType.DECIMAL: (int, float),
    ColumnType.BOOLEAN: bool,
    ColumnType.DATE: date.fromisoformat,
    ColumnType.DATETIME: datetime.fromisoformat,
}

# What the sample data have none of; their own tests compare each value with GraphQL's.
WITHOUT_SAMPLES = {
    f"/powerbi/{name}"
    for name in (
        "history-log", "production-plans", "plan-weeks", "daily-summary", "work-orders", "daily-production",
        "work-order-changes", "material-debts", "material-debt-settlements",
    )
}  # fmt: skip


def is_of(kind: Any, value: Any) -> bool:
    return value is None or (isinstance(value, kind) if isinstance(kind, type | tuple) else kind(value) is not None)


@pytest.mark.parametrize("report", TABLES, ids=[report.path for report in TABLES])
async def test_columns_are_known_before_rows_and_say_what_they_hold(
    sample_client: Client, demo_id: UUID, report: FlatReport
) -> None:
    client = sample_client("REPORTING")
    async with client.app.state.database.read(demo_id) as session:  # type: ignore[attr-defined]
        columns = await report.columns(session)
    answer = (await client.get(PREFIX + report.path, limit=500)).json()
    assert answer["columns"] == [column.name for column in columns]
    assert bool(answer["rows"]) is (report.path not in WITHOUT_SAMPLES)
    for place, column in enumerate(columns):
        assert all(is_of(KINDS[column.type], row[place]) for row in answer["rows"]), column
