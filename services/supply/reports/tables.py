"""What the tables of this room have in common."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, TypeVar

from db.engine import ReadSession
from db.shared.keyed_pages import Selected, Span
from services.shared.report import ReportRows
from services.shared.table import Batch

R = TypeVar("R")


def midnight(day: date) -> datetime:
    """When a day began, in UTC."""
    return datetime.combine(day, time(), UTC)


async def selected_rows(
    session: ReadSession, table: Selected[R], span: Span, row: Callable[[R], Sequence[Any]]
) -> ReportRows:
    """Rows that are made one by one."""
    return ReportRows(_made(table.rows(session, span), row), partial(table.end, session, span))


async def _made(batches: AsyncIterator[Sequence[R]], row: Callable[[R], Sequence[Any]]) -> AsyncIterator[Batch]:
    async for batch in batches:
        yield [row(one) for one in batch]
