"""Tables that the database answers as they are: pages of a relation."""

from collections.abc import Sequence

from db.engine import ReadSession
from db.shared.keyed_pages import Span
from services.shared.report import Page, Relation, Relations, ReportRequest, ReportRows, Rows
from services.shared.table import Column

CONSTANT = {"is_active": "true", "deallocated_at": "NULL"}
"""The marks of a table whose rows count for ever."""


def span_of(page: Page) -> Span:
    """A page as the database is asked for it."""
    return Span(page.updated_since, page.offset, page.limit, page.after, page.updated_until)


async def relation_rows(
    session: ReadSession, relation: Relation, *, page: Page, columns: Sequence[Column]
) -> ReportRows:
    """The page of a relation that knows already after which key it begins."""
    table, span = relation.table, span_of(page)
    names = [relation.sources.get(column.name, column.name) for column in columns]
    return ReportRows(table.rows(session, names, span), await table.end(session, span))


def rows_of(relation: Relations) -> Rows:
    """The rows of a table that is its relation."""

    async def build(session: ReadSession, request: ReportRequest) -> ReportRows:
        found = await relation(session, request)
        return await relation_rows(session, found, page=request.page, columns=request.columns)

    return build
