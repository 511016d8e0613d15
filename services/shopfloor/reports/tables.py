"""What the tables of this room have in common."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence

from db.engine import ReadSession
from db.shared.keyed_pages import Rows, Span, Written
from services.shared.report import ReportRows
from services.shared.table import Batch, Column

GONE: dict[str, str] = {"updated_at": "changed_at", "is_active": "counts"}
"""The marks of a table whose rows may leave what is asked for."""


async def with_ids(
    session: ReadSession,
    table: Written,
    span: Span,
    columns: Sequence[Column],
    sources: Mapping[str, str],
    id_of: Callable[[int], str],
) -> ReportRows:
    """Rows as the database answers them, but for the column `id`, which `id_of` writes."""
    names = [sources.get(column.name, column.name) for column in columns]
    place = [column.name for column in columns].index("id")
    rows = _told(table.rows(session, names, span), place, id_of)
    return ReportRows(rows, await table.end(session, span))


async def _told(rows: Rows, place: int, id_of: Callable[[int], str]) -> AsyncIterator[Batch]:
    async for batch in rows:
        yield [[*row[:place], id_of(row[place]), *row[place + 1 :]] for row in batch]
