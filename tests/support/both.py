"""Both executors: every question that is sent to an application by columns is sent to a stock one, too."""

from functools import cached_property
from typing import Any
from uuid import uuid4

import httpx
import orjson
from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse
from starlette.applications import Starlette

from server.app import create_app
from server.settings import Settings
from tests.support.questions import null_at


class BothExecutors(httpx.AsyncBaseTransport):
    """The way to an application; what it answers to questions is compared with what graphql-core alone answers."""

    def __init__(self, app: Starlette, settings: Settings) -> None:
        self._columnar = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._settings = settings.model_copy(update={"columnar": False, "kept_answer_bytes": 0, "graphiql": False})

    @cached_property
    def _stock(self) -> Starlette:
        return create_app(self._settings)  # made when the first question is asked: many tests ask none

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it once, or twice."""
        request.headers.setdefault("X-Request-Id", str(uuid4()))
        content = await request.aread()
        answer = await self._columnar.handle_async_request(request)
        if is_question(request, content):
            again = httpx.Request(request.method, request.url, headers=request.headers, content=content)
            stock = httpx.ASGITransport(self._stock, raise_app_exceptions=False)
            other = await stock.handle_async_request(again)
            assert same(await answer.aread(), await other.aread()), content
        return answer

    async def aclose(self) -> None:
        """Give the second application's connections back."""
        if "_stock" in vars(self):
            await self._stock.state.database.close()


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
