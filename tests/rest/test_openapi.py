"""The OpenAPI document: valid, about every path there is, made of the catalogue, and true of what is answered."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from starlette.routing import Route

from server.app import create_app
from server.commands.postgres import Addresses
from server.graphql.idempotency import HEADER
from server.rest import arguments, uploads
from server.rest.access import KEY
from server.rest.openapi import document
from server.rest.reports import PREFIX
from server.rooms import HOUSE
from server.settings import Settings
from services.shared.report import FlatReport, NestedReport
from tests.conftest import Client
from tests.support.api import settings_for, token

ADDRESS = "/api/openapi.json"
SAID = document(Settings(_env_file=None))
OPERATIONS = {path: operation for path, item in SAID["paths"].items() for operation in item.values()}
NOT_REST = {"/", "/graphql", "/graphiql", "/graphiql/examples.json", "/graphiql/static/{file}"} | {
    "/odata", "/odata/{path:anything}",  # which describes itself
}  # fmt: skip
TABLES = [report for report in HOUSE.reports if isinstance(report, FlatReport)]
FLAT = [report.path for report in TABLES]
ALSO_NESTED = [report.path for report in TABLES if report.nested is not None]
ONLY_NESTED = [report.path for report in HOUSE.reports if isinstance(report, NestedReport)]


def expect_as_described(response: httpx.Response, path: str, *, method: str = "get") -> None:
    """The answer's status, media type, headers and JSON are what the document says."""
    answers = SAID["paths"][path][method]["responses"]
    described = answers[str(response.status_code)]
    if "$ref" in described:
        described = SAID["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    content = described.get("content", {})
    assert not content or response.headers["content-type"] in content
    assert all(name in response.headers for name in described.get("headers", {}))
    if response.headers.get("content-type") == "application/json":
        schema = {**content["application/json"]["schema"], "components": SAID["components"]}
        OAS31Validator(schema).validate(response.json())


def test_the_document_is_valid() -> None:
    validate(SAID)


def test_every_path_is_in_it_and_no_other(sample: Addresses) -> None:
    app = create_app(settings_for(sample.service))
    there = {route.path for route in app.routes if isinstance(route, Route)} - NOT_REST
    assert {path for path in there if path.startswith("/api")} > {f"{PREFIX}{name}" for name in FLAT}
    assert there == set(SAID["paths"])


def test_every_argument_is_described_with_its_limits() -> None:
    described = {one["name"]: one for operation in OPERATIONS.values() for one in operation.get("parameters", ())}
    of_downloads = {argument.name for download in HOUSE.downloads for argument in download.arguments}
    of_uploads = {argument.name for argument in uploads.ARGUMENTS} | {HEADER}
    of_reports = {one.name for report in HOUSE.reports for one in arguments.accepted_of(report)}
    assert set(described) == of_reports | of_downloads | of_uploads | {"id"}
    assert all(one["schema"] for one in described.values())
    assert described["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": arguments.LARGEST}
    assert SAID["components"]["securitySchemes"][KEY]["name"] == KEY


def test_every_path_but_those_of_operators_asks_for_sign_in() -> None:
    assert {path for path, operation in OPERATIONS.items() if "401" not in operation["responses"]} == {
        path for path, operation in OPERATIONS.items() if operation.get("security") == []
    } == {"/healthz", "/readyz", "/metrics"}  # fmt: skip


async def test_a_new_report_is_described_by_itself(sample: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    new = replace(TABLES[0], path="/anything-new")
    monkeypatch.setitem(vars(HOUSE), "reports", [*HOUSE.reports, new])
    app = create_app(settings_for(sample.service))
    headers = {"Authorization": f"Bearer {token('VIEWER')}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://headroom.test") as http:
        said = (await http.get(ADDRESS, headers=headers)).json()
        answer = await http.get(f"{PREFIX}/anything-new?limit=1", headers=headers)
        await app.state.database.close()
    assert answer.status_code == 200
    assert said["paths"][f"{PREFIX}/anything-new"]["get"]["summary"] == new.summary


async def test_it_is_for_whoever_is_signed_in(sample_client: Client) -> None:
    assert (await sample_client(anonymous=True).get(ADDRESS)).status_code == 401
    client = sample_client("PRODUCTION_STAFF")
    response = await client.get(ADDRESS)
    assert (response.status_code, response.json()) == (200, SAID)
    headers = {**client.headers, "If-None-Match": response.headers["etag"]}
    again = await client.http.get(ADDRESS, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in response.headers["cache-control"]


async def test_the_servers_address_is_the_configured_one() -> None:
    assert SAID["servers"] == [{"url": "/"}]
    settings = Settings(public_url="https://plan.example/", _env_file=None)
    assert document(settings)["servers"] == [{"url": "https://plan.example"}]


NESTED = {path: {} for path in ONLY_NESTED} | {path: {"format": "nested"} for path in ALSO_NESTED}
FORMS: list[tuple[str, dict[str, Any]]] = [
    *NESTED.items(),
    *((path, {"format": form, "limit": 2}) for path in FLAT for form in ("json", "records", "csv", "ndjson", "xlsx")),
    ("/capacity-by-tier", {"limit": 0}),
    ("/comparison", {"against": "1999-01"}),
    ("/monthly-summary.xlsx", {"state": "FL"}),
]


@pytest.mark.parametrize(("path", "asked"), FORMS, ids=[f"{path} {asked}" for path, asked in FORMS])
async def test_answers_are_as_described(sample_client: Client, path: str, asked: dict[str, Any]) -> None:
    expect_as_described(await sample_client("REPORTING").get(PREFIX + path, **asked), PREFIX + path)
    expect_as_described(await sample_client(anonymous=True).get(PREFIX + path, **asked), PREFIX + path)
    expect_as_described(await sample_client("PRODUCTION_STAFF").get(PREFIX + path, **asked), PREFIX + path)


async def test_an_entry_that_is_not_there_is_as_described(sample_client: Client) -> None:
    path = "/api/history-log/{id}/download"
    expect_as_described(await sample_client("VIEWER").get(path.format(id="nothing")), path)
    for name in ("/healthz", "/readyz", "/metrics"):
        expect_as_described(await sample_client(anonymous=True).get(name), name)
