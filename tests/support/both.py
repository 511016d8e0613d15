"""Both executors: every question that is sent to an application by columns is sent to a stock one, too."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property
from typing import Any
from uuid import uuid4

import httpx
import orjson
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from starlette.applications import Starlette

from db.engine import Database, on_statement
from server.app import create_app
from server.settings import Settings
from tests.support.questions import null_at

_IS_ASKED_AGAIN = ContextVar("_IS_ASKED_AGAIN", default=False)


class BothExecutors(httpx.AsyncBaseTransport):
    """The way to an application; what it answers to questions is compared with what graphql-core alone answers."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        self._database = app.state.database
        self._columnar = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._settings = settings.model_copy(update={"columnar": False, "kept_answer_bytes": 0, "graphiql": False})

    @cached_property
    def _stock(self) -> Starlette:
        app = create_app(self._settings)  # made when the first question is asked: many tests ask none
        # A connection of its own would plan every statement again, which takes longer than most of them take.
        app.state.database = self._database
        return app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it once, or twice."""
        request.headers.setdefault("X-Request-Id", str(uuid4()))
        content = await request.aread()
        answer = await self._columnar.handle_async_request(request)
        if is_question(request, content):
            again = httpx.Request(request.method, request.url, headers=request.headers, content=content)
            stock = httpx.ASGITransport(self._stock, raise_app_exceptions=False)
            before = _IS_ASKED_AGAIN.set(True)
            try:
                other = await stock.handle_async_request(again)
            finally:
                _IS_ASKED_AGAIN.reset(before)
            assert same(await answer.aread(), await other.aread()), content
        return answer


def on_first_answer(database: Database, listener: Callable[[str], object]) -> None:
    """Call `listener(sql)` for every statement but those of the stock application, which works on the same database."""
    on_statement(database, lambda statement: None if _IS_ASKED_AGAIN.get() else listener(statement))


def is_question(request: httpx.Request, content: bytes) -> bool:
    """Whether a request asks, and changes nothing."""
    if request.method != "POST" or request.url.path != "/graphql":
        return False
    try:
        found = parse(orjson.loads(content)["query"]).definitions
    except (ValueError, LookupError, TypeError, GraphQLError, RecursionError):
        return False
    operations = [one.operation for one in found if isinstance(one, OperationDefinitionNode)]
    return set(operations) == {OperationType.QUERY}


def same(columnar: bytes, stock: bytes) -> bool:
    """Whether both say the same: byte for byte, but for which of several errors under one null is named."""
    return columnar == stock or (b'"path"' in columnar and explained(columnar) == explained(stock))


def explained(answer: bytes) -> tuple[bytes, set[tuple[Any, ...]]]:
    """Data with the order of keys, and the nulls that the errors explain."""
    said = orjson.loads(answer)
    return orjson.dumps(said["data"]), {null_at(said["data"], error["path"]) for error in said["errors"]}
