"""Frames of a WebSocket as the server hears them: text that is no UTF-8 ends the connection, and nothing else."""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode
from websockets.protocol import State


class WebSocketFrames(WebSocketsSansIOProtocol):
    """WebSocket on one connection.

    Uvicorn logs text that is no UTF-8 as an error of the server, with a traceback, and where a close frame came with it
    in the same breath it tries to close a second time, which raises. What a client sends is no error of the server:
    here it is closed with 1007, or as the client itself asked.
    """

    def send_receive_event_to_app(self) -> None:
        """Hand a whole message to the application, unless it cannot be read."""
        if self.close_sent or self.curr_msg_data_type != "text" or _is_utf8(b"".join(self.frames)):
            super().send_receive_event_to_app()
            return
        self.frames = []
        if self.conn.state is State.OPEN:
            self.conn.send_close(CloseCode.INVALID_DATA, "text is UTF-8")
            self.handle_parser_exception()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
