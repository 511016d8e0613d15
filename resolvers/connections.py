"""Pages of rows as Relay connections; the count of the whole list waits until it is asked for."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from db.engine import AnyRow, ReadSession
from resolvers.context import Context
from schema.shared.page import PageInfo
from services.shared.paging import Page

C = TypeVar("C")


def connection(
    made: type[C],
    edge: type[Any],
    page: Page,
    *,
    word: Callable[[AnyRow], Any],
    context: Context,
    count: Callable[[ReadSession], Awaitable[int]],
) -> C:
    """A connection of a page: `word` makes a node of a row, `count` counts the whole list in a session."""

    async def counted() -> int:
        async with context.read() as session:
            return await count(session)

    nodes = [word(row) for row in page.rows]
    edges = [edge(node=node, cursor=cursor) for node, cursor in zip(nodes, page.cursors, strict=True)]
    return made(edges=edges, nodes=nodes, page_info=page_info(page), count=counted)  # type: ignore[call-arg]


def page_info(page: Page) -> PageInfo:
    """Where a page lies in its list."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
