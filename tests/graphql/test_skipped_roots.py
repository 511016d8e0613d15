"""Operations that leave out every field of their root: the answer is empty, by either executor."""

from typing import Any

import pytest

from tests.conftest import Client
from tests.graphql.planning.conftest import Planner, world, world_database

__all__ = ["world", "world_database"]

QUESTIONS = (
    "{ viewer @skip(if: true) { tenant } }",
    "{ __typename @skip(if: true) }",
    '{ report(value: "2025-04") @include(if: false) { value } }',
    '{ resource(cn: "CN10002") @skip(if: true) { cn } node(id: "x") @include(if: false) { id } }',
    "{ ...F } fragment F on Query { viewer @skip(if: true) { tenant } }",
    "{ ...F @include(if: false) } fragment F on Query { viewer { tenant } }",
    "{ ... @skip(if: true) { viewer { tenant } reports { value } } }",
    "{ ... on Query { ... @include(if: false) { __schema { queryType { name } } } } }",
    "query Q($on: Boolean! = true) { viewer @skip(if: $on) { tenant } }",
    "query Q($on: Boolean! = true) { capacityTiers @skip(if: $on) @include(if: $on) { name } }",
)
CHANGES = (
    'mutation { deactivateResource(cn: "CN1") @skip(if: true) { problems { code } } }',
    "mutation { __typename @include(if: false) }",
    'mutation { ... @skip(if: true) { a: deactivateResource(cn: "CN1") { problems { code } } } }',
)


@pytest.mark.parametrize("document", QUESTIONS)
async def test_a_question_that_asks_nothing_is_answered_with_nothing(sample_client: Client, document: str) -> None:
    client = sample_client("VIEWER")
    for _ in range(3):  # made ready, and kept
        response = await client.post(document)
        assert (response.status_code, response.json()) == (200, {"data": {}})


@pytest.mark.parametrize("document", CHANGES)
@pytest.mark.parametrize("key", [None, "named"])
async def test_a_change_that_does_nothing_is_answered_with_nothing(
    world: Planner, document: str, key: str | None
) -> None:
    headers: dict[str, Any] = {**world.headers, **({"Idempotency-Key": key} if key else {})}
    for _ in range(3):
        response = await world.http.post("/graphql", json={"query": document}, headers=headers)
        assert (response.status_code, response.json()) == (200, {"data": {}})


async def test_the_same_operation_answers_by_what_its_variables_leave(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    document = 'query Q($off: Boolean!) { resource(cn: "CN10002") @skip(if: $off) { cn } }'
    answers = [(await client.post(document, {"off": off})).json()["data"] for off in (True, False, True, False)]
    assert answers == [{}, {"resource": {"cn": "CN10002"}}] * 2
