"""Requests with an Idempotency-Key: carried out once, answered alike however often and from however many sides."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.graphql.editing.conftest import as_owner
from tests.graphql.planning.conftest import CLAIMS, Planner
from tests.support.api import token

CREATE = """mutation Create($count: Int!) { createPlaceholders(input: {count: $count, platform: "Amisys",
    location: DOMESTIC, states: ["FL"], skills: ["Claims"], displayNamePrefix: "New"}) {
    created placeholders { cn displayName skills } problems { code message } } }"""


async def send(world: Planner, key: str, query: str = CREATE, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables or {"count": 2}}
    return await world.http.post("/graphql", json=body, headers={**world.headers, "Idempotency-Key": key})


async def placeholders(world: Planner) -> int:
    asked = "{ resources(filter: {type: PLACEHOLDER}, first: 500) { totalCount } }"
    return int((await world.ask(asked))["resources"]["totalCount"])


async def test_the_second_time_it_gives_the_first_answer(world: Planner) -> None:
    first, second = await send(world, "k1"), await send(world, "k1")
    assert first.content == second.content
    assert first.json()["data"]["createPlaceholders"]["created"] == ["TBH-001", "TBH-002"]
    assert first.json()["data"]["createPlaceholders"]["placeholders"][0]["cn"] == "TBH-001"
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (False, "true")
    assert await placeholders(world) == 2
    assert (await send(world, "k2")).json()["data"]["createPlaceholders"]["created"] == ["TBH-003", "TBH-004"]


async def test_sixteen_at_once_are_one(world: Planner) -> None:
    answers = await asyncio.gather(*(send(world, "k1") for _ in range(8)))
    done = [answer for answer in answers if "errors" not in answer.json()]
    assert done
    assert len({answer.content for answer in done}) == 1
    assert await placeholders(world) == 2


async def test_another_request_under_the_same_key_is_refused(world: Planner) -> None:
    await send(world, "k1")
    other = await send(world, "k1", count=3)
    assert other.status_code == 422
    assert "named another request" in other.json()["errors"][0]["message"]
    assert await placeholders(world) == 2


async def test_a_refusal_is_kept_like_any_answer(world: Planner) -> None:
    first = await send(world, "k1", count=0)
    assert first.json()["data"]["createPlaceholders"]["problems"][0]["code"] == "INVALID_INPUT"
    second = await send(world, "k1", count=0)
    assert (first.content, second.headers["Idempotency-Replayed"]) == (second.content, "true")


async def test_an_answer_with_errors_is_not_kept_and_leaves_nothing(world: Planner) -> None:
    asked = CREATE.replace("mutation Create($count: Int!) {", "mutation Create($count: Int!) { ").replace(
        "problems { code message } } }", 'problems { code } } commitImport(previewId: "x") { created } }'
    )
    first = await send(world, "k1", asked)
    assert first.json()["errors"]
    assert await placeholders(world) == 0
    assert (await send(world, "k1")).json()["data"]["createPlaceholders"]["created"] == ["TBH-001", "TBH-002"]


async def test_several_mutations_of_one_request_are_one_transaction(world: Planner) -> None:
    asked = """mutation Two($count: Int!) {
        a: updateResource(cn: "CN1", patch: {lastName: "A"}) { resource { lastName } problems { code } }
        b: createPlaceholders(input: {count: $count, platform: "Amisys", location: DOMESTIC, states: ["FL"],
            skills: ["Claims"], displayNamePrefix: "N"}) { created problems { code } } }"""
    answer = (await send(world, "k1", asked, count=0)).json()["data"]
    assert answer["a"]["resource"]["lastName"] == "A"
    assert answer["b"]["problems"][0]["code"] == "INVALID_INPUT"
    found = await world.ask('{ resource(cn: "CN1") { lastName } }')
    assert found["resource"]["lastName"] == "A", "a refused part is undone alone"


async def test_a_dry_run_leaves_nothing_but_its_answer(world: Planner) -> None:
    given = {"year": 2025, "week": 30, "demand": CLAIMS, "targets": [{"tierId": world.tiers[100], "targetCount": 2}]}
    asked = """mutation Dry($input: WeekTargetsInput!) { setWeekTargets(input: $input, dryRun: true) {
        placeholdersCreated problems { code } } }"""
    first = await send(world, "k1", asked, input=given)
    assert first.json()["data"]["setWeekTargets"]["placeholdersCreated"] == ["TBH-001", "TBH-002"]
    assert (await send(world, "k1", asked, input=given)).content == first.content
    assert await placeholders(world) == 0


async def test_a_key_belongs_to_one_caller(world: Planner) -> None:
    await send(world, "k1")
    world.headers = {"Authorization": f"Bearer {token('PLANNER', subject='somebody else')}"}
    assert (await send(world, "k1")).json()["data"]["createPlaceholders"]["created"] == ["TBH-003", "TBH-004"]


async def test_after_a_day_a_key_is_free_again(world: Planner) -> None:
    await send(world, "k1")
    await as_owner(
        world.addresses,
        "ALTER TABLE idempotency_key NO FORCE ROW LEVEL SECURITY",
        "UPDATE idempotency_key SET created_at = now() - interval '25 hours'",
        "ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY",
    )
    assert (await send(world, "k1", count=1)).json()["data"]["createPlaceholders"]["created"] == ["TBH-003"]


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "ümlaut"])
async def test_a_bad_key_is_refused(world: Planner, key: str) -> None:
    response = await world.http.post(
        "/graphql",
        json={"query": CREATE, "variables": {"count": 1}},
        headers={**world.headers, "Idempotency-Key": key.encode("utf-8")},  # type: ignore[dict-item]
    )
    assert response.status_code == 400
    assert await placeholders(world) == 0


async def test_questions_need_no_key_and_keep_no_answer(world: Planner) -> None:
    asked = "{ resources(first: 500) { totalCount } }"
    before = (await send(world, "k1", asked)).json()
    await send(world, "k2")
    after = await send(world, "k1", asked)
    assert after.json() != before
    assert "Idempotency-Replayed" not in after.headers


async def test_audit_rows_are_written_in_the_one_transaction(world: Planner) -> None:
    await send(world, "k1")
    await send(world, "k1")
    world.headers = {"Authorization": f"Bearer {token('ADMIN', subject='auditor')}"}
    asked = '{ auditLog(filter: {operation: "createPlaceholders"}) { nodes { action entityType } } }'
    rows = (await world.ask(asked))["auditLog"]["nodes"]
    assert rows == [{"action": "INSERT", "entityType": "Resource"}] * 2
