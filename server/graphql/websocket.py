"""GraphQL over WebSocket: graphql-transport-ws, one context for each operation, closed when the sign-in ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
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
from server.graphql.context import authenticate, build_context
from server.graphql.errors import MOST_ERRORS, format_errors
from server.graphql.http_response import cost_told
from server.graphql.known_documents import KnownDocuments
from server.graphql.request import GraphQLRequest
from server.graphql.schema import documents
from server.graphql.streaming import stream_operation
from server.graphql.websocket_limits import SocketLimits
from server.graphql.websocket_protocol import MessageHandler, WebSocketAdapter
from server.http.public_address import public_origin
from services.shared.access import Caller
from services.shared.errors import TooMany, Unauthenticated, Unavailable

INIT_SECONDS = 5
MOST_OPERATIONS = 100  # of one connection at the same time
SIGN_IN_ENDED = 4401
TRY_AGAIN = 1013
TOO_MANY = 4429  # a code after which clients do not connect again by themselves


@dataclass
class Connection:
    """One WebSocket, and who signed in on it when it was opened; what the library calls its context."""

    websocket: WebSocket
    connection_params: dict[str, Any] = field(default_factory=dict)  # set by the library from connection_init
    caller: Caller | None = None
    expiry: asyncio.Task[None] | None = None  # closes the connection when the sign-in ends
    has_ended: bool = False

    def sign_in(self, caller: Caller) -> None:
        """Somebody has signed in; raises TooMany for whoever has as many sockets as one may have."""
        limits: SocketLimits = self.websocket.app.state.socket_limits
        limits.open_socket(caller)
        self.caller = caller

    def end(self) -> None:
        """The connection is over."""
        if self.expiry is not None:
            self.expiry.cancel()
        if self.caller is not None and not self.has_ended:
            self.websocket.app.state.socket_limits.close_socket(self.caller)
        self.has_ended = True

    def find_document(self, request: dict[str, Any]) -> GraphQLRequest:
        """A request with the document that it sends or names; raises DocumentRefused."""
        assert self.caller is not None
        known: KnownDocuments = self.websocket.app.state.known_documents
        return known.find(request, self.caller.tenant_id).request

    def operation_context(self) -> Context:
        """A new context for one operation: loaders cache what they have seen, and must not live longer."""
        assert self.caller is not None  # the handler lets nobody subscribe before
        return build_context(self.websocket.app.state, self.caller)


class StreamingSchema:
    """The schema as the library's WebSocket handler sees it: with our execution, and with errors as we format them."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema

    def __getattr__(self, name: str) -> Any:
        return getattr(self._schema, name)

    async def stream(
        self,
        _query: str,
        *,
        context_value: Connection,
        variable_values: GraphQLRequest,
        **_: Any,
    ) -> AsyncIterator[Any]:
        """The results of an operation one after another; its whole request is where the library has variables."""
        request, context = variable_values, context_value.operation_context()
        state = context_value.websocket.app.state
        limits: SocketLimits = state.socket_limits
        apart = {"mutations": state.mutations, "long_answers": state.long_answers}
        results = stream_operation(self._schema, context, documents, request, budget=state.tenant_budget, **apart)
        return _as_sent(limits.bounded(context.caller, results), partial(cost_told, context, request))


async def _as_sent(results: Any, extensions: Callable[[], dict[str, Any]]) -> AsyncIterator[Any]:
    # The library sends what `formatted` of an error is, and looks at its `original_error`: it needs no more of one.
    async with aclosing(results):
        async for result in results:
            result_type = PreExecutionError if isinstance(result, PreExecutionError) else ExecutionResult
            errors = (result.errors or [])[: MOST_ERRORS if result_type is PreExecutionError else None]
            formatted = [SimpleNamespace(formatted=one, original_error=None) for one in format_errors(errors)]
            told = extensions() or None
            yield result_type(data=result.data, errors=formatted or None, extensions=told)  # type: ignore[arg-type]


class WebSocketEndpoint(GraphQL[Connection, None]):
    """The library's protocol with our sign-in; the library refuses pages of other origins than those allowed."""

    websocket_adapter_class = WebSocketAdapter
    graphql_transport_ws_handler_class = MessageHandler

    def __init__(self, schema: Any, origins: Sequence[str] = ()) -> None:
        super().__init__(
            allowed_origins=origins,
            schema=StreamingSchema(schema),  # type: ignore[arg-type]
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS),
            max_subscriptions_per_connection=MOST_OPERATIONS,
        )

    def is_websocket_origin_allowed(self, request: WebSocket, origin: str) -> bool:
        """Whether a page of another host may ask: those that are set, and those of where a trusted proxy was asked."""
        return super().is_websocket_origin_allowed(request, origin) or origin == public_origin(request)

    def decode_json(self, data: str | bytes) -> object:
        """JSON as a POST may have it: without NaN, lone surrogates or endless depth; raises JSONDecodeError."""
        return orjson.loads(data)

    async def get_context(self, request: Any, response: Any) -> Connection:
        """The connection; nobody has signed in on it yet."""
        return Connection(websocket=request)

    async def on_ws_connect(self, context: Connection) -> dict[str, object] | None:
        """Sign in by connection_init: {"Authorization": "Bearer …"}, in any letter case."""
        given = [value for name, value in context.connection_params.items() if name.lower() == "authorization"]
        authorization = given[0] if len(given) == 1 and isinstance(given[0], str) else None
        try:
            context.sign_in(await authenticate(context.websocket.app.state, authorization))
        except Unauthenticated as error:
            raise ConnectionRejectionError from error
        except TooMany as error:
            await context.websocket.close(TOO_MANY, str(error))
            raise ConnectionRejectionError from error
        except (DatabaseUnavailable, Unavailable, TimeoutError) as error:
            await context.websocket.close(TRY_AGAIN, "the database cannot be reached now; try again in a moment")
            raise ConnectionRejectionError from error  # what would be closed once more stays closed
        assert context.caller is not None
        context.expiry = asyncio.create_task(_close_with_sign_in(context, context.caller, authorization))
        return None


async def _close_with_sign_in(connection: Connection, caller: Caller, authorization: str | None) -> None:
    """Close a connection when its token or key expires, or the key is revoked."""
    assert caller.expires_at is not None  # tokens and keys all expire
    seconds_left = (caller.expires_at - datetime.now(UTC)).total_seconds()
    reason = "the token has expired"
    # A database that is away cannot tell whether a key is still good: then the connection ends as well.
    with suppress(TimeoutError, DatabaseUnavailable):
        async with asyncio.timeout(max(0.0, seconds_left)):
            await _until_revoked(connection.websocket.app.state, caller, authorization)
            reason = "the API key was revoked"
    with suppress(RuntimeError):  # it may be closed already
        await connection.websocket.close(SIGN_IN_ENDED, reason)


async def _until_revoked(state: Any, caller: Caller, authorization: str | None) -> None:
    """Return when an API key stops being good; for tokens, which nobody revokes, never."""
    if caller.key_id is None:
        await asyncio.Event().wait()
    async with state.notifications.listen(Channel.KEYS, caller.tenant_id) as messages:
        try:
            await authenticate(state, authorization)  # it may have been revoked before we listened
            async for message in messages:
                if isinstance(message, Missed) or message["id"] == str(caller.key_id):
                    await authenticate(state, authorization)
        except Unauthenticated:
            return
