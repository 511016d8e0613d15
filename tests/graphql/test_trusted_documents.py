"""Documents that an installation lists in manifests: named by an id or a hash, by any door; and those alone."""

import json
from collections.abc import AsyncIterator, Iterator
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.commands.postgres import Addresses
from tests.support.api import token
from tests.support.live import LiveServer, serving
from tests.support.served import served
from tests.support.sockets import signed_in, told

WHO = "query Who { viewer { subject } }"
FIRST = "query First($first: Int!) { resources(first: $first) { nodes { cn } } }"
END = 'mutation End { deactivateResource(cn: "nobody at all") { problems { __typename } } }'
ROSTER = "mutation Roster($file: Upload!) { previewRosterImport(file: $file) { problems { code } } }"
DOCUMENTS = (WHO, FIRST, END, ROSTER)
ANSWER = {"data": {"viewer": {"subject": "tester"}}}
OTHERS = ("{ viewer { tenant } }", "{ __schema { queryType { name } } }", "{ __typename }")
SIGNED = {"Authorization": f"Bearer {token('ADMIN')}"}
HASHES = {"codegen": sha1, "relay": md5, "pairs": md5, "apollo": sha256}


def hashed(kind: str, text: str) -> str:
    return HASHES[kind](text.encode()).hexdigest()


def manifest(kind: str, *documents: str) -> Any:
    """A manifest of documents as a tool writes it."""
    ids = {hashed(kind, text): text for text in documents}
    if kind == "pairs":
        return [[name, text] for name, text in ids.items()]
    if kind == "apollo":
        operations = [{"id": name, "name": "x", "type": "query", "body": text} for name, text in ids.items()]
        return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    return ids


def written(folder: Path, *documents: str, kind: str = "codegen") -> str:
    file = folder / f"{kind}.json"
    file.write_text(json.dumps(manifest(kind, *documents)))
    return str(file)


def naming(name: str) -> list[dict[str, Any]]:
    """A request for a document of a name, in the ways that clients send one."""
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": name}}
    return [{"documentId": name}, {"id": name}, {"doc_id": name}, {"extensions": persisted},
            {"documentId": name, "query": ""}, {"documentId": name, "query": None, "variables": None}]  # fmt: skip


async def by_post(http: httpx.AsyncClient, request: dict[str, Any]) -> httpx.Response:
    return await http.post("/graphql", json=request, headers=SIGNED)


async def by_get(http: httpx.AsyncClient, request: dict[str, Any]) -> httpx.Response:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in request.items() if value}
    return await http.get("/graphql", params=texts, headers=SIGNED)


async def by_form(http: httpx.AsyncClient, request: dict[str, Any]) -> httpx.Response:
    form = {"operations": json.dumps(request), "map": "{}"}
    headers = {**SIGNED, "GraphQL-Preflight": "1"}
    return await http.post("/graphql", data=form, files={"0": ("f.csv", b"")}, headers=headers)


@pytest.mark.parametrize("kind", HASHES)
@pytest.mark.parametrize("send", [by_post, by_get, by_form])
async def test_a_document_is_named_as_each_client_names_it(
    sample: Addresses, tmp_path: Path, kind: str, send: Any
) -> None:
    async with served(sample, trusted_documents=written(tmp_path, *DOCUMENTS, kind=kind)) as http:
        for name in (hashed(kind, WHO), hashed("apollo", WHO), f"sha256:{hashed('apollo', WHO)}"):
            for request in naming(name):
                response = await send(http, request)
                assert (response.status_code, response.json()) == (200, ANSWER), request


async def test_variables_names_and_files_go_along(sample: Addresses, tmp_path: Path) -> None:
    two = "query A { viewer { subject } } query B { viewer { tenant } }"
    async with served(sample, trusted_documents=written(tmp_path, *DOCUMENTS, two)) as http:
        first = await by_get(http, {"documentId": hashed("codegen", FIRST), "variables": {"first": 2}})
        assert len(first.json()["data"]["resources"]["nodes"]) == 2
        named = await by_post(http, {"documentId": hashed("codegen", two), "operationName": "B"})
        assert named.json() == {"data": {"viewer": {"tenant": "demo"}}}
        operations = {"documentId": hashed("codegen", ROSTER), "variables": {"file": None}}
        form = {"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.file"]})}
        files, headers = {"0": ("f.csv", b"nothing")}, {**SIGNED, "GraphQL-Preflight": "1"}
        sent = await http.post("/graphql", data=form, files=files, headers=headers)
        assert sent.json()["data"]["previewRosterImport"]["problems"], "the file was read, and refused"


async def test_get_answers_queries_alone_by_id_or_in_full(sample: Addresses, tmp_path: Path) -> None:
    async with served(sample, trusted_documents=written(tmp_path, *DOCUMENTS)) as http:
        assert (await by_get(http, {"query": f"# in full\n{WHO}"})).json() == ANSWER
        for request in ({"documentId": hashed("codegen", END)}, {"query": END}, {"query": "{ viewer { tenant } }"}):
            refused = await by_get(http, request)
            assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
        assert (await by_post(http, {"documentId": hashed("codegen", END)})).json()["data"]["deactivateResource"]


async def test_an_answer_by_get_is_kept_whatever_names_its_document(sample: Addresses, tmp_path: Path) -> None:
    async with served(sample, trusted_documents=written(tmp_path, FIRST)) as http:
        request = {"variables": {"first": 3}, **naming(hashed("codegen", FIRST))[3]}
        etag = (await by_get(http, request)).headers["etag"]
        texts = {name: json.dumps(value) for name, value in request.items()}
        again = await http.get("/graphql", params=texts, headers={**SIGNED, "If-None-Match": etag})
        assert again.status_code == 304


@pytest.mark.parametrize("send", [by_post, by_get, by_form])
async def test_an_unknown_name_is_refused(sample: Addresses, tmp_path: Path, send: Any) -> None:
    async with served(sample, trusted_documents=written(tmp_path, WHO)) as http:
        for request in naming("nothing of ours")[:3]:
            refused = await send(http, request)
            (error,) = refused.json()["errors"]
            assert (refused.status_code, error["extensions"]["code"]) == (400, "UNKNOWN_DOCUMENT")
            assert "'nothing of ours'" in error["message"]
        missed = await send(http, naming("0" * 64)[3])
        assert missed.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert (await by_post(http, {"documentId": 7})).status_code == 400
        assert (await by_post(http, {"query": WHO, "id": 7, "documentId": "of another"})).json() == ANSWER


async def test_what_a_form_of_another_site_can_send_is_refused(sample: Addresses, tmp_path: Path) -> None:
    """A browser sends these without asking, and with credentials that it keeps: none is carried out."""
    async with served(sample, trusted_documents=written(tmp_path, *DOCUMENTS), persisted_queries=5) as http:
        for request in ({"documentId": hashed("codegen", END)}, {"query": END, **naming(hashed("apollo", END))[3]}):
            body, form = json.dumps(request), {"operations": json.dumps(request), "map": "{}"}
            for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
                sent = await http.post("/graphql", content=body, headers={**SIGNED, "Content-Type": media_type})
                assert sent.status_code in (400, 415)
                assert "data" not in sent.json()
            assert (await http.post("/graphql", data=request | {"map": "{}"}, headers=SIGNED)).status_code == 415
            sent = await http.post("/graphql", data=form, files={"0": ("f.csv", b"")}, headers=SIGNED)
            assert (sent.status_code, "GraphQL-Preflight" in sent.text) == (400, True)
            assert (await by_get(http, request)).status_code == 405


@pytest.fixture
async def strict(sample: Addresses, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A server that answers trusted documents alone."""
    settings = {"trusted_documents": written(tmp_path, *DOCUMENTS), "only_trusted_documents": True}
    async with served(sample, **settings) as http:
        yield http


@pytest.mark.parametrize("send", [by_post, by_get, by_form])
async def test_alone_they_are_answered_and_everything_else_refused(strict: httpx.AsyncClient, send: Any) -> None:
    for request in ({"documentId": hashed("codegen", WHO)}, {"query": WHO}, {"query": f"\n{WHO} # said otherwise"}):
        assert (await send(strict, request)).json() == ANSWER
    for text in (*OTHERS, f"{WHO} {END}", "{ not even", "{" * 3_000):
        refused = await send(strict, {"query": text})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["extensions"]) == (400, {"code": "UNTRUSTED_DOCUMENT"})
        assert "HEADROOM_TRUSTED_DOCUMENTS" in error["message"]


async def test_graphiql_says_that_there_is_nothing_to_try(strict: httpx.AsyncClient) -> None:
    page = await strict.get("/graphiql")
    assert page.status_code == 200
    assert "trusted documents alone" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_nobody_is_told_of_documents_before_signing_in(strict: httpx.AsyncClient) -> None:
    for request in ({"documentId": hashed("codegen", WHO)}, {"documentId": "nothing"}, {"query": OTHERS[0]}):
        assert (await strict.post("/graphql", json=request)).status_code == 401


@pytest.fixture(scope="module")
def live(sample: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("trusted")
    settings = {"trusted_documents": written(folder, *DOCUMENTS), "only_trusted_documents": True}
    with serving(sample.service, folder, "--workers", "2", **settings) as server:
        yield server


def test_over_websocket_it_is_the_same(live: LiveServer) -> None:
    with signed_in(live, "ADMIN") as socket:
        for name in (hashed("codegen", WHO), f"sha256:{hashed('apollo', WHO)}"):
            for request in naming(name):
                assert told(socket, request)["payload"] == ANSWER
        for request, code in (
            ({"query": OTHERS[1]}, "UNTRUSTED_DOCUMENT"),
            ({"documentId": "nothing"}, "UNKNOWN_DOCUMENT"),
            (naming("0" * 64)[3], "PERSISTED_QUERY_NOT_FOUND"),
        ):
            message = told(socket, request)
            assert (message["type"], message["payload"][0]["extensions"]) == ("error", {"code": code})
        assert told(socket, {"documentId": hashed("codegen", WHO)})["payload"] == ANSWER, "it stays open"
