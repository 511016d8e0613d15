"""Pages of rows as Relay connections; the count of the whole list waits until it is asked for."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from db.engine import ReadSession
from resolvers.context import Context
from resolvers.shapes import Shape, ShapedRows
from schema.shared.page import PageInfo
from services.shared.paging import Page

C = TypeVar("C")


def connection(
    made: type[C],
    edge: type[Any],
    page: Page,
    *,
    shape: Shape[Any],
    context: Context,
    count: Callable[[ReadSession], Awaitable[int]],
) -> C:
    """A connection of a page: `shape` makes nodes of rows, `count` counts the whole list in a session."""

    async def counted() -> int:
        async with context.read() as session:
            return await count(session)

    nodes = shape.of(page.rows)
    return made(edges=Edges(edge, nodes, page), nodes=nodes, page_info=page_info(page), count=counted)  # type: ignore[call-arg]


class Edges:
    """The nodes of a page with their cursors."""

    def __init__(self, edge: type[Any], nodes: ShapedRows, page: Page) -> None:
        self._edge = edge
        self._nodes = nodes
        self._page = page

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Any]:
        pairs = zip(self._nodes, self._page.cursors, strict=True)
        return (self._edge(node=node, cursor=cursor) for node, cursor in pairs)

    def column(self, name: str) -> Any:
        """All nodes, or all cursors."""
        return self._nodes if name == "node" else self._page.cursors


def page_info(page: Page) -> PageInfo:
    """Where a page lies in its list."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.first_cursor,
        end_cursor=page.last_cursor,
    )
