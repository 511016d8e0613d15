"""The audit log: what is left whatever comes of a mutation, who may read it, and that nobody rewrites it.

What each mutation of the schema leaves when it succeeds is seen where its example is run: tests/rules/test_examples.py.
"""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.admin.migrate import owner_connection
from server.graphql.schema import schema
from tests.conftest import Client
from tests.graphql.access.test_permissions import asked
from tests.graphql.planning.conftest import CLAIMS, Planner
from tests.rules.test_examples import EXAMPLES, OperationType, of_kind
from tests.support.api import Api, token
from tests.support.audit import LOG, admin_of, log
from tests.support.slots import ROOTS, SCHEMA


def test_every_mutation_has_an_example() -> None:
    mutations = set(schema._schema.mutation_type.fields)  # type: ignore[union-attr]
    assert len(of_kind(OperationType.MUTATION)) == len(mutations)
    assert EXAMPLES.exists()


MUTATIONS = sorted(ROOTS[OperationType.MUTATION])


@pytest.mark.parametrize("named", [{}, {"Idempotency-Key": "once"}], ids=["plain", "with a name"])
@pytest.mark.parametrize("role", ["ADMIN", "VIEWER"])
async def test_every_mutation_leaves_a_row_whatever_comes_of_it(
    empty_client: Client, role: str, named: dict[str, str]
) -> None:
    client = empty_client(role)
    for mutation in MUTATIONS:
        about = {name: f"{value}-{mutation}" for name, value in named.items()}
        client.headers |= {"X-Request-Id": f"about-{mutation}", **about}
        await asked(client, OperationType.MUTATION, mutation)
        rows = await log(client, requestId=f"about-{mutation}")
        assert rows, mutation
        assert {(row["operation"], row["subject"], *row["roles"]) for row in rows} == {(mutation, "tester", role)}
        if role == "VIEWER":
            assert [row["action"] for row in rows] == ["REFUSED"], mutation
            assert [one["code"] for one in rows[0]["new"]["problems"]] == ["FORBIDDEN"]


async def test_what_a_named_request_undoes_is_not_in_the_log_but_what_it_was_refused_is(world: Planner) -> None:
    asked = """mutation { a: updateResource(cn: "CN1", patch: {lastName: "A"}) { problems { code } }
        b: updateResource(cn: "CN404", patch: {lastName: "B"}) { problems { code } }
        c: createApiKey(input: {name: "x", roles: [ADMIN]}) { problems { code } } }"""
    headers = {**world.headers, "Idempotency-Key": "once", "X-Request-Id": "three"}
    answer = (await world.http.post("/graphql", json={"query": asked}, headers=headers)).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    rows = await log(world, requestId="three")
    assert [(row["action"], row["operation"]) for row in rows] == [
        ("REFUSED", "createApiKey"),
        ("REFUSED", "updateResource"),
    ]
    assert (await world.ask('{ resource(cn: "CN1") { lastName } }'))["resource"]["lastName"] == "Person 1"


async def test_a_row_has_the_databases_time(world: Planner) -> None:
    async with owner_connection(world.addresses.owner) as owner:
        before = await owner.scalar(text("SELECT now()"))
    await world.done("updateResource", "resource { id }", cn="CN1", patch={"lastName": "A"})
    async with owner_connection(world.addresses.owner) as owner:
        after = await owner.scalar(text("SELECT now()"))
    (row,) = await log(world, operation="updateResource")
    assert before <= datetime.fromisoformat(row["at"]) <= after


async def test_every_filter_finds_what_it_names_and_nothing_else(world: Planner) -> None:
    await world.done("updateResource", "resource { id }", cn="CN1", patch={"lastName": "A"})
    await world.refused("updateResource", cn="CN404", patch={"lastName": "X"})
    await world.done("createCapacityTier", "tier { id }", input={"name": "A tier", "percentage": 0.4})
    rows = await log(world)
    assert len(rows) == 3
    for name in SCHEMA.type_map["AuditFilterInput"].fields:  # type: ignore[attr-defined]
        if name in ("and", "or", "not"):  # tests/graphql/lists
            continue
        if name in ("since", "until"):
            found = [row["at"] for row in await log(world, **{name: rows[1]["at"]})]
            assert found == [row["at"] for row in (rows[:2] if name == "since" else rows[2:])]
            continue
        for value in {row[name] for row in rows if row[name] is not None}:
            found = await log(world, **{name: value})
            assert found == [row for row in rows if row[name] == value], (name, value)
        assert await log(world, **{name: "nothing has this"}) == []


async def test_an_update_says_what_changed_from_what_to_what(world: Planner) -> None:
    patch = {"lastName": "Lovelace", "skills": ["Claims"]}
    await world.done("updateResource", "resource { id }", cn="CN1", patch=patch)
    (row,) = await log(world, operation="updateResource")
    assert (row["action"], row["entityType"]) == ("UPDATE", "Resource")
    assert row["new"] == {"last_name": "Lovelace", "display_name": "Ada Lovelace", "skills": ["Claims"]} | {
        name: value for name, value in row["new"].items() if name not in ("last_name", "display_name", "skills")
    }
    assert row["old"]["last_name"] == "Person 1"
    assert set(row["old"]) == set(row["new"])
    assert "updated_at" not in row["new"]


async def test_ends_have_words_of_their_own(world: Planner) -> None:
    await world.done("createAssignment", "assignment { id }", input=world.week("CN1", CLAIMS, 30))
    await world.done("deactivateResource", "deallocatedAssignments", cn="CN1")
    rows = await log(world, operation="deactivateResource")
    assert {(row["entityType"], row["action"]) for row in rows} == {("Resource", "DEACTIVATE")} | {
        ("Assignment", "DEACTIVATE") for row in rows if row["entityType"] == "Assignment"
    }


async def test_a_refusal_is_a_row_with_its_problems(world: Planner) -> None:
    problems = await world.refused("updateResource", cn="CN404", patch={"lastName": "X"})
    (row,) = await log(world, operation="updateResource")
    assert (row["action"], row["entityType"], row["old"]) == ("REFUSED", "Mutation", None)
    said = [{key: problem[key] for key in ("code", "path", "message")} for problem in problems]
    assert row["new"]["problems"] == said


async def test_a_missing_permission_is_a_row_too(world: Planner) -> None:
    viewer = Api(world.http, token("VIEWER", subject="curious"))
    await viewer.post('mutation { deactivateResource(cn: "CN1") { problems { code } } }')
    (row,) = await log(world, subject="curious")
    assert (row["action"], row["operation"]) == ("REFUSED", "deactivateResource")
    assert row["new"]["problems"][0]["code"] == "FORBIDDEN"


async def test_a_dry_run_changes_nothing_and_says_so(world: Planner) -> None:
    targets = [{"tierId": world.tiers[100], "targetCount": 2}]
    given = {"year": 2025, "week": 30, "demand": CLAIMS, "targets": targets}
    await world.done("setWeekTargets", "placeholdersCreated", input=given, dryRun=True)
    (row,) = await log(world, operation="setWeekTargets")
    assert (row["action"], row["new"]) == ("UNCHANGED", None)


async def test_rows_of_one_request_share_the_id_of_its_answer(world: Planner) -> None:
    asked = """mutation { a: updateResource(cn: "CN1", patch: {lastName: "A"}) { problems { code } }
        b: updateResource(cn: "CN2", patch: {lastName: "B"}) { problems { code } } }"""
    sent = {**world.headers, "X-Request-Id": "from-the-script-1"}
    response = await world.http.post("/graphql", json={"query": asked}, headers=sent)
    assert response.headers["X-Request-Id"] == "from-the-script-1"
    assert len(await log(world, requestId="from-the-script-1")) == 2
    other = await world.http.post(
        "/graphql", json={"query": asked}, headers={**world.headers, "X-Request-Id": "a b\tc"}
    )
    assert other.headers["X-Request-Id"] not in ("from-the-script-1", "a b\tc")


async def test_pages_are_newest_first(world: Planner) -> None:
    for name in "ABC":
        await world.done("updateResource", "resource { id }", cn="CN1", patch={"lastName": name})
    admin = admin_of(world)
    first = (await admin.ask(LOG, filter={"entityType": "Resource"}, first=2))["auditLog"]
    rest = (await admin.ask(LOG, filter={"entityType": "Resource"}, after=first["pageInfo"]["endCursor"]))["auditLog"]
    names = [node["new"]["last_name"] for page in (first, rest) for node in page["nodes"]]
    assert (names[:3], first["totalCount"], first["pageInfo"]["hasNextPage"]) == (["C", "B", "A"], 3, True)


async def test_only_administrators_read_it(world: Planner) -> None:
    (error,) = (await world.post("{ auditLog { totalCount } }")).json()["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": "ADMIN"}
    other = Api(world.http, token("ADMIN", tenant="other"))
    await world.done("updateResource", "resource { id }", cn="CN1", patch={"lastName": "A"})
    assert (await other.ask("{ auditLog { totalCount } }"))["auditLog"]["totalCount"] == 0


@pytest.mark.parametrize(
    "rewrite", ["UPDATE audit_log SET subject = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
async def test_nobody_rewrites_it(world: Planner, rewrite: str) -> None:
    await world.done("updateResource", "resource { id }", cn="CN1", patch={"lastName": "A"})
    async with owner_connection(world.addresses.owner) as owner:
        with pytest.raises(DBAPIError, match="is append-only"):
            await owner.execute(text(rewrite))
