"""Which requests under one Idempotency-Key are the same one: those that ask for the same work, however they ask."""

from typing import Any

import orjson
import pytest

from tests.graphql.access.test_idempotency import CREATE, placeholders
from tests.graphql.planning.conftest import Planner

# Of what a request says beside its work: how its answer is written, what that tells beside, and who asks for it.
BESIDE: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "its cost": ({"Headroom-Cost": "1"}, {}),
    "no cost": ({"Headroom-Cost": "0"}, {}),
    "its cost in an extension": ({}, {"extensions": {"cost": True}}),
    "a media type": ({"Accept": "application/json"}, {}),
    "another media type": ({"Accept": "application/graphql-response+json;q=0.9, */*;q=0.1"}, {}),
    "a coding": ({"Accept-Encoding": "gzip;q=0"}, {}),
    "a language and a cache": ({"Accept-Language": "de", "Cache-Control": "no-cache", "If-None-Match": "*"}, {}),
    "a name of its own": ({"X-Request-Id": "again", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, {}),
    "a client": ({"apollographql-client-name": "web", "User-Agent": "other"}, {"extensions": {"client": {}}}),
    "empty members": ({}, {"operationName": None, "extensions": None}),
    "an empty name": ({}, {"operationName": "", "extensions": {}}),
    "a member that nobody knows": ({}, {"sent": 2}),
}


@pytest.mark.parametrize("first", ["nothing", "its cost", "a client", "empty members"])
async def test_a_request_is_the_same_whatever_it_says_beside_its_work(world: Planner, first: str) -> None:
    for place, second in enumerate([first, *BESIDE]):
        headers, members = BESIDE[second]
        asked = {"query": CREATE, "variables": {"count": 1}, **members}
        named = {**world.headers, "Idempotency-Key": "k", **headers}
        told = await world.http.post("/graphql", json=asked, headers=named)
        assert told.status_code == 200, (second, told.text)
        assert told.json()["data"]["createPlaceholders"]["created"] == ["TBH-001"]
        assert told.headers.get("Idempotency-Replayed") == ("true" if place else None), second
        assert ("cost" in told.json().get("extensions", {})) == ("cost" in second and second != "no cost")
    assert await placeholders(world) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"variables": {"count": 2}},
        {"query": CREATE.replace("created ", "")},
        {"query": CREATE + " mutation Other { __typename }", "operationName": "Create"},
    ],
)
async def test_another_work_is_another_request(world: Planner, other: dict[str, Any]) -> None:
    asked = {"query": CREATE, "variables": {"count": 1}}
    headers = {**world.headers, "Idempotency-Key": "k"}
    assert (await world.http.post("/graphql", json=asked, headers=headers)).status_code == 200
    assert (await world.http.post("/graphql", json={**asked, **other}, headers=headers)).status_code == 422


async def test_a_file_is_told_by_its_name_its_content_and_how_it_is_read(world: Planner) -> None:
    query = "mutation Send($file: Upload!) { previewRosterImport(file: $file) { preview { id } problems { message } } }"
    form = {"operations": orjson.dumps({"query": query, "variables": {"file": None}}).decode(),
            "map": '{"0": ["variables.file"]}'}  # fmt: skip
    roster = b"CN,First Name,Last Name,Platform,Location,State,Skills\nCN900,Zoe,D,Amisys,Global,FL,Claims\n"
    headers = {**world.headers, "Idempotency-Key": "k", "GraphQL-Preflight": "1"}
    sent = [
        (("a.csv", roster, "text/csv"), 200),
        (("a.csv", roster, "text/csv"), 200),
        (("a.csv", roster, "application/vnd.ms-excel"), 200),  # as browsers call the same file on another machine
        (("a.csv", roster, "text/csv; charset=windows-1250"), 422),
        (("b.csv", roster, "text/csv"), 422),
        (("a.csv", roster + b"\n", "text/csv"), 422),
    ]
    ids = set()
    for file, said in sent:
        answer = await world.http.post("/graphql", data=form, files={"0": file}, headers=headers)
        assert answer.status_code == said, (file, answer.text)
        if said == 200:
            ids.add(answer.json()["data"]["previewRosterImport"]["preview"]["id"])
    assert len(ids) == 1
