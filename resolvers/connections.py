"""Pages of rows as Relay connections; the whole list is counted only where a query asks for its count."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from db.engine import ReadSession
from resolvers.context import Context
from resolvers.shapes import Shape, ShapedRows
from schema.shared.page import PageInfo
from services.shared.paging import Page

C = TypeVar("C")


def connection(
    connection_type: type[C],
    edge_type: type[Any],
    page: Page,
    *,
    shape: Shape[Any],
    context: Context,
    count: Callable[[ReadSession], Awaitable[int]],
    **more: Callable[[ReadSession], Awaitable[Any]],
) -> C:
    """A connection of a page: `shape` makes nodes of its rows, `count` counts the whole list in a session.

    Whatever `more` the connection asks of the whole list is found like its count: in a session, once it is asked for.
    """
    nodes = shape.of(page.rows)
    edges = Edges(edge_type, nodes, page)
    lazily = {name: partial(_in_session, context, find) for name, find in {"count": count, **more}.items()}
    return connection_type(edges=edges, nodes=nodes, page_info=page_info(page), **lazily)  # type: ignore[call-arg]


async def _in_session(context: Context, find: Callable[[ReadSession], Awaitable[Any]]) -> Any:
    async with context.read() as session:
        return await find(session)


class Edges:
    """The nodes of a page with their cursors: a column each for the columnar executor, objects for everybody else."""

    def __init__(self, edge_type: type[Any], nodes: ShapedRows, page: Page) -> None:
        self._edge_type = edge_type
        self._nodes = nodes
        self._page = page

    def __len__(self) -> int:
        return len(self._nodes)

    def __iter__(self) -> Iterator[Any]:
        pairs = zip(self._nodes, self._page.cursors, strict=True)
        return (self._edge_type(node=node, cursor=cursor) for node, cursor in pairs)

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
