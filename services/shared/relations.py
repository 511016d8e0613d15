"""Tables that the database answers as they are: pages of a relation."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from db.engine import ReadSession
from db.shared.enums import Permission
from db.shared.keyed_pages import Opened, Span
from db.shared.written_rows import Grammar, Told
from services.shared.report import (
    Argument,
    FlatReport,
    Narrowing,
    Page,
    Relation,
    Relations,
    ReportRequest,
    ReportRows,
    Rows,
    fixed,
)
from services.shared.table import Column

CONSTANT = {"is_active": "true", "deallocated_at": "CAST(NULL AS timestamptz)"}
"""The marks of a table whose rows count for ever."""


def span_of(page: Page) -> Span:
    """A page as the database is asked for it."""
    return Span(page.updated_since, page.offset, page.limit, page.after, page.updated_until, counting=page.counting)


async def relation_rows(
    session: ReadSession, relation: Relation, *, page: Page, columns: Sequence[Column]
) -> ReportRows:
    """The page of a relation that knows already after which key it begins."""
    table, span = relation.table, span_of(page)
    told = [Told(one.name, one.type, relation.sources.get(one.name, one.name)) for one in columns]

    async def copied(grammar: Grammar, opened: Opened) -> None:
        await table.copy(session, told, span, grammar=grammar, opened=opened)

    rows = table.rows(session, [column.source for column in told], span)
    return ReportRows(rows, partial(table.end, session, span), copied)


def rows_of(relation: Relations | None) -> Rows:
    """The rows of a table that is its relation."""
    if relation is None:
        raise ValueError("a table has rows or a relation")

    async def build(session: ReadSession, request: ReportRequest) -> ReportRows:
        found = await relation(session, request)
        return await relation_rows(session, found, page=request.page, columns=request.columns)

    return build


def named_table(
    name: str,
    summary: str,
    *,
    permission: Permission,
    scopes: Sequence[str],
    arguments: Sequence[Argument[Any]],
    key: Sequence[str],
    place: Sequence[type],
    columns: Sequence[Column],
    build: Rows | None = None,
    relation: Relations | None = None,
    narrowed: Sequence[Narrowing] = (),
) -> FlatReport:
    """A table for other programs, by its rows, or by its relation, of which they follow."""
    return FlatReport(
        path=f"/powerbi/{name}",
        summary=summary,
        permission=permission,
        scopes=scopes,
        arguments=arguments,
        key=key,
        place=place,
        columns=fixed(columns),
        build=build or rows_of(relation),
        relation=relation,
        narrowed=narrowed,
    )
