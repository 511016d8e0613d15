"""The OpenAPI document of the REST paths, made of the reports and downloads there are: a new one needs nothing here."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.http.etags import PRIVATE, etag_of, if_none_match
from server.http.public_address import public_base
from server.release import VERSION
from server.render.flat import WORKBOOK
from server.rest.access import KEY, allowed
from server.rest.imports import path_of
from server.rest.openapi_components import FILE, KEY_OF_REQUEST, RESPONSES, SCHEMAS
from server.rest.openapi_reports import nested_form, parameter, report_content, report_parameters
from server.rest.reports import PREFIX
from server.rest.uploads import ARGUMENTS as UPLOADS
from server.rest.uploads import SUFFIXES
from server.rooms import HOUSE
from server.settings import Settings
from services.shared.access import SignedIn
from services.shared.download import Download
from services.shared.import_kinds import AnyImportKind
from services.shared.json_schema import TEXT, Schema, exactly, listed, named
from services.shared.report import FlatReport, Report
from services.shared.template_workbook import PATH as TEMPLATES

PATH = "/api/openapi.json"
JSON = "application/json"
SIGN_IN = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "a token or an API key"},
    "basic": {"type": "http", "scheme": "basic", "description": "any name, with a token or an API key as password"},
    KEY: {"type": "apiKey", "in": "query", "name": KEY, "description": "an API key, where no header can be sent"},
}
Operation = dict[str, Any]


def document(settings: Settings, *, base: str | None = None) -> dict[str, Any]:
    """The whole document, for whoever sees the server at the address `base`, if that is known."""
    operations = {PREFIX + report.path: _report(report) for report in HOUSE.reports}
    operations |= {download.path: _download(download) for download in HOUSE.downloads}
    operations |= {TEMPLATES: _templates(), PATH: _this()} | _open(metrics=settings.metrics)
    schemas = SCHEMAS | _schemas(HOUSE.reports)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Headroom over REST",
            "version": VERSION,
            "description": "Capacity reports for tools that cannot speak GraphQL.",
        },
        "servers": [{"url": base or (settings.public_url or "").rstrip("/") or "/"}],
        "security": [{scheme: []} for scheme in SIGN_IN],
        "paths": {path: {"get": operation} for path, operation in operations.items()} | _imports(),
        "components": {"schemas": schemas, "responses": RESPONSES, "securitySchemes": SIGN_IN},
    }


def openapi_routes(settings: Settings) -> list[BaseRoute]:
    """The path of the document, for whoever is signed in."""

    @lru_cache(maxsize=16)
    def content_at(base: str | None) -> bytes:
        return orjson.dumps(document(settings, base=base))

    async def show(request: Request) -> Response:
        await allowed(request, SignedIn.ANYONE)
        content = content_at(public_base(request))
        headers = {"ETag": etag_of(content), "Cache-Control": PRIVATE}
        if headers["ETag"] in if_none_match(request):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=JSON, headers=headers)

    return [Route(PATH, show, methods=["GET"])]


def _schemas(reports: Iterable[Report]) -> dict[str, Schema]:
    """What the nested forms look like, and all that they refer to, by name."""
    forms = [form for report in reports if (form := nested_form(report)) is not None]
    return {name: schema for form in forms for name, schema in form.schemas.items()}


def _report(report: Report) -> Operation:
    answers = _answers(report_content(report), 400, 401, 403, 429, 503) | _known()
    made = _operation(report.path or "/reports", report.summary, answers, needs=report.permission)
    if isinstance(report, FlatReport):
        more = f"; where every report is asked for, by {', '.join(report.across)} too" if report.across else ""
        made["description"] += f" Rows are merged by {', '.join(report.key)}{more}."
    return {**made, "parameters": report_parameters(report)}


def _download(download: Download[Any]) -> Operation:
    answers = _answers({WORKBOOK: {"schema": {**TEXT, "contentMediaType": WORKBOOK}}}, 400, 401, 403, 404, 429, 503)
    made = _operation(download.name, download.summary, answers, needs=download.permission)
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": schema} for name, schema in download.parameters.items()
    ]
    return {**made, "parameters": [*parameters, *map(parameter, download.arguments)]}


def _templates() -> Operation:
    content = _json(exactly(templates=listed(named("Template"))))
    answers = _answers(content, 400, 401, 503)
    return _operation("templates", "Which workbooks there are to be filled in and imported.", answers)


def _imports() -> dict[str, Any]:
    """What takes workbooks of ours that come back."""
    return {path_of(kind): {"post": _import(kind)} for kind in HOUSE.returned}


def _import(kind: AnyImportKind) -> Operation:
    answers = _answers(_json(named("ImportPreview")), 400, 401, 403, 408, 413, 415, 422, 429, 503)
    summary = f"Check a workbook that {PREFIX}{kind.workbook} gave and somebody edited; nothing is applied yet."
    made = _operation(f"import-{kind.label}", summary, answers, needs=" and ".join(kind.permissions))
    body = {"required": True, "content": {media_type: {"schema": FILE} for media_type in SUFFIXES}}
    return {**made, "parameters": [*map(parameter, UPLOADS), KEY_OF_REQUEST], "requestBody": body}


def _this() -> Operation:
    return _operation("/openapi", "This document.", _answers(_json({"type": "object"}), 400, 401, 503) | _known())


def _open(*, metrics: bool) -> dict[str, Operation]:
    """What operators ask without signing in."""
    status = _json(named("Status"))
    ready = {**_answers(status), "503": {"description": "The database is away or not migrated.", "content": status}}
    found = {
        "/healthz": _operation("/healthz", "Whether the process is alive.", _answers(status)),
        "/readyz": _operation("/readyz", "Whether the database is reachable and migrated.", ready),
    }
    if metrics:
        found["/metrics"] = _operation(
            "/metrics", "Figures for Prometheus.", _answers({CONTENT_TYPE_LATEST: {"schema": TEXT}})
        )
    return {path: {**operation, "security": []} for path, operation in found.items()}


def _operation(name: str, summary: str, answers: Schema, *, needs: str | None = None) -> Operation:
    made = {"operationId": name.strip("/").replace("/", "-"), "summary": summary, "responses": answers}
    return made if needs is None else {**made, "description": f"Needs the permission {needs}."}


def _answers(content: Schema, *errors: int) -> Schema:
    refused = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*errors, 431)}
    return {"200": {"description": "What was asked for.", "content": content}, **refused}


def _known() -> Schema:
    return {"304": {"$ref": "#/components/responses/304"}}


def _json(schema: Schema) -> Schema:
    return {JSON: {"schema": schema}}
