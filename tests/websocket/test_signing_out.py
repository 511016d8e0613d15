"""A connection lives no longer than what it was opened with: token, key, or the client's patience."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.websocket import SIGN_IN_ENDED
from server.signin.tokens import LEEWAY
from tests.graphql.editing.conftest import as_owner
from tests.support import api, loopback
from tests.support.clocks import PATIENCE
from tests.support.cluster import SAMPLE, Cluster
from tests.support.live import LiveServer, serving

PROTOCOL = "graphql-transport-ws"
LISTEN = 'subscription L { capacityChanged(report: "2025-04") { report { value } } }'
CREATE = """mutation { createApiKey(input: {name: "Screen", roles: [VIEWER]}) { secret apiKey { id } } }"""
REVOKE = "mutation R($id: UUID!) { revokeApiKey(id: $id) { problems { code } } }"


@pytest.fixture(scope="module")
def data(cluster: Cluster) -> Iterator[Addresses]:
    with cluster.clone(SAMPLE) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def server(data: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(data.service, tmp_path_factory.mktemp("server")) as running:
        yield running


def asked(server: LiveServer, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {server.token('ADMIN')}"}
    answer = loopback.post(
        f"{server.url}/graphql", json={"query": query, "variables": variables}, headers=headers, timeout=PATIENCE
    ).json()
    return answer["data"]


def new_key(server: LiveServer) -> tuple[str, str]:
    made = asked(server, CREATE)["createApiKey"]
    return made["apiKey"]["id"], made["secret"]


def ending_soon(**left: float) -> str:
    """A token whose time is over, but for what clocks may differ by and a little more."""
    ends = datetime.now(UTC) - LEEWAY + timedelta(**left)
    claims = jwt.decode(api.token("VIEWER"), options={"verify_signature": False})
    return jwt.encode({**claims, "iat": ends - timedelta(hours=1), "exp": ends}, api.SECRET, algorithm="HS256")


@contextmanager
def listening(server: LiveServer, token: str) -> Iterator[ClientConnection]:
    """A connection that was opened with a token and listens."""
    with connect(
        server.url.replace("http", "ws", 1) + "/graphql", subprotocols=[PROTOCOL], open_timeout=PATIENCE
    ) as socket:  # type: ignore[list-item]
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": LISTEN}}))
        yield socket


def ended(socket: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


# Seconds that are left of a token: a quiet machine signs in and listens within two, another one is given more.
LEFT = (2, 8, 32)


@contextmanager
def listening_in_time(server: LiveServer, token: Callable[[int], str]) -> Iterator[ClientConnection]:
    """The same, for a while, with a token that has so many seconds left."""
    with ExitStack() as stack:
        for left in LEFT:
            try:
                socket = stack.enter_context(listening(server, token(left)))
                with pytest.raises(TimeoutError):
                    socket.recv(timeout=0.5)
                break
            except ConnectionClosed:  # it was over too soon
                assert left != LEFT[-1]
        yield socket


def test_it_ends_when_its_token_expires(server: LiveServer) -> None:
    with listening_in_time(server, lambda left: ending_soon(seconds=left)) as socket:
        assert ended(socket) == (SIGN_IN_ENDED, "the token has expired")


def test_it_ends_when_its_key_expires(server: LiveServer, data: Addresses) -> None:
    id_, secret = new_key(server)

    def ending(left: int) -> str:
        statements = (
            "ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY",
            f"UPDATE api_key SET expires_at = now() + interval '{left} seconds' WHERE id = '{id_}'",
            "ALTER TABLE api_key FORCE ROW LEVEL SECURITY",
        )
        asyncio.run(as_owner(data, *statements))
        return secret

    with listening_in_time(server, ending) as socket:
        assert ended(socket)[0] == SIGN_IN_ENDED


def test_it_ends_at_once_when_its_key_is_revoked(server: LiveServer) -> None:
    (id_, secret), (_, another) = new_key(server), new_key(server)
    with listening(server, secret) as socket, listening(server, another) as other:
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.5)
        assert asked(server, REVOKE, id=id_) == {"revokeApiKey": {"problems": []}}
        assert ended(socket) == (SIGN_IN_ENDED, "the API key was revoked")
        with pytest.raises(TimeoutError):
            other.recv(timeout=0.5)


def test_a_key_revoked_while_the_database_was_away_is_noticed(
    server: LiveServer, data: Addresses, cluster: Cluster
) -> None:
    id_, secret = new_key(server)
    name = data.owner.split("?")[0].rsplit("/", 1)[1]
    with listening(server, secret) as socket:
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.5)
        asyncio.run(quietly_revoked(data, id_))
        cluster.execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND query LIKE 'LISTEN%'"
        )
        assert ended(socket) == (SIGN_IN_ENDED, "the API key was revoked")


async def quietly_revoked(data: Addresses, id_: str) -> None:
    """Revoke a key so that nobody is told."""
    await as_owner(
        data,
        "ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY",
        f"UPDATE api_key SET revoked_at = now() WHERE id = '{id_}'",
        "ALTER TABLE api_key FORCE ROW LEVEL SECURITY",
    )


async def test_nothing_waits_for_the_end_of_a_token_whose_connection_is_gone(data: Addresses) -> None:
    def waiting() -> int:
        return sum("_close_with_sign_in" in str(task.get_coro()) for task in asyncio.all_tasks())

    app = create_app(api.settings_for(data.service))
    scope = {"type": "websocket", "path": "/graphql", "query_string": b"", "headers": [], "subprotocols": [PROTOCOL]}
    said, heard = asyncio.Queue[Any](), asyncio.Queue[Any]()
    opening = {"type": "connection_init", "payload": {"Authorization": f"Bearer {api.token()}"}}
    said.put_nowait({"type": "websocket.connect"})
    said.put_nowait({"type": "websocket.receive", "text": json.dumps(opening)})
    connection = asyncio.create_task(app(scope, said.get, heard.put))
    assert (await heard.get())["type"] == "websocket.accept"
    assert "connection_ack" in (await heard.get())["text"]
    assert waiting() == 1
    said.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await connection
    await asyncio.sleep(0)
    assert waiting() == 0
    await app.state.database.close()
