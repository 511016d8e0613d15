"""Tables that the database answers as they are: pages of a relation."""

from collections.abc import Sequence

from db.engine import ReadSession
from db.postgres.connection import Write
from db.shared.keyed_pages import Span
from db.shared.written_rows import Grammar, Told
from services.shared.report import Page, Relation, Relations, ReportRequest, ReportRows, Rows
from services.shared.table import Column

CONSTANT = {"is_active": "true", "deallocated_at": "CAST(NULL AS timestamptz)"}
"""The marks of a table whose rows count for ever."""


def span_of(page: Page) -> Span:
    """A page as the database is asked for it."""
    return Span(page.updated_since, page.offset, page.limit, page.after, page.updated_until)


async def relation_rows(
    session: ReadSession, relation: Relation, *, page: Page, columns: Sequence[Column]
) -> ReportRows:
    """The page of a relation that knows already after which key it begins."""
    table, span = relation.table, span_of(page)
    told = [Told(one.name, one.type, relation.sources.get(one.name, one.name)) for one in columns]

    async def copied(grammar: Grammar, write: Write) -> None:
        await table.copy(session, told, span, grammar=grammar, write=write)

    rows = table.rows(session, [column.source for column in told], span)
    return ReportRows(rows, await table.end(session, span), copied)


def rows_of(relation: Relations | None) -> Rows:
    """The rows of a table that is its relation."""
    if relation is None:
        raise ValueError("a table has rows or a relation")

    async def build(session: ReadSession, request: ReportRequest) -> ReportRows:
        found = await relation(session, request)
        return await relation_rows(session, found, page=request.page, columns=request.columns)

    return build
