"""The attacks that public scanners of GraphQL try, graphql-cop's list among them, each with the answer it gets."""

import json
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql import suggestions
from tests.conftest import Client
from tests.support.api import Api, settings_for, token

FORM = "application/x-www-form-urlencoded"
NAMES = "{ resources(first: 1) { nodes { cn } } }"


async def codes(client: Api, document: str) -> set[str]:
    """The codes of a document that is refused as a whole, in a short list of errors."""
    answer = (await client.post(document)).json()
    assert "data" not in answer
    assert 1 <= len(answer["errors"]) <= 3
    return {error["extensions"]["code"] for error in answer["errors"]}


OVERLOADED = {
    "aliases": "{ " + " ".join(f"alias{number}: __typename" for number in range(101)) + " }",
    "directives": "{ __typename " + "@skip(if: false)" * 11 + " }",
    "unknown directives": "{ __typename " + "@aa" * 11 + " }",
    "the same field": "{ " + "__typename " * 500 + "}",
    "the same field, nested": "{ viewer { " + "subject " * 500 + "} }",
    "circular introspection": "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
    "introspection in breadth": "{ " + " ".join(f"s{n}: __schema {{ types {{ name }} }}" for n in range(31)) + " }",
    "fragments": "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(101)),
    "a page of pages": "{ resources(first: 500) { nodes { assignments { resource { assignments { week year } } } } } }",
}


@pytest.mark.parametrize("document", OVERLOADED.values(), ids=OVERLOADED)
async def test_overloading_is_refused_before_it_is_carried_out(sample_client: Client, document: str) -> None:
    assert await codes(sample_client("ADMIN"), document) == {"QUERY_TOO_COMPLEX"}


async def test_circular_fragments_are_refused(sample_client: Client) -> None:
    document = "{ __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }"
    assert await codes(sample_client("ADMIN"), document) == {"BAD_REQUEST"}


@pytest.mark.parametrize("count", [1, 10, 1_000])
async def test_batches_are_refused(sample_client: Client, count: int) -> None:
    client = sample_client("ADMIN")
    response = await client.http.post("/graphql", json=[{"query": "{ __typename }"}] * count, headers=client.headers)
    assert response.status_code == 400
    assert "arrays of requests are not accepted" in response.json()["errors"][0]["message"]


NEARLY = {
    "a field": ("{ resourcez { nodes { cn } } }", "'resources'"),
    "a field below": ("{ resources(first: 1) { nodes { cm } } }", "'cn'"),
    "a field of one of many types": ('{ node(id: "x") { cn } }', "an inline fragment on 'Resource'"),
    "an argument": ("{ resources(frist: 1) { nodes { cn } } }", "'first'"),
    "an input field": ('{ resources(first: 1, filter: { serch: "x" }) { nodes { cn } } }', "'search'"),
    "an enum value": ("{ resources(filter: { location: DOMESTICK }) { nodes { cn } } }", "accepted: DOMESTIC"),
    "a type": ("{ node(id: \"x\") { ... on Resourc { cn } } }", "'Resource'"),
    "a variable's type": ("query($f: ResourceFilte) { resources(filter: $f) { nodes { cn } } }", "'ResourceFilter'"),
    "a directive's argument": ("{ __typename @skip(iff: true) }", "'if'"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "meant"), NEARLY.values(), ids=NEARLY)
async def test_who_is_signed_in_hears_what_a_misspelt_name_may_have_meant_and_nobody_else_does(
    sample_client: Client, document: str, meant: str
) -> None:
    client = sample_client("VIEWER")
    assert await codes(client, document) == {"BAD_REQUEST"}
    assert meant in (await client.post(document)).text
    stranger = await client.http.post("/graphql", json={"query": document})
    assert stranger.status_code == 401
    assert meant not in stranger.text


async def test_names_are_suggested_for_variables_too(sample_client: Client) -> None:
    document = "query Q($f: ResourceFilter) { resources(filter: $f) { nodes { cn } } }"
    for given, meant in (({"serch": "x"}, "Did you mean 'search'?"), ({"location": "DOMESTICK"}, "accepted: DOMESTIC")):
        (error,) = await sample_client("VIEWER").errors(document, f=given)
        assert meant in error["message"]


STRANGE = [
    "İ" * 30,
    "\N{KELVIN SIGN}elvin",
    "serch\N{COMBINING ACUTE ACCENT}",
    "x" * 5_000,
    "",
    "ﬃ",
    "a b",
    "0",
    "é" * 900_000,
]


@pytest.mark.parametrize("name", STRANGE, ids=lambda name: name[:8].encode("unicode_escape").decode())
async def test_names_that_could_stand_in_no_schema_are_refused_as_they_are(sample_client: Client, name: str) -> None:
    document = "query Q($f: ResourceFilter) { resources(filter: $f) { nodes { cn } } }"
    response = await sample_client("VIEWER").post(document, {"f": {name: "x"}})
    assert response.status_code in (200, 413)
    assert "did you mean" not in response.text.casefold()
    assert "BAD_REQUEST" in response.text or response.status_code == 413


async def test_a_thousand_misspelt_names_are_looked_up_for_the_few_errors_that_are_told(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    names = " ".join(f"recordDailyProductionMobil{number}" for number in range(600))
    asked = f"{{ {names} }}"
    with patch.object(suggestions, "suggestion_list", wraps=suggestions.suggestion_list) as looked_up:
        answer = (await client.post(asked)).json()
    assert len(answer["errors"]) == 3
    assert looked_up.call_count == 2 * 3  # the same question is sent to another executor, too


WRITES = 'mutation { deactivateResource(cn: "CN10002") { resource { cn } } }'
FORGED: dict[str, tuple[str, dict[str, Any]]] = {
    "a mutation by GET": ("GET", {"params": {"query": WRITES}}),
    "an empty mutation by GET": ("GET", {"params": {"query": "mutation { __typename }"}}),
    "a question by GET": ("GET", {"params": {"query": NAMES}}),
    "a question behind a harmless one": ("GET", {"params": {"query": "{ __typename " + NAMES[1:]}}),
    "a form": ("POST", {"data": {"query": WRITES}}),
    "a form with everything": ("POST", {"data": {"query": WRITES, "variables": "{}", "operationName": ""}}),
    "a form that says it is JSON": ("POST", {"content": "query=" + WRITES, "headers": {"Content-Type": FORM}}),
    "JSON that says it is text": (
        "POST", {"content": json.dumps({"query": WRITES}), "headers": {"Content-Type": "text/plain"}},
    ),
    "files without asking first": ("POST", {"files": {"operations": (None, json.dumps({"query": WRITES}))}}),
}  # fmt: skip


@pytest.mark.parametrize(("method", "request_"), FORGED.values(), ids=FORGED)
async def test_what_another_site_could_make_a_browser_send_is_refused(
    sample_client: Client, method: str, request_: dict[str, Any]
) -> None:
    client = sample_client("ADMIN")
    headers = {**client.headers, "Origin": "https://elsewhere.example", **request_.get("headers", {})}
    response = await client.http.request(method, "/graphql", **{**request_, "headers": headers})
    assert response.status_code in (400, 405, 415), response.text
    assert "data" not in response.json()
    assert "access-control-allow-origin" not in response.headers
    still = await client.ask('{ resource(cn: "CN10002") { isActive } }')
    assert still["resource"]["isActive"] is True


async def test_no_other_site_is_allowed_to_ask(sample_client: Client) -> None:
    client = sample_client("ADMIN")
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    response = await client.http.options("/graphql", headers=headers)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/graphiql", "/playground", "/console", "/altair", "/voyager", "/graphql/console"])
async def test_there_is_no_page_to_explore_but_graphiql_which_may_be_switched_off(sample: Addresses, path: str) -> None:
    app = create_app(settings_for(sample.service).model_copy(update={"graphiql": False}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://headroom.test") as http:
        response = await http.get(path, headers={"Accept": "text/html"})
        await app.state.database.close()
    assert response.status_code == 404
    assert "graphiql" not in response.text.casefold()


async def test_the_schema_is_for_who_is_signed_in(sample_client: Client) -> None:
    response = await sample_client(anonymous=True).post("{ __schema { types { name } } }")
    assert (response.status_code, response.json()["errors"][0]["extensions"]) == (401, {"code": "UNAUTHENTICATED"})
    assert (await sample_client("VIEWER").ask("{ __schema { queryType { name } } }"))["__schema"]


@pytest.mark.parametrize("document", ["{ __typename }", NAMES, "qwerty cop { abc }", "{ abc }", "{", ""])
async def test_nothing_is_traced(sample_client: Client, document: str) -> None:
    client = sample_client("VIEWER")
    headers = {**client.headers, "X-Apollo-Tracing": "1", "Apollo-Query-Plan-Experimental": "1", "Debug": "1"}
    body = {"query": document, "extensions": {"tracing": True, "debug": True}}
    answer = (await client.http.post("/graphql", json=body, headers=headers)).json()
    assert set(answer) <= {"data", "errors"}
    for error in answer.get("errors", ()):
        assert set(error) <= {"message", "locations", "path", "extensions"}
        assert set(error["extensions"]) == {"code"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer null", "Bearer e30.e30.", "Basic e30="])
async def test_a_token_that_is_none_opens_nothing(sample_client: Client, header: str) -> None:
    unsigned = "Bearer eyJhbGciOiJub25lIn0." + token("ADMIN").split(".")[1] + "."
    for given in (header, unsigned):
        response = await sample_client(anonymous=True).http.post(
            "/graphql", json={"query": NAMES}, headers={"Authorization": given}
        )
        assert response.status_code == 401
