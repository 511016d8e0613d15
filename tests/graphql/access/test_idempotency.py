"""Requests with an Idempotency-Key: carried out once, answered alike however often and from however many sides."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from db.postgres import connection
from db.shared.idempotency import claim
from db.shared.tenants import tenant_id
from tests.graphql.editing.conftest import as_owner
from tests.graphql.planning.conftest import CLAIMS, Planner
from tests.support.api import Api, token
from tests.support.served import served

CREATE = """mutation Create($count: Int!) { createPlaceholders(input: {count: $count, platform: "Amisys",
    location: DOMESTIC, states: ["FL"], skills: ["Claims"], displayNamePrefix: "New"}) {
    created placeholders { cn displayName skills } problems { code message } } }"""

NEW_KEY = {"name": "Power BI", "roles": ["REPORTING"]}
KEYS = """mutation Keys($input: ApiKeyInput!) {
    one: createApiKey(input: $input) { apiKey { id name } ...Secret problems { code } }
    other: createApiKey(input: $input) { secret problems { code } } }
    fragment Secret on ApiKeyPayload { secret again: secret }"""


async def rows(world: Planner, asked: str) -> list[Any]:
    """A column as the owner sees it, of all tenants."""
    async with owner_connection(world.addresses.owner) as owner:
        await owner.execute(text("ALTER TABLE idempotency_key NO FORCE ROW LEVEL SECURITY"))
        found = list(await owner.scalars(text(asked)))
        await owner.execute(text("ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY"))
    return found


async def stored(world: Planner) -> set[str]:
    """The keys whose answers there are."""
    return set(await rows(world, "SELECT key FROM idempotency_key"))


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


async def test_while_the_first_takes_long_the_others_are_told_so(
    world: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._SESSION, "lock_timeout", "300ms")  # of another server's connections
    demo = tenant_id("demo")
    request = {"query": CREATE, "variables": {"count": 2}}
    headers = {**world.headers, "Idempotency-Key": "k1"}
    async with served(world.addresses) as other:
        async with world.app.state.database.write(demo, subject="tester") as session:  # type: ignore[attr-defined]
            assert await claim(session, "k1", b"the first") is None
            waited = await other.post("/graphql", json=request, headers=headers)
            (error,) = waited.json()["errors"]
            assert (waited.status_code, error["extensions"]["code"]) == (409, "CONFLICT")
            assert error["message"].startswith("the first request with this Idempotency-Key is still being carried out")
            assert waited.headers["Retry-After"] == "1"
        assert (await other.post("/graphql", json=request, headers=headers)).status_code == 422
    assert await placeholders(world) == 0


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


async def test_answers_of_a_day_ago_go_when_another_request_is_named(world: Planner) -> None:
    for key in ("k1", "k2", "k3"):
        await send(world, key)
    await as_owner(
        world.addresses,
        "ALTER TABLE idempotency_key NO FORCE ROW LEVEL SECURITY",
        "UPDATE idempotency_key SET created_at = now() - interval '24 hours 1 minute' WHERE key IN ('k1', 'k2')",
        "ALTER TABLE idempotency_key FORCE ROW LEVEL SECURITY",
    )
    await send(world, "k3")
    assert await stored(world) == {"k1", "k2", "k3"}, "a repeated request claims nothing"
    await send(world, "k4")
    assert await stored(world) == {"k3", "k4"}


async def test_the_service_removes_no_answer_that_is_younger(world: Planner) -> None:
    await send(world, "k1")
    caller = tenant_id("demo")
    async with world.app.state.database.write(caller, subject="tester") as session:  # type: ignore[attr-defined]
        assert await session.run(text("DELETE FROM idempotency_key")) == 0
    assert await stored(world) == {"k1"}


async def test_a_secret_is_shown_once_and_kept_nowhere(world: Planner) -> None:
    world.headers = {"Authorization": f"Bearer {token('ADMIN')}"}
    first, second = [(await send(world, "k1", KEYS, input=NEW_KEY)).json() for _ in range(2)]
    shown, again = first["data"], second["data"]
    secrets = [shown["one"]["again"], shown["one"]["secret"], shown["other"]["secret"]]
    assert all(secret.startswith("hrk_") for secret in secrets)
    assert [again["one"]["again"], again["one"]["secret"], again["other"]["secret"]] == [None] * 3
    assert again["one"]["apiKey"] == shown["one"]["apiKey"]
    assert "extensions" not in first
    assert [told["path"] for told in second["extensions"]["shownOnce"]] == [
        ["one", "secret"], ["one", "again"], ["other", "secret"],
    ]  # fmt: skip
    assert "revoke it and make another" in second["extensions"]["shownOnce"][0]["message"]
    (answer,) = [bytes(row) for row in await rows(world, "SELECT answer FROM idempotency_key")]
    assert not [secret for secret in secrets if secret.encode() in answer or secret.split("_")[2].encode() in answer]
    assert (await Api(world.http, secrets[0]).ask("{ viewer { subject } }"))["viewer"] == {"subject": "key:Power BI"}


@pytest.mark.parametrize("left", [("VIEWER",), ("REPORTING", "PRODUCTION_STAFF")])
async def test_who_may_not_any_more_is_told_no_earlier_answer(world: Planner, left: tuple[str, ...]) -> None:
    asked = """mutation Two($count: Int!) {
        a: __typename
        b: createPlaceholders(input: {count: $count, platform: "Amisys", location: DOMESTIC, states: ["FL"],
            skills: ["Claims"], displayNamePrefix: "N"}) @skip(if: false) { created problems { code } } }"""
    for query in (CREATE, asked):
        world.headers = {"Authorization": f"Bearer {token('PLANNER')}"}
        key = f"key{len(query)}"
        first = await send(world, key, query)
        world.headers = {"Authorization": f"Bearer {token(*left)}", "X-Request-Id": key}
        refused, plain = await send(world, key, query), await world.post(query, {"count": 2})
        assert refused.json() == plain.json()
        assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["FORBIDDEN"]
        assert refused.json()["data"] is None
        assert "Idempotency-Replayed" not in refused.headers
        world.headers = {"Authorization": f"Bearer {token('ADMIN', subject='auditor')}"}
        told = await world.ask(f'{{ auditLog(filter: {{requestId: "{key}"}}) {{ nodes {{ action operation }} }} }}')
        assert told["auditLog"]["nodes"] == [{"action": "REFUSED", "operation": "createPlaceholders"}] * 2
        world.headers = {"Authorization": f"Bearer {token('PLANNER')}"}
        assert (await send(world, key, query)).content == first.content
    assert await placeholders(world) == 4


async def test_what_is_left_out_needs_no_permission_the_second_time_either(world: Planner) -> None:
    asked = """mutation Two($off: Boolean!) { ...F
        a: createPlaceholders(input: {count: 1, platform: "Amisys", location: DOMESTIC, states: ["FL"],
            skills: ["Claims"], displayNamePrefix: "N"}) { created problems { code } } }
        fragment F on Mutation { createApiKey(input: {name: "x", roles: [ADMIN]}) @skip(if: $off) { secret } }"""
    first, second = [await send(world, "k1", asked, off=True) for _ in range(2)]
    assert (first.content, second.headers["Idempotency-Replayed"]) == (second.content, "true")


@pytest.mark.shares
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
