"""What the schema says of itself is computed once for a process: every client's tools ask it, and it is long."""

import asyncio

import pytest
from graphql import get_introspection_query

from tests.conftest import Client
from tests.graphql.planning.test_kept_answers import TIERS, statements_of


@pytest.mark.parametrize(
    ("asked", "kept"),
    [(get_introspection_query(), True), ('{ __type(name: "Resource") { fields { name } } }', True),
     ('{ __schema { queryType { name } } ' + TIERS[1:], True), ("{ __schema { types { name } } __typename }", False),
     ('{ __schema { types { name } } viewer { subject } }', False)],
)  # fmt: skip
async def test_what_the_schema_says_is_computed_once(sample_client: Client, asked: str, kept: bool) -> None:
    client = sample_client("VIEWER")
    first = await client.post(asked)
    seen = await statements_of(client, again := asyncio.ensure_future(client.post(asked)))
    assert any("FROM data_version" in one for one in seen) == kept
    assert (await again).content == first.content


async def test_what_the_schema_says_has_no_name_that_would_outlive_a_release(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    for _ in range(2):
        asked = {"query": "{ __schema { queryType { name } } }"}
        answer = await client.http.get("/graphql", params=asked, headers={**client.headers, "If-None-Match": "*"})
        assert (answer.status_code, "etag" in answer.headers) == (200, False)
