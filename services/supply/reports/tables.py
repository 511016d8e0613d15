"""What the tables of this room have in common."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from db.engine import ReadSession
from db.shared.keyed_pages import Selected, Span, Written
from services.shared.report import Page, ReportRows
from services.shared.table import Batch, Column

R = TypeVar("R")
CONSTANT = {"is_active": "true", "deallocated_at": "NULL"}
"""The marks of a table whose rows count for ever."""


def span_of(page: Page) -> Span:
    """A page as the database is asked for it."""
    return Span(page.updated_since, page.offset, page.limit, page.after, page.updated_until)


def midnight(day: date) -> datetime:
    """When a day began, in UTC."""
    return datetime.combine(day, time(), UTC)


async def written_rows(
    session: ReadSession, table: Written, span: Span, columns: Sequence[Column], sources: dict[str, str]
) -> ReportRows:
    """Rows that the database answers as they are; `sources` are columns that it has another name for."""
    names = [sources.get(column.name, column.name) for column in columns]
    return ReportRows(table.rows(session, names, span), await table.end(session, span))


async def selected_rows(
    session: ReadSession, table: Selected[R], span: Span, row: Callable[[R], Sequence[Any]]
) -> ReportRows:
    """Rows that are made one by one."""
    return ReportRows(_made(table.rows(session, span), row), await table.end(session, span))


async def _made(batches: AsyncIterator[Sequence[R]], row: Callable[[R], Sequence[Any]]) -> AsyncIterator[Batch]:
    async for batch in batches:
        yield [row(one) for one in batch]
