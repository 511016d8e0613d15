"""A way to a server that loses the first answer to each request with an Idempotency-Key, as networks do."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

KEY = re.compile(rb"\r\nidempotency-key: *([\x21-\x7e]+)\r\n", re.IGNORECASE)


class LossyWay:
    """Passes everything on, both ways; `lost` are the keys whose first answer nobody got."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.lost: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                loses = threading.Event()
                threading.Thread(target=self._ask, args=(client, server, loses), daemon=True).start()
                threading.Thread(target=self._answer, args=(client, server, loses), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, loses: threading.Event) -> None:
        head = b""  # the end of what was passed on: a line may arrive in pieces
        with suppress(OSError):
            while piece := client.recv(65_536):
                head = head[-4_096:] + piece
                new = [key for key in KEY.findall(head) if key not in self.lost]
                if new:
                    self.lost += new
                    loses.set()
                server.sendall(piece)
        _close(client, server)

    def _answer(self, client: socket.socket, server: socket.socket, loses: threading.Event) -> None:
        with suppress(OSError):
            while piece := server.recv(65_536):
                if loses.is_set():
                    break
                client.sendall(piece)
        _close(client, server)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextmanager
def lossy_way(port: int) -> Iterator[LossyWay]:
    """A way to a port of this machine, as long as the block lasts."""
    way = LossyWay(port)
    try:
        yield way
    finally:
        way.close()
