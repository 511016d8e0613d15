"""graphql-transport-ws whatever arrives: what is no message of it ends with a code and a reason, never by accident."""

import logging
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from server.graphql.endpoint import checked
from server.http.errors import TransportError

log = logging.getLogger("headroom")
LONGEST_REASON = 123  # bytes of a close frame, by RFC 6455


class Socket(ASGIWebSocketAdapter):
    """A WebSocket that is closed once, for a reason that fits; what would be sent after that is not."""

    async def send_json(self, message: Any) -> None:
        """Send a message, as long as there is somebody to hear it."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            try:
                await super().send_json(message)
            except RuntimeError as error:  # the server closed it meanwhile, for a frame that is none
                raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close, if it is open."""
        fitting = reason.encode("utf-8", "replace")[:LONGEST_REASON].decode("utf-8", "ignore")
        if self.ws.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect, RuntimeError):
                await super().close(code, fitting)


class Messages(BaseGraphQLTransportWSHandler[Any, None]):
    """The library's protocol for messages that are some; it takes the form of a message for granted."""

    async def handle_message(self, message: Any) -> None:
        """Carry a message out, or close the socket saying what is wrong with it."""
        fault = _fault(message)
        if fault is None:
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(fault)

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what went wrong, unless it is only that the client has left."""
        if not isinstance(error, WebSocketDisconnected):
            log.error("an operation over WebSocket failed", exc_info=error)

    async def shutdown(self) -> None:
        """End everything that belongs to the connection, the watch over its token too."""
        if self.context.ending is not None:
            self.context.ending.cancel()
        await super().shutdown()


def _fault(message: Any) -> str | None:
    """What makes a message none of the protocol's; None for one that is."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "a message is a JSON object with a type"
    if message["type"] in ("subscribe", "complete") and not isinstance(message.get("id"), str):
        return "id must be a string"
    if message["type"] == "subscribe":
        try:
            checked(message.get("payload"))
        except TransportError as refused:
            return f"payload: {refused}"
    return None
