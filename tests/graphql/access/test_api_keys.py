"""API keys: shown once, kept as a hash, good as bearer and as password until they are revoked or expire."""

import base64
from typing import Any

import pytest
from sqlalchemy import text

from db.admin.migrate import owner_connection
from tests.graphql.editing.conftest import as_owner
from tests.graphql.planning.conftest import Planner
from tests.support.api import Api, token

CREATE = """mutation Create($input: ApiKeyInput!) { createApiKey(input: $input) {
    apiKey { id name roles createdBy revokedAt } secret problems { code path } } }"""
REVOKE = "mutation R($id: UUID!) { revokeApiKey(id: $id) { apiKey { revokedBy } problems { code } } }"
SUMMARY = "/api/v2/reports/powerbi/monthly-summary"
VIEWER = "{ viewer { subject tenant roles } }"


def admin(world: Planner) -> Api:
    return Api(world.http, token("ADMIN"))


async def made(world: Planner, *roles: str, **more: Any) -> dict[str, Any]:
    given = {"name": "Power BI", "roles": list(roles) or ["REPORTING"], **more}
    answer = (await admin(world).ask(CREATE, input=given))["createApiKey"]
    assert answer["problems"] == []
    return dict(answer)


async def test_a_key_signs_in_as_bearer_and_as_password(world: Planner) -> None:
    key = await made(world)
    signed = Api(world.http, key["secret"])
    assert (await signed.ask(VIEWER))["viewer"] == {"subject": "key:Power BI", "tenant": "demo", "roles": ["REPORTING"]}
    basic = base64.b64encode(f"anything:{key['secret']}".encode()).decode()
    response = await world.http.get(SUMMARY, headers={"Authorization": f"Basic {basic}"})
    assert response.status_code == 200
    (error,) = (await signed.post('mutation { deactivateResource(cn: "CN1") { problems { code } } }')).json()["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_a_key_may_stand_in_the_address_of_a_report(world: Planner) -> None:
    key = (await made(world))["secret"]
    page = (await world.http.get(SUMMARY, params={"api_key": key, "limit": 1})).json()
    assert len(page["rows"]) == 1
    assert len((await world.http.get(page["next"])).json()["rows"]) == 1
    bearer = world.headers["Authorization"].split()[1]
    assert (await world.http.get(SUMMARY, params={"api_key": bearer})).status_code == 401
    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    assert (await world.http.get(SUMMARY, params={"api_key": wrong})).status_code == 401


async def test_only_its_hash_is_kept(world: Planner) -> None:
    key = await made(world)
    secret = key["secret"].rpartition("_")[2]
    async with owner_connection(world.addresses.owner) as owner:
        await owner.execute(text("SET LOCAL row_security = off"))
        for table in ("api_key", "audit_log"):
            await owner.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            rows = (await owner.execute(text(f"SELECT row_to_json(t)::text FROM {table} t"))).scalars().all()
            assert rows
            assert not any(secret in row for row in rows)
            await owner.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    listed = (await admin(world).post("{ apiKeys { id name roles createdBy expiresAt } }")).text
    assert "Power BI" in listed
    assert secret not in listed


async def test_a_revoked_key_stops_working_at_once(world: Planner) -> None:
    key = await made(world)
    answer = (await admin(world).ask(REVOKE, id=key["apiKey"]["id"]))["revokeApiKey"]
    assert answer == {"apiKey": {"revokedBy": "tester"}, "problems": []}
    refused = await Api(world.http, key["secret"]).post(VIEWER)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    again = (await admin(world).ask(REVOKE, id=key["apiKey"]["id"]))["revokeApiKey"]
    assert again["problems"] == [{"code": "NOT_ALLOWED_IN_STATE"}]


async def test_an_expired_key_does_not_work(world: Planner) -> None:
    key = await made(world, days=1)
    await as_owner(
        world.addresses,
        "ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY",
        "UPDATE api_key SET expires_at = now() - interval '1 second'",
        "ALTER TABLE api_key FORCE ROW LEVEL SECURITY",
    )
    assert (await Api(world.http, key["secret"]).post(VIEWER)).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key.replace("hrk_", "hrk__"),
        lambda key: key + "0",
        lambda key: "hrk_" + "f" * 32 + key[36:],
        lambda key: "hrk_" + "z" * 32 + key[36:],
        lambda key: key.upper(),
        lambda _: "hrk_",
    ],
)
async def test_nothing_but_the_key_itself_works(world: Planner, change: Any) -> None:
    key = await made(world)
    refused = await Api(world.http, change(key["secret"])).post(VIEWER)
    assert refused.status_code == 401


async def test_another_tenants_key_opens_that_tenant_alone(world: Planner) -> None:
    other = Api(world.http, token("ADMIN", tenant="other"))
    key = (await other.ask(CREATE, input={"name": "Theirs", "roles": ["ADMIN"]}))["createApiKey"]
    signed = Api(world.http, key["secret"])
    assert (await signed.ask(VIEWER))["viewer"]["tenant"] == "other"
    assert (await signed.ask("{ resources { totalCount } }"))["resources"]["totalCount"] == 0
    assert (await admin(world).ask("{ apiKeys { id } }"))["apiKeys"] == []
    revoked = (await admin(world).ask(REVOKE, id=key["apiKey"]["id"]))["revokeApiKey"]
    assert revoked["problems"] == [{"code": "NOT_FOUND"}]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": " "}, ["input", "name"]), ({"roles": []}, ["input", "roles"]),
        ({"days": 0}, ["input", "days"]), ({"days": 367}, ["input", "days"]),
    ],
)  # fmt: skip
async def test_a_bad_key_is_not_made(world: Planner, given: dict[str, Any], path: list[str]) -> None:
    asked = {"name": "Power BI", "roles": ["REPORTING"], **given}
    answer = (await admin(world).ask(CREATE, input=asked))["createApiKey"]
    assert answer["problems"] == [{"code": "INVALID_INPUT", "path": path}]
    assert answer["secret"] is None


async def test_only_administrators_make_them(world: Planner) -> None:
    (error,) = (await world.post(CREATE, {"input": {"name": "x", "roles": ["ADMIN"]}})).json()["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": "ADMIN"}


async def test_what_a_key_does_is_audited_under_its_id(world: Planner) -> None:
    key = await made(world, "PLANNER")
    signed = Api(world.http, key["secret"])
    await signed.ask('mutation { updateResource(cn: "CN1", patch: {lastName: "A"}) { problems { code } } }')
    asked = '{ auditLog(filter: {operation: "updateResource"}) { nodes { subject keyId roles } } }'
    (row,) = (await admin(world).ask(asked))["auditLog"]["nodes"]
    assert row == {"subject": "key:Power BI", "keyId": key["apiKey"]["id"], "roles": ["PLANNER"]}
