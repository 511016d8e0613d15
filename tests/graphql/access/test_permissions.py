"""Each role against each root field, object and path, by the matrix; for subscriptions see test_streams.py."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from graphql import OperationType
from starlette.routing import Route

from schema.shared.node import global_id
from server.commands.postgres import Addresses
from tests.conftest import Client
from tests.graphql.access.matrix import ANYONE, FIELDS, NODES, OPEN, PATHS, ROLES, TABLE, UPLOADS, allowed, lacks
from tests.support.api import Api, token
from tests.support.cluster import EMPTY, Cluster
from tests.support.neighbour import uploaded
from tests.support.slots import ROOTS, SCHEMA, document, example_arguments
from tests.support.twins import served

NO_ID = "00000000-0000-0000-0000-000000000000"
ASKED = [
    (operation, field) for operation in (OperationType.QUERY, OperationType.MUTATION) for field in ROOTS[operation]
]
# What is refused where there is nothing that could be asked about.
REFUSED = {"compareSupplyForecasts": {"BAD_REQUEST"}}
UNKNOWN = {"anything": "else"}  # an argument that no path has: whoever may ask is refused for it, and renders nothing
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def nothing(cluster: Cluster) -> Iterator[Addresses]:
    """A database without data: who is refused needs none, and who is not finds none."""
    with cluster.clone(EMPTY) as addresses:
        yield addresses


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def door(nothing: Addresses) -> AsyncIterator[tuple[httpx.AsyncClient, Any]]:
    """The application over it."""
    async with served(nothing) as found:
        yield found


async def asked(client: Api, operation: OperationType, field: str) -> httpx.Response:
    """The answer to an example of a root field."""
    given = dict(example_arguments(operation, field))
    if "file" not in given:
        body = document(operation, field, given)
        return await client.http.post("/graphql", json=body, headers=client.headers)
    del given["file"]
    response: httpx.Response = await uploaded(client, field, "preview { id }", given, "CN\n")
    return response


def codes(response: httpx.Response) -> set[str]:
    return {error["extensions"]["code"] for error in response.json().get("errors", ())}


def paths_of(app: Any) -> set[str]:
    return {route.path for route in app.routes if isinstance(route, Route) and route.path != "/graphql"}


@pytest.mark.quick
async def test_the_matrix_knows_every_root_field_and_path(door: Any) -> None:
    assert {operation.value: set(fields) for operation, fields in ROOTS.items()} == {
        operation: set(fields) for operation, fields in FIELDS.items()
    }
    # What a role may read by OData is asked set by set: tests/rest/odata/test_forms.py; and what it may send back by
    # REST in tests/rest/test_imports.py.
    paths = {path for path in paths_of(door[1]) if not path.startswith(("/graphiql/", "/odata"))}
    assert paths == set(PATHS) | OPEN | set(UPLOADS)


@pytest.mark.parametrize("role", ROLES)
async def test_the_matrix_says_what_a_role_may_ask(door: Any, role: str) -> None:
    client = Api(door[0], token(role))
    for operation, field in ASKED:
        if field == "node":
            continue  # asks what the object's type asks: see below
        response, needed = await asked(client, operation, field), FIELDS[operation.value][field]
        assert response.status_code == 200, field
        if allowed(role, needed):
            assert codes(response) == REFUSED.get(field, set()), field
            continue
        (error,) = response.json()["errors"]
        lacked = lacks(role, needed)
        assert error["extensions"] == {"code": "FORBIDDEN", "permission": lacked}, field
        assert str(lacked) in error["message"]
        assert not any((response.json()["data"] or {}).values()), field


@pytest.mark.parametrize("role", ROLES)
async def test_the_matrix_says_which_objects_a_role_may_ask_for(door: Any, role: str) -> None:
    client = Api(door[0], token(role))
    for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"]):  # type: ignore[arg-type]
        needed = NODES[type_.name]
        answer = (await client.post(f'{{ node(id: "{global_id(type_.name, 1)}") {{ id }} }}')).json()
        refused = [error["extensions"] for error in answer.get("errors", ())]
        expected = [] if allowed(role, needed) else [{"code": "FORBIDDEN", "permission": needed}]
        assert refused == expected, type_.name


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_the_matrix_says_which_paths_a_role_may_ask(door: Any, role: str, method: str) -> None:
    client = Api(door[0], token(role))
    for path, needed in PATHS.items():
        given = UNKNOWN if path.endswith(".xlsx") and role != "ADMIN" else {}
        response = await client.http.request(method, path.format(id=NO_ID), headers=client.headers, params=given)
        if allowed(role, needed):
            assert response.status_code in ((200,) if needed is ANYONE else (200, 400, 404)), path
            continue
        assert response.status_code == 403, path
        said = {"code": "FORBIDDEN", "message": f"permission {needed} is required", "permission": needed}
        assert method == "HEAD" or response.json() == said, path


async def test_the_matrix_knows_nobody_who_is_not_signed_in(door: Any) -> None:
    client = Api(door[0], None)
    for operation, field in ASKED:
        response = await asked(client, operation, field)
        assert (response.status_code, codes(response)) == (401, {"UNAUTHENTICATED"}), field
    for path in PATHS:
        refused = await client.get(path.format(id=NO_ID))
        assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHENTICATED"), path


async def test_the_matrix_gives_each_role_its_permissions(door: Any) -> None:
    for role in ROLES:
        viewer = (await Api(door[0], token(role)).ask("{ viewer { roles permissions } }"))["viewer"]
        assert viewer == {"roles": [role], "permissions": sorted(one for one in TABLE if allowed(role, one))}


async def test_several_roles_allow_what_any_of_them_does(sample_client: Client) -> None:
    client = sample_client("PRODUCTION_STAFF", "PPIC_MANAGER")
    assert len((await client.ask("{ reports { id } }"))["reports"]) == 2


async def test_what_is_allowed_beside_what_is_not_is_answered(sample_client: Client) -> None:
    answer = (
        await sample_client("PRODUCTION_STAFF").post('{ viewer { roles } report(value: "2025-04") { id } }')
    ).json()
    assert answer["data"] == {"viewer": {"roles": ["PRODUCTION_STAFF"]}, "report": None}
    assert [error["path"] for error in answer["errors"]] == [["report"]]
