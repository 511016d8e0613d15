"""Automatic persisted queries, as Apollo Server has them: a hash is unknown, its document is left, then it is known."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from server.commands.postgres import Addresses
from server.errors import Misconfigured
from tests.support.api import token
from tests.support.served import served

WHO = "query Who { viewer { subject tenant } }"
END = 'mutation End { deactivateResource(cn: "nobody at all") { problems { __typename } } }'
SIGNED = {"Authorization": f"Bearer {token('ADMIN')}"}
NOT_FOUND = {"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]}


def named(text: str, **beside: Any) -> dict[str, Any]:
    hash_ = sha256(text.encode()).hexdigest()
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_}}, **beside}


@pytest.fixture
async def http(sample: Addresses) -> AsyncIterator[httpx.AsyncClient]:
    async with served(sample, persisted_queries=100) as client:
        yield client


async def post(http: httpx.AsyncClient, request: dict[str, Any], **headers: str) -> httpx.Response:
    return await http.post("/graphql", json=request, headers={**SIGNED, **headers})


async def get(http: httpx.AsyncClient, request: dict[str, Any]) -> httpx.Response:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in request.items()}
    return await http.get("/graphql", params=texts, headers=SIGNED)


@pytest.mark.parametrize("accept", ["*/*", "application/graphql-response+json, application/json;q=0.9"])
async def test_a_hash_is_unknown_until_its_document_was_sent(http: httpx.AsyncClient, accept: str) -> None:
    missed = await post(http, named(WHO), Accept=accept)
    assert (missed.status_code, missed.json()) == (200, NOT_FOUND)
    assert missed.headers["cache-control"] == "private, no-cache, must-revalidate"
    sent = await post(http, named(WHO, query=WHO), Accept=accept)
    assert sent.json() == {"data": {"viewer": {"subject": "tester", "tenant": "demo"}}}
    for send in (post, get):
        assert (await send(http, named(WHO))).json() == sent.json()


async def test_what_one_tenant_left_is_unknown_to_another(http: httpx.AsyncClient) -> None:
    await post(http, named(WHO, query=WHO))
    stranger = {"Authorization": f"Bearer {token('ADMIN', tenant='other')}"}
    assert (await http.post("/graphql", json=named(WHO), headers=stranger)).json() == NOT_FOUND


async def test_get_leaves_and_answers_queries_alone(http: httpx.AsyncClient) -> None:
    assert (await get(http, named(WHO))).json() == NOT_FOUND
    assert "data" in (await get(http, named(WHO, query=WHO))).json()
    assert "data" in (await get(http, named(WHO))).json()
    for request in (named(END, query=END), named(END)):  # the second knows it from the first
        refused = await get(http, request)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert (await get(http, {"query": WHO})).status_code == 405, "without its hash it is any document"
    assert "data" in (await post(http, named(END))).json()


@pytest.mark.parametrize(
    ("persisted", "message"),
    [
        ({"version": 1, "sha256Hash": "0" * 64}, "provided sha does not match query"),
        ({"version": 2, "sha256Hash": sha256(WHO.encode()).hexdigest()}, "Unsupported persisted query version"),
        ({"sha256Hash": sha256(WHO.encode()).hexdigest()}, "Unsupported persisted query version"),
        ({"version": 1}, "persistedQuery must be an object"),
        ({"version": 1, "sha256Hash": 7}, "persistedQuery must be an object"),
        ([1], "persistedQuery must be an object"),
        ("x", "persistedQuery must be an object"),
    ],
)
async def test_another_hash_or_form_is_refused(http: httpx.AsyncClient, persisted: Any, message: str) -> None:
    for send in (post, get):
        refused = await send(http, {"query": WHO, "extensions": {"persistedQuery": persisted}})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
        assert error["message"].startswith(message)
    assert (await post(http, named(WHO))).json() == NOT_FOUND, "and nothing was left"


async def test_a_wrong_document_may_be_left_and_is_refused_each_time(http: httpx.AsyncClient) -> None:
    for text in ("{ nothing }", "{ viewer {", "{ viewer { subject } }" + " " * 20_000):
        told = [(await post(http, request)).json()["errors"] for request in (named(text, query=text), named(text))]
        assert told[1] in (told[0], NOT_FOUND["errors"])


async def test_number_and_memory_are_bounded(sample: Addresses) -> None:
    async with served(sample, persisted_queries=2, persisted_query_bytes=10_000) as http:
        texts = [f"query Q{number} {{ viewer {{ subject }} }}" for number in range(3)]
        for text in texts:
            await post(http, named(text, query=text))
        told = [(await post(http, named(text))).json() for text in texts]
        assert [answer == NOT_FOUND for answer in told] == [True, False, False]


async def test_they_go_with_trusted_documents_unless_those_are_alone(sample: Addresses, tmp_path: Any) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps({"one": WHO}))
    async with served(sample, persisted_queries=2, trusted_documents=str(manifest)) as http:
        for request in ({"documentId": "one"}, named(WHO), named(END, query=END), named(END)):
            assert "data" in (await post(http, request)).json()
        ours = {"persistedQuery": {"version": 1, "sha256Hash": "one"}}
        assert "data" in (await post(http, {"query": WHO, "extensions": ours})).json(), "a manifest's own hash"
    with pytest.raises(Misconfigured, match="accepted: one of the two"):
        async with served(sample, persisted_queries=2, trusted_documents=str(manifest), only_trusted_documents=True):
            pass
