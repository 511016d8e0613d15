"""Each role against each root field and path, by the table of permissions; a refusal names what is missing."""

import pytest
from graphql import build_schema

from server.graphql import schema
from tests.conftest import Client

SUMMARY = "/api/v2/reports/powerbi/monthly-summary"

# The table as planners know it: which roles carry which permission.
TABLE = {
    "WORKFORCE.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING PPIC_MANAGER",
    "WORKFORCE.EDIT": "ADMIN PLANNER",
    "FORECAST.EDIT": "ADMIN PLANNER",
    "CONFIG.EDIT": "ADMIN PLANNER",
    "HISTORY.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING",
    "SUPPLY.VIEW": "ADMIN PLANNER MANAGER VIEWER REPORTING PRODUCTION_MANAGER PPIC_MANAGER",
    "SUPPLY.EDIT": "ADMIN PLANNER",
    "SUPPLY.APPROVE": "ADMIN MANAGER",
    "PRODUCTION.INPUT": "ADMIN PRODUCTION_STAFF PRODUCTION_SPV",
    "PRODUCTION.VIEW": "ADMIN MANAGER PRODUCTION_STAFF PRODUCTION_SPV PRODUCTION_MANAGER",
    "PRODUCTION.MODIFY": "ADMIN PRODUCTION_SPV PRODUCTION_MANAGER",
    "PRODUCTION.APPROVE": "ADMIN MANAGER PRODUCTION_MANAGER",
    "PPIC.VIEW": "ADMIN MANAGER PPIC_MANAGER",
    "ADMIN": "ADMIN",
}
ROLES = (
    "ADMIN", "PLANNER", "MANAGER", "VIEWER", "REPORTING",
    "PRODUCTION_STAFF", "PRODUCTION_SPV", "PRODUCTION_MANAGER", "PPIC_MANAGER",
)  # fmt: skip
RESOURCE, REPORT = "UmVzb3VyY2U6Mg", "UmVwb3J0OjI"
NEEDED = {
    "capacityTiers { id }": "WORKFORCE.VIEW",
    "monthConfigurations(year: 2025) { id }": "WORKFORCE.VIEW",
    "weekConfigurations(year: 2025) { id }": "WORKFORCE.VIEW",
    'resource(cn: "CN10002") { id }': "WORKFORCE.VIEW",
    "resources(first: 1) { nodes { id } }": "WORKFORCE.VIEW",
    'assignment(id: "QXNzaWdubWVudDox") { id }': "WORKFORCE.VIEW",
    "assignments(first: 1) { nodes { id } }": "WORKFORCE.VIEW",
    "historyLog { total }": "HISTORY.VIEW",
    "apiKeys { id }": "ADMIN",
    "auditLog(first: 1) { nodes { at } }": "ADMIN",
    "reports { id }": "WORKFORCE.VIEW",
    'report(value: "2025-04") { id }': "WORKFORCE.VIEW",
    f'node(id: "{RESOURCE}") {{ id }}': "WORKFORCE.VIEW",
    f'node(id: "{REPORT}") {{ id }}': "WORKFORCE.VIEW",
    'node(id: "nothing") { id }': None,
    "viewer { subject }": None,
}


def allowed(role: str, permission: str | None) -> bool:
    return permission is None or role in TABLE[permission].split()


def test_every_root_field_is_in_the_table() -> None:
    fields = set(build_schema(schema.as_str()).query_type.fields)  # type: ignore[union-attr]
    assert {asked.split("(")[0].split()[0] for asked in NEEDED} == fields


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_has_the_permissions_of_the_table(sample_client: Client, role: str) -> None:
    answer = await sample_client(role).ask("{ viewer { roles permissions } }")
    permissions = sorted(permission for permission in TABLE if allowed(role, permission))
    assert answer["viewer"] == {"roles": [role], "permissions": permissions}


@pytest.mark.parametrize("asked", NEEDED, ids=lambda asked: asked.split(" ")[0])
@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_an_answer_or_the_name_of_what_it_lacks(sample_client: Client, role: str, asked: str) -> None:
    response = await sample_client(role).post(f"{{ {asked} }}")
    answer, needed = response.json(), NEEDED[asked]
    assert response.status_code == 200
    if allowed(role, needed):
        assert "errors" not in answer
        return
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "FORBIDDEN", "permission": needed}
    assert str(needed) in error["message"]
    assert not any((answer["data"] or {}).values())


@pytest.mark.parametrize("role", ROLES)
async def test_rest_obeys_the_same_lines(sample_client: Client, role: str) -> None:
    response = await sample_client(role).get(SUMMARY, limit=1)
    if allowed(role, "WORKFORCE.VIEW"):
        assert response.status_code == 200
        return
    assert response.status_code == 403
    assert response.json() == {
        "code": "FORBIDDEN",
        "message": "permission WORKFORCE.VIEW is required",
        "permission": "WORKFORCE.VIEW",
    }


async def test_several_roles_allow_what_any_of_them_does(sample_client: Client) -> None:
    client = sample_client("PRODUCTION_STAFF", "PPIC_MANAGER")
    assert len((await client.ask("{ reports { id } }"))["reports"]) == 2


async def test_what_is_allowed_beside_what_is_not_is_answered(sample_client: Client) -> None:
    answer = (
        await sample_client("PRODUCTION_STAFF").post('{ viewer { roles } report(value: "2025-04") { id } }')
    ).json()
    assert answer["data"] == {"viewer": {"roles": ["PRODUCTION_STAFF"]}, "report": None}
    assert [error["path"] for error in answer["errors"]] == [["report"]]
