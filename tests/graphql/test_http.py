"""GraphQL over HTTP: methods, media types, bodies, status codes, and errors that show nothing of what is inside."""

import json
import logging
from typing import Any
from uuid import UUID

import httpx
import pytest

from resolvers.shared.queries import Viewer
from server.graphql import endpoint
from server.graphql.examples import listed_examples
from server.settings import LARGEST_BODY
from tests.conftest import Client
from tests.support.api import Api

JSON, RESPONSE_JSON = "application/json", "application/graphql-response+json"
ASKED = b'{"query": "{ viewer { subject } }"}'
ANSWER = {"data": {"viewer": {"subject": "tester"}}}


async def send(client: Api, content: bytes, method: str = "POST", **headers: str) -> httpx.Response:
    given = {"Content-Type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.http.request(method, "/graphql", content=content, headers=client.headers | given)


def expect_refused(response: httpx.Response, status: int) -> str:
    """A GraphQL error with a code, before anything was carried out; returns its message."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"].startswith(JSON)
    (error,) = response.json()["errors"]
    assert set(response.json()) == {"errors"}
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    return str(error["message"])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_no_other_method_is_allowed(sample_client: Client, method: str) -> None:
    response = await send(sample_client("VIEWER"), ASKED, method)
    expect_refused(response, 405)
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "query",
    ["{ viewer { subject } }", "mutation { deactivateResource(cn: \"CN1\") { __typename } }", "mutation { __typename }",
     "{ __typename viewer { subject } }", "query A { __typename } query B { viewer { subject } }",
     "subscription { __typename }", "{ ...F } fragment F on Query { viewer { subject } }"],
)  # fmt: skip
async def test_get_answers_only_documents_we_know(sample_client: Client, query: str) -> None:
    client = sample_client("ADMIN")
    response = await client.http.get("/graphql", params={"query": query}, headers=client.headers)
    expect_refused(response, 405)
    assert response.headers["allow"] == "POST"


async def test_get_answers_the_schema_and_the_examples(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    tree = next(tab for tab in listed_examples() if tab["name"] == "tree_by_state")
    for params in ({"query": "{ __typename }"}, {"query": tree["query"], "variables": tree["variables"]}):
        response = await client.http.get("/graphql", params=params, headers=client.headers)
        assert set(response.json()) == {"data"}
    bad = await client.http.get(
        "/graphql", params={"query": "{ __typename }", "variables": "{"}, headers=client.headers
    )
    assert expect_refused(bad, 400) == "variables is not JSON"
    assert (await client.http.get("/graphql", params={"query": "{ __typename }"})).status_code == 401


async def test_a_browser_is_led_to_graphiql(sample_client: Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = await sample_client(anonymous=True).http.get("/graphql", headers={"Accept": accept})
    assert (response.status_code, response.headers["location"]) == (307, "/graphiql")
    assert (await sample_client().http.get("/graphiql")).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "application/graphql", "application/x-www-form-urlencoded",
     "application/json; charset=latin-1", "application/jsonx", "json", "application/json; charset=utf-16"],
)  # fmt: skip
async def test_another_request_type_is_refused(sample_client: Client, media_type: str) -> None:
    message = expect_refused(await send(sample_client("VIEWER"), ASKED, Content_Type=media_type), 415)
    assert "application/json" in message


@pytest.mark.parametrize(
    "media_type",
    [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8", 'application/json; charset="utf-8"'],
)
async def test_json_in_utf_8_is_accepted(sample_client: Client, media_type: str) -> None:
    response = await send(sample_client("VIEWER"), ASKED, Content_Type=media_type)
    assert (response.status_code, response.json()) == (200, ANSWER)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "image/*", "application/json;q=0", "text/event-stream"]
)
async def test_nothing_acceptable_is_said(sample_client: Client, accept: str) -> None:
    expect_refused(await send(sample_client("VIEWER"), ASKED, Accept=accept), 406)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {JSON}", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON}", JSON),
        (f"{JSON};q=0.5, {RESPONSE_JSON}", RESPONSE_JSON),
        (f"{RESPONSE_JSON}; charset=utf-8, application/json; charset=utf-8", RESPONSE_JSON),
        (f"{RESPONSE_JSON};q=0.1, text/html", RESPONSE_JSON),
        ("text/html, */*;q=0.1", JSON),
        (f"{RESPONSE_JSON}, {JSON}, text/event-stream, multipart/mixed", RESPONSE_JSON),
    ],
)
async def test_the_answer_has_the_type_that_is_asked_for(sample_client: Client, accept: str, media_type: str) -> None:
    response = await send(sample_client("VIEWER"), ASKED, Accept=accept)
    assert (response.status_code, response.json()) == (200, ANSWER)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["vary"] == "Accept"


BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "text": b"query { viewer { subject } }",
    "an array": b'[{"query": "{ viewer { subject } }"}]',
    "null": b"null",
    "a number": b"7",
    "a string": b'"{ viewer { subject } }"',
    "not UTF-8": b'{"query": "{ viewer { subject } }", "x": "\xff"}',
    "UTF-16": json.dumps({"query": "{ viewer { subject } }"}).encode("utf-16"),
    "a lone surrogate": b'{"query": "{ viewer { subject } }", "variables": {"x": "\\ud800"}}',
    "NaN": b'{"query": "{ viewer { subject } }", "variables": {"x": NaN}}',
    "deep": b'{"query": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "no query": b"{}",
    "a query of null": b'{"query": null}',
    "an empty query": b'{"query": ""}',
    "a query that is no string": b'{"query": {"a": 1}}',
    "variables that are an array": b'{"query": "{ viewer { subject } }", "variables": []}',
    "variables that are a string": b'{"query": "{ viewer { subject } }", "variables": "{}"}',
    "an operation name that is no string": b'{"query": "{ viewer { subject } }", "operationName": 7}',
    "extensions that are no object": b'{"query": "{ viewer { subject } }", "extensions": []}',
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
@pytest.mark.parametrize("name", BODIES)
async def test_a_body_that_is_no_request_is_refused(sample_client: Client, name: str, accept: str) -> None:
    expect_refused(await send(sample_client("VIEWER"), BODIES[name], Accept=accept), 400)


@pytest.mark.parametrize("more", [0, 1, 3_000_000])
async def test_a_body_is_cut_off_beyond_a_mebibyte(sample_client: Client, more: int) -> None:
    content = ASKED.ljust(LARGEST_BODY + more)
    response = await send(sample_client("VIEWER"), content)
    if more:
        assert "1,048,576" in expect_refused(response, 413)
    else:
        assert response.json() == ANSWER


@pytest.mark.parametrize(
    "body",
    [
        {"variables": None},
        {"variables": {}},
        {"operationName": None, "extensions": None},
        {"extensions": {"a": 1}},
        {"more": 1},
    ],
)
async def test_optional_parts_may_be_null_or_more(sample_client: Client, body: dict[str, Any]) -> None:
    response = await send(sample_client("VIEWER"), json.dumps({"query": "{ viewer { subject } }"} | body).encode())
    assert response.json() == ANSWER


REFUSED = {
    "no document": ({"query": " "}, "Syntax Error"),
    "a syntax error": ({"query": "{ viewer {"}, "Syntax Error"),
    "an unknown field": ({"query": "{ nothing }"}, "nothing"),
    "a scalar with fields": ({"query": "{ viewer { subject { x } } }"}, "subject"),
    "a missing variable": ({"query": "query($v: String!) { report(value: $v) { id } }"}, "$v"),
    "a variable of another type": (
        {"query": "query($v: Int!) { weekConfigurations(year: $v) { id } }", "variables": {"v": "x"}},
        "$v",
    ),
    "a number out of range": (
        {"query": "query($v: Int!) { weekConfigurations(year: $v) { id } }", "variables": {"v": 2**31}},
        "$v",
    ),
    "a number of 5,000 digits": ({"query": f"{{ weekConfigurations(year: {'9' * 5_000}) {{ id }} }}"}, "Int"),
    "two operations without a name": (
        {"query": "query A { viewer { subject } } query B { viewer { tenant } }"},
        "operationName which operation to carry out; the document has: A, B",
    ),
    "an unknown operation": ({"query": "query A { viewer { subject } }", "operationName": "B"}, "it has: A"),
    "a subscription": ({"query": "subscription { x }"}, "subscription"),
    "a mutation": ({"query": "mutation { x }"}, "Mutation"),
    "only a fragment": ({"query": "fragment F on Query { viewer { subject } }"}, "operation"),
}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE_JSON, 400)])
@pytest.mark.parametrize("name", REFUSED)
async def test_a_request_that_is_not_carried_out_has_errors_and_no_data(
    sample_client: Client, name: str, accept: str, status: int
) -> None:
    asked, word = REFUSED[name]
    response = await send(sample_client("VIEWER"), json.dumps(asked).encode(), Accept=accept)
    assert response.status_code == status, response.text
    assert set(response.json()) == {"errors"}
    for error in response.json()["errors"]:
        assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert word in response.json()["errors"][0]["message"]
    assert "encountered" not in response.text


@pytest.mark.quick
async def test_the_operation_that_is_named_is_carried_out(sample_client: Client) -> None:
    query = "query A { viewer { subject } } query B { viewer { tenant } }"
    for name, expected in (("A", {"subject": "tester"}), ("B", {"tenant": "demo"})):
        response = await send(sample_client("VIEWER"), json.dumps({"query": query, "operationName": name}).encode())
        assert response.json() == {"data": {"viewer": expected}}


@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
async def test_a_field_that_fails_leaves_the_status_at_200(sample_client: Client, accept: str) -> None:
    response = await send(
        sample_client("VIEWER"),
        b'{"query": "{ viewer { subject } resources(first: -1) { nodes { id } } }"}',
        Accept=accept,
    )
    assert response.status_code == 200
    assert response.json()["data"] is None  # resources may not be null
    assert response.json()["errors"][0]["path"] == ["resources"]


@pytest.mark.quick
@pytest.mark.parametrize("accept", [JSON, RESPONSE_JSON])
async def test_an_internal_error_is_masked_and_logged_under_its_request_id(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM internals")

    monkeypatch.setattr(Viewer, "__init__", fail)
    with caplog.at_level(logging.ERROR):
        response = await send(sample_client("VIEWER"), ASKED, Accept=accept)
    (error,) = response.json()["errors"]
    assert response.status_code == 200
    assert set(error["extensions"]) == {"code", "requestId"}
    assert error["extensions"]["code"] == "INTERNAL"
    assert str(UUID(error["extensions"]["requestId"])) in caplog.text
    assert "secret" in caplog.text
    assert not any(word in response.text for word in ("secret", "SELECT", "RuntimeError", "Traceback", ".py"))


async def test_an_error_outside_every_field_is_masked_too(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM internals")

    monkeypatch.setattr(endpoint, "execute_operation", fail)
    response = await send(sample_client("VIEWER"), ASKED)
    (error,) = response.json()["errors"]
    assert response.status_code == 500
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"] in caplog.text
    assert "secret" not in response.text


async def test_strange_texts_are_answered(sample_client: Client) -> None:
    for text in ("\x00", "😀", "\u202e", "'; DROP TABLE report; --", "<script>", "=1+1", "a" * 100_000):
        answer = await sample_client("VIEWER").ask(
            "query($v: String!) { resources(filter: { search: $v }) { nodes { id } } report(value: $v) { id } }", v=text
        )
        assert answer["report"] is None
