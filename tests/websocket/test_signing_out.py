"""A connection lives no longer than what it was opened with: token, key, or the client's patience."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.websocket import SIGN_IN_ENDED
from server.signin.tokens import LEEWAY
from tests.graphql.editing.conftest import as_owner
from tests.support import api
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
    answer = httpx.post(f"{server.url}/graphql", json={"query": query, "variables": variables}, headers=headers).json()
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
    with connect(server.url.replace("http", "ws", 1) + "/graphql", subprotocols=[PROTOCOL]) as socket:  # type: ignore[list-item]
        socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(socket.recv(timeout=10))["type"] == "connection_ack"
        socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": LISTEN}}))
        yield socket


def ended(socket: ClientConnection) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=15)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


def test_it_ends_when_its_token_expires(server: LiveServer) -> None:
    with listening(server, ending_soon(seconds=2)) as socket:
        with pytest.raises(TimeoutError):
            socket.recv(timeout=0.5)
        assert ended(socket) == (SIGN_IN_ENDED, "the token has expired")


async def test_it_ends_when_its_key_expires(server: LiveServer, data: Addresses) -> None:
    id_, secret = new_key(server)
    await as_owner(
        data,
        "ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY",
        f"UPDATE api_key SET expires_at = now() + interval '2 seconds' WHERE id = '{id_}'",
        "ALTER TABLE api_key FORCE ROW LEVEL SECURITY",
    )
    with listening(server, secret) as socket:
        assert (await asyncio.to_thread(ended, socket))[0] == SIGN_IN_ENDED


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
