"""GraphQL over WebSocket: graphql-transport-ws, one context an operation, closed when the sign-in ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult, PreExecutionError

from db.errors import DatabaseUnavailable
from db.postgres.notifications import Channel, Missed
from resolvers.context import Context
from server.graphql.endpoint import context_of, documents, signed_in
from server.graphql.errors import MOST_ERRORS, format_error
from server.graphql.execution import streamed
from server.graphql.websocket_protocol import Messages, Socket
from services.shared.access import Caller
from services.shared.errors import Unauthenticated, Unavailable

INIT_SECONDS = 5
MOST_OPERATIONS = 100  # of one connection at the same time
EXPIRED = 4401
TRY_AGAIN = 1013


@dataclass
class Connection:
    """One WebSocket: who signed in on it when it began."""

    websocket: WebSocket
    connection_params: dict[str, Any] = field(default_factory=dict)
    caller: Caller | None = None
    ending: asyncio.Task[None] | None = None

    def operation(self) -> Context:
        """A context for one operation: loaders never live longer."""
        assert self.caller is not None  # the handler lets nobody subscribe before
        return context_of(self.websocket.app.state, self.caller)


class StreamedSchema:
    """The schema as the WebSocket handler sees it: a context for each operation, and errors as we show them."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def __getattr__(self, name: str) -> Any:
        return getattr(self._schema, name)

    async def stream(
        self,
        query: str,
        *,
        context_value: Connection,
        variable_values: dict[str, Any] | None = None,
        operation_name: str | None = None,
        **_: Any,
    ) -> AsyncIterator[Any]:
        """Results one after another."""
        asked = {"query": query, "variables": variable_values, "operationName": operation_name}
        return _shown(streamed(self._schema, context_value.operation(), documents, asked))


async def _shown(results: Any) -> AsyncIterator[Any]:
    async with aclosing(results):
        async for result in results:
            told = (result.errors or [])[: MOST_ERRORS if isinstance(result, PreExecutionError) else None]
            errors = [SimpleNamespace(formatted=format_error(one), original_error=None) for one in told]
            made = PreExecutionError if isinstance(result, PreExecutionError) else ExecutionResult
            yield made(data=result.data, errors=errors or None)  # type: ignore[arg-type]


class WebSocketEndpoint(GraphQL[Connection, None]):
    """The library's protocol with our sign-in; it refuses browsers of other sites by their Origin."""

    websocket_adapter_class = Socket
    graphql_transport_ws_handler_class = Messages

    def __init__(self, schema: Any) -> None:
        super().__init__(
            schema=StreamedSchema(schema),  # type: ignore[arg-type]
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            max_subscriptions_per_connection=MOST_OPERATIONS,
        )

    def decode_json(self, data: str | bytes) -> object:
        """JSON as a POST may have it: without NaN, lone surrogates or endless depth; raises JSONDecodeError."""
        return orjson.loads(data)

    async def get_context(self, request: Any, response: Any) -> Connection:
        """The connection; nobody has signed in on it yet."""
        return Connection(websocket=request)

    async def on_ws_connect(self, context: Connection) -> dict[str, object] | None:
        """Sign in by connection_init: {"Authorization": "Bearer …"}, in any letter case."""
        given = {name.lower(): value for name, value in context.connection_params.items()}
        authorization = given.get("authorization")
        given_text = authorization if isinstance(authorization, str) else None
        try:
            context.caller = await signed_in(context.websocket.app.state, given_text)
        except Unauthenticated as error:
            raise ConnectionRejectionError from error
        except (DatabaseUnavailable, Unavailable) as error:
            await context.websocket.close(TRY_AGAIN, "the database cannot be reached now; try again in a moment")
            raise ConnectionRejectionError from error  # what would be closed once more stays closed
        context.ending = asyncio.create_task(_end_with_sign_in(context, context.caller, given_text))
        return None


async def _end_with_sign_in(connection: Connection, caller: Caller, authorization: str | None) -> None:
    """Close a connection when its token or key expires, or the key is revoked."""
    assert caller.expires_at is not None  # tokens and keys all expire
    left = (caller.expires_at - datetime.now(UTC)).total_seconds()
    reason = "the token has expired"
    # Who cannot be told whether a key is still good does not listen by it any longer.
    with suppress(TimeoutError, DatabaseUnavailable):
        async with asyncio.timeout(max(0.0, left)):
            await _until_revoked(connection.websocket.app.state, caller, authorization)
            reason = "the API key was revoked"
    with suppress(RuntimeError):  # it may be closed already
        await connection.websocket.close(EXPIRED, reason)


async def _until_revoked(state: Any, caller: Caller, authorization: str | None) -> None:
    """Return when an API key stops being good; for tokens, which nobody revokes, never."""
    if caller.key_id is None:
        await asyncio.Event().wait()
    async with state.notifications.listen(Channel.KEYS, caller.tenant_id) as heard:
        try:
            await signed_in(state, authorization)  # it may have been revoked before we listened
            async for message in heard:
                if isinstance(message, Missed) or message["id"] == str(caller.key_id):
                    await signed_in(state, authorization)
        except Unauthenticated:
            return
