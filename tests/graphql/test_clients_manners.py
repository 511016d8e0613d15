"""What popular clients send beside the plain form: hashes without documents, and empty texts for empty boxes."""

import json
from hashlib import sha256
from itertools import product
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from server.graphql.examples import listed_examples
from tests.conftest import Client
from tests.support.api import Api, token
from tests.support.clocks import PATIENCE
from tests.support.live import LiveServer

QUERY = "query Who { viewer { subject } }"
ANSWER = {"viewer": {"subject": "tester"}}
HASHED = {"persistedQuery": {"version": 1, "sha256Hash": sha256(QUERY.encode()).hexdigest()}}
NOT_SUPPORTED = {
    "message": "PersistedQueryNotSupported", "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
}  # fmt: skip
# Apollo leaves query out or null, urql marks a miss, and others have it empty.
HASHES: list[dict[str, Any]] = [
    {"extensions": HASHED},
    {"operationName": "Who", "variables": {}, "extensions": HASHED},
    {"operationName": "", "variables": "", "query": "", "extensions": HASHED},
    {"query": None, "variables": None, "extensions": {"clientLibrary": {"name": "x"}, **HASHED}},
    {"extensions": {"persistedQuery": {**HASHED["persistedQuery"], "miss": True}}},
]
LEFT_OUT = "left out"
EMPTY = {
    "operationName": [LEFT_OUT, None, "", "Who"],
    "variables": [LEFT_OUT, None, "", {}],
    "extensions": [LEFT_OUT, None, "", {}, HASHED],
}
SPELLINGS = [
    {"query": QUERY, **{name: value for name, value in zip(EMPTY, values, strict=True) if value != LEFT_OUT}}
    for values in product(*EMPTY.values())
]
FILE = {"GraphQL-Preflight": "1"}
WRONG = {"operationName": [7, [], {}], "variables": [7, [1], "{}", " "], "extensions": [7, [1], "{}", " "]}


async def by_post(client: Api, request: dict[str, Any], accept: str = "*/*") -> httpx.Response:
    return await client.http.post("/graphql", json=request, headers={**client.headers, "Accept": accept})


async def by_form(client: Api, request: dict[str, Any]) -> httpx.Response:
    form = {"operations": json.dumps(request), "map": "{}"}
    files = {"0": ("f.csv", b"")}
    return await client.http.post("/graphql", data=form, files=files, headers={**client.headers, **FILE})


async def by_get(client: Api, request: dict[str, Any]) -> httpx.Response:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in request.items() if value}
    return await client.http.get("/graphql", params=texts, headers=client.headers)


@pytest.mark.parametrize("send", [by_post, by_form, by_get])
@pytest.mark.parametrize("request_", HASHES)
async def test_a_hash_without_a_document_is_answered_as_apollo_server_does(
    sample_client: Client, send: Any, request_: dict[str, Any]
) -> None:
    response = await send(sample_client("VIEWER"), request_)
    assert (response.status_code, response.json()) == (200, {"errors": [NOT_SUPPORTED]})
    assert response.headers["cache-control"] == "private, no-cache, must-revalidate"


async def test_a_client_that_is_told_so_sends_the_document(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    for accept in ("application/json", "application/graphql-response+json, application/json;q=0.9"):
        assert (await by_post(client, {"extensions": HASHED}, accept)).status_code == 200
        answer = await by_post(client, {"query": QUERY, "extensions": HASHED}, accept)
        assert answer.json()["data"] == ANSWER


async def test_who_is_not_signed_in_is_not_told_of_documents(sample_client: Client) -> None:
    response = await by_post(sample_client(anonymous=True), {"extensions": HASHED})
    assert response.status_code == 401


async def test_a_document_that_is_known_is_still_answered_by_get(sample_client: Client) -> None:
    tab = next(tab for tab in listed_examples() if tab["name"] == "capacity_tiers")
    for name in (LEFT_OUT, ""):
        given = {"query": tab["query"]} | ({"operationName": name, "variables": name} if name != LEFT_OUT else {})
        response = await sample_client("VIEWER").http.get(
            "/graphql", params=given, headers=sample_client("VIEWER").headers
        )
        assert set(response.json()) == {"data"}


async def test_an_empty_member_is_one_that_is_left_out(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    for request in SPELLINGS:
        assert (await by_post(client, request)).json() == {"data": ANSWER}, request
        assert (await by_form(client, request)).json() == {"data": ANSWER}, request


async def test_an_empty_name_chooses_no_operation_among_two(sample_client: Client) -> None:
    query = "query A { viewer { subject } } query B { viewer { tenant } }"
    answer = (await by_post(sample_client("VIEWER"), {"query": query, "operationName": ""})).json()
    assert answer["errors"][0]["message"] == "say by operationName which operation to carry out; the document has: A, B"


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
async def test_any_other_form_of_a_member_is_refused(sample_client: Client, name: str, value: Any) -> None:
    response = await by_post(sample_client("VIEWER"), {"query": QUERY, name: value})
    assert response.status_code == 400
    assert name in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("query", [f"\ufeff{QUERY}", f"{QUERY}\n", QUERY.replace(" { ", ",,{,"), f"#\r\n{QUERY}"])
async def test_a_document_may_have_marks_and_commas_that_say_nothing(sample_client: Client, query: str) -> None:
    assert (await by_post(sample_client("VIEWER"), {"query": query})).json() == {"data": ANSWER}


async def test_a_body_may_begin_with_a_byte_order_mark(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    body = b"\xef\xbb\xbf" + json.dumps({"query": QUERY}).encode()
    headers = {**client.headers, "Content-Type": "application/json"}
    assert (await client.http.post("/graphql", content=body, headers=headers)).json() == {"data": ANSWER}


def opened(server: LiveServer) -> ClientConnection:
    protocols = [Subprotocol("graphql-transport-ws")]
    address = server.url.replace("http", "ws", 1) + "/graphql"
    return connect(address, subprotocols=protocols, open_timeout=PATIENCE)


def test_a_socket_has_the_same_manners_and_stays_open(live_server: LiveServer) -> None:
    with opened(live_server) as socket:
        payload = {"Authorization": f"Bearer {token('VIEWER')}"}
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "connection_ack"
        for place, request in enumerate(HASHES):
            socket.send(json.dumps({"id": f"h{place}", "type": "subscribe", "payload": request}))
            told = json.loads(socket.recv(timeout=PATIENCE))
            assert told == {"id": f"h{place}", "type": "error", "payload": [NOT_SUPPORTED]}
        for place, request in enumerate(SPELLINGS[::7]):
            socket.send(json.dumps({"id": f"e{place}", "type": "subscribe", "payload": request}))
            told = json.loads(socket.recv(timeout=PATIENCE))
            assert told == {"id": f"e{place}", "type": "next", "payload": {"data": ANSWER}}
            assert json.loads(socket.recv(timeout=PATIENCE)) == {"id": f"e{place}", "type": "complete"}
