"""Requests that only an attacker sends, having signed in: each gets an answer, and none is an error of ours."""

import json
from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.planning.conftest import Planner, world, world_database
from tests.support.api import Api

__all__ = ["world", "world_database"]

REPORT = '{ report(value: "2025-04") { value } }'
CREATE = "mutation M($input: ResourceInput!) { createResource(input: $input) { problems { code } } }"
LOWERED = (
    "\u0130",
    "\u0130" * 300,
    "cn\u0130",
    "\u1e9e",
    "\ufb03",
    "\u01c5",
    "\U00010400",
)  # longer, or odd, in lower case


def lists(levels: int) -> Any:
    return json.loads("[" * levels + "]" * levels)


def objects(levels: int) -> Any:
    return json.loads('{"a":' * levels + "1" + "}" * levels)


async def sent(client: Api, body: dict[str, Any], **headers: str) -> tuple[int, list[str]]:
    """The status of an answer and the codes of its errors."""
    response = await client.http.post("/graphql", json=body, headers={**client.headers, **headers})
    return response.status_code, [error["extensions"]["code"] for error in response.json().get("errors", ())]


@pytest.mark.parametrize("member", ["variables", "extensions", "another"])
@pytest.mark.parametrize("make", [lists, objects])
@pytest.mark.parametrize("levels", [49, 300, 900])
async def test_what_is_nested_too_deeply_is_refused(sample_client: Client, member: str, make: Any, levels: int) -> None:
    client = sample_client("PLANNER")
    for query, headers in (
        (REPORT, {}),
        ("mutation { __typename }", {"Idempotency-Key": f"{member}{make.__name__}{levels}"}),
    ):
        body = {"query": query, member: {"deep": make(levels)}}
        assert await sent(client, body, **headers) == ((200, []) if levels < 50 else (400, ["BAD_REQUEST"]))


async def test_a_file_in_a_variable_of_a_kept_question_is_no_accident(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    form = {
        "operations": json.dumps({"query": REPORT, "variables": {"other": None}}),
        "map": json.dumps({"0": ["variables.other"]}),
    }
    headers = {**client.headers, "GraphQL-Preflight": "1"}
    response = await client.http.post("/graphql", data=form, files={"0": ("a.csv", b"a")}, headers=headers)
    assert (response.status_code, response.json()) == (200, {"data": {"report": {"value": "2025-04"}}})


@pytest.mark.parametrize("name", LOWERED)
async def test_a_name_that_nothing_is_like_is_refused_like_any(world: Planner, name: str) -> None:
    person = {"cn": "CN77", "platform": "Amisys", "location": "DOMESTIC", "states": ["FL"], "skills": ["Claims"]}
    for given in ({**person, name: 1}, {**person, "location": name}, {name: 1}):
        response = await world.post(CREATE, {"input": given})
        codes = [error["extensions"]["code"] for error in response.json()["errors"]]
        assert (response.status_code, set(codes)) == (200, {"BAD_REQUEST"}), given
        assert "Did you mean" not in response.text


@pytest.mark.parametrize(
    "accept", ["application/json;q=\u00b2", "application/json;q=\u0663", "application/json;q=", "*/*;q=1e400", ";q=.",
               ",", "*/*;q=0.5.5", "application/json;q=-1", f"application/json;q={'9' * 5_000}"],
)  # fmt: skip
async def test_a_weight_that_is_none_is_no_accident(sample_client: Client, accept: str) -> None:
    for client in (sample_client("VIEWER"), sample_client(anonymous=True)):
        for encoded in (accept.encode("utf-8"), accept.encode("latin-1", "replace")):
            headers = {**client.headers, "Accept": encoded}
            response = await client.http.post("/graphql", json={"query": REPORT}, headers=headers)
            assert response.status_code in (200, 401, 406), response.text
