"""Whatever a connection begins with: an answer below 500 or none, no error in the log, and the next is served."""

import random
import re
import socket

from tests.fuzz import heads
from tests.fuzz.conftest import Served
from tests.fuzz.test_bodies import Count
from tests.support import loopback
from tests.support.clocks import PATIENCE

STATUS = re.compile(rb"^HTTP/1\.[01] ([0-9]{3}) ", re.MULTILINE)


def statuses(served: Served, sent: bytes) -> list[int]:
    """The status of each answer to what is sent, after which nothing more comes."""
    said = b""
    with socket.create_connection(("127.0.0.1", served.server.port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65_536):
                said += part
        except OSError:  # the server hung up while the client was talking
            pass
    return [int(status) for status in STATUS.findall(said)]


def test_any_head_gets_an_answer(served: Served, inputs: int, count: Count) -> None:
    dice, seen = random.Random(9), set()
    tries = max(250, inputs // 3)
    count(tries)
    for _ in range(tries):
        sent = heads.head(dice)
        found = statuses(served, sent)
        assert all(status < 500 for status in found), (found, sent)
        seen |= set(found)
    assert seen >= {200, 400, 431}
    assert loopback.get(f"{served.server.url}/healthz", timeout=PATIENCE).status_code == 200
    assert served.accidents() == []
