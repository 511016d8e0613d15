"""graphql-transport-ws for whatever arrives: what is no message of the protocol ends with a code and a reason.

The library takes the form of a message for granted; without this, a strange one would end the connection by an error.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from server.graphql.request import DocumentRefused, check_request
from server.http.errors import TransportError
from services.shared.json_pieces import PIECE, encoded, weight

log = logging.getLogger("headroom")
LONGEST_REASON = 123  # bytes of a close frame, by RFC 6455


class WebSocketAdapter(ASGIWebSocketAdapter):
    """A WebSocket that is closed once, for a reason that fits into a frame; nothing is sent after that."""

    async def send_json(self, message: Any) -> None:
        """Send a message, while the WebSocket is open; raises WebSocketDisconnected where it was closed meanwhile."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            content = await asyncio.to_thread(encoded, message) if weight(message) > PIECE else encoded(message)
            try:
                await self.ws.send_text(content.decode())
            except (WebSocketDisconnect, RuntimeError) as error:  # the server closes it for a frame that is none
                raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close, if it is open."""
        cut_reason = reason.encode("utf-8", "replace")[:LONGEST_REASON].decode("utf-8", "ignore")
        if self.ws.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect, RuntimeError):
                await super().close(code, cut_reason)


class MessageHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """The library's handler, which gets only messages that have the form of one."""

    async def handle_message(self, message: Any) -> None:
        """Do what a message says, or close the WebSocket saying what is wrong with it."""
        try:
            await super().handle_message(self._with_document(_checked(message)))
        except DocumentRefused as refusal:
            error: Any = {"message": str(refusal), "extensions": {"code": refusal.code}}
            await self.send_message({"id": message["id"], "type": "error", "payload": [error]})
        except _InvalidMessage as fault:
            await self.handle_invalid_message(str(fault))

    def _with_document(self, message: Any) -> Any:
        """A message whose payload has the document that it may have named; raises DocumentRefused.

        Of a payload the library hands on the document, the variables and the name of the operation, to `stream`. So
        that its extensions arrive there as well, all of it stands in the place of the variables.
        """
        if message["type"] != "subscribe":
            return message
        request = message["payload"]
        if self.connection_acknowledged:  # nobody else is answered
            request = self.context.find_document(request)
        return {**message, "payload": {"query": request.get("query", ""), "variables": request}}

    async def handle_task_exception(self, error: Exception) -> None:
        """Log what went wrong, unless it is only that the client has left."""
        if not isinstance(error, WebSocketDisconnected):
            log.error("an operation over WebSocket failed", exc_info=error)

    async def shutdown(self) -> None:
        """End everything that belongs to the connection, the task that waits for its sign-in to end too."""
        self.context.end()
        await super().shutdown()


class _InvalidMessage(Exception):
    """What arrived has not the form of a message; the text says in what."""


def _checked(message: Any) -> Any:
    """A message as it was meant; raises _InvalidMessage."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise _InvalidMessage("a message is a JSON object with a type")
    if message["type"] in ("subscribe", "complete") and not isinstance(message.get("id"), str):
        raise _InvalidMessage("id must be a string")
    if message["type"] != "subscribe":
        return message
    try:
        return {**message, "payload": check_request(message.get("payload"))}
    except TransportError as error:
        raise _InvalidMessage(f"payload: {error}") from None
