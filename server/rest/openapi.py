"""The OpenAPI document of the REST paths, made of the catalogue and the arguments: a report row needs nothing here."""

from importlib.metadata import version
from typing import Any

import orjson
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from db.shared.enums import Permission
from server.http.etags import PRIVATE, etag_of, if_none_match
from server.render.flat import FORMS, NESTED, WORKBOOK, Format
from server.rest import downloads, reports
from server.rest.access import KEY, allowed
from server.rest.answers import RESPONSES, SCHEMAS, TEXT, Schema, named
from server.rest.arguments import ARGUMENTS, Argument
from server.rest.catalogue import FLAT, Build
from server.settings import Settings
from services.shared.access import SignedIn

PATH = "/api/openapi.json"
JSON = "application/json"
PAGED = ("updated_since", "limit", "offset", "format")
COMPARING = ("/comparison",)
# What the nested forms look like is written in answers.py; one that is not there is described as any object.
NESTED_FORMS = {
    reports.HIERARCHY: "Hierarchy",
    reports.CHARTS: "Charts",
    "/capacity-by-tier": "Tiers",
    "/comparison": "Comparison",
}
SIGN_IN = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "a token or an API key"},
    "basic": {"type": "http", "scheme": "basic", "description": "any name, with a token or an API key as password"},
    KEY: {"type": "apiKey", "in": "query", "name": KEY, "description": "an API key, where no header can be sent"},
}
Operation = dict[str, Any]


def document(settings: Settings) -> dict[str, Any]:
    """The whole document."""
    operations = _reports() | {downloads.PATH: _download(), PATH: _this()} | _open(metrics=settings.metrics)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Headroom over REST",
            "version": version("headroom"),
            "description": "Capacity reports for tools that cannot speak GraphQL.",
        },
        "servers": [{"url": (settings.public_url or "").rstrip("/") or "/"}],
        "security": [{scheme: []} for scheme in SIGN_IN],
        "paths": {path: {"get": operation} for path, operation in operations.items()},
        "components": {"schemas": SCHEMAS, "responses": RESPONSES, "securitySchemes": SIGN_IN},
    }


def openapi_routes(settings: Settings) -> list[BaseRoute]:
    """The path of the document, for whoever is signed in."""
    content = orjson.dumps(document(settings))
    headers = {"ETag": etag_of(content), "Cache-Control": PRIVATE}

    async def show(request: Request) -> Response:
        await allowed(request, SignedIn.ANYONE)
        if headers["ETag"] in if_none_match(request):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=JSON, headers=headers)

    return [Route(PATH, show, methods=["GET"])]


def _reports() -> dict[str, Operation]:
    found = {name: _flat(name, build) for name, build in FLAT.items()}
    found |= {
        name: _report(name, "The nested form of the dashboard.", _json(_nested(name))) for name in reports.ONLY_NESTED
    }
    workbook = "A workbook for people: by demand, the tree, and the data."
    found[reports.WORKBOOK_PATH] = _report(reports.WORKBOOK_PATH, workbook, {WORKBOOK: _file(WORKBOOK)})
    return {reports.PREFIX + name: operation for name, operation in found.items()}


def _flat(name: str, build: Build) -> Operation:
    """A flat report in all its forms; its docstring says what its rows are."""
    more, json = {key: ARGUMENTS[key] for key in PAGED}, [named("Table"), named("Records")]
    if name in reports.ALSO_NESTED:
        json.append(_nested(name))
        more["format"] = more["format"]._replace(schema={**more["format"].schema, "enum": [*Format, NESTED]})
    if name in COMPARING:
        more["against"] = ARGUMENTS["against"]
    content = {form.media_type: _file(form.media_type) for form in FORMS.values()} | _json({"anyOf": json})
    return _report(name, build.__doc__ or name, content, more)


def _nested(name: str) -> Schema:
    return named(NESTED_FORMS[name]) if name in NESTED_FORMS else {"type": "object"}


def _report(name: str, summary: str, content: Schema, more: dict[str, Argument] | None = None) -> Operation:
    narrowing = {key: one for key, one in ARGUMENTS.items() if one.is_repeatable}
    arguments = {"report": ARGUMENTS["report"], **narrowing, **(more or {})}
    answers = _answers(content, 400, 401, 403, 503) | _known()
    made = _operation(name, summary, answers, needs=reports.Report.permission)
    return {**made, "parameters": [_parameter(key, argument) for key, argument in arguments.items()]}


def _download() -> Operation:
    id_ = {"name": "id", "in": "path", "required": True, "schema": {**TEXT, "format": "uuid"}}
    answers = _answers({WORKBOOK: _file(WORKBOOK)}, 401, 403, 404, 503)
    made = _operation(
        "/history-log", "An entry of the history log as a workbook.", answers, needs=Permission.HISTORY_VIEW
    )
    return {**made, "parameters": [id_]}


def _this() -> Operation:
    return _operation("/openapi", "This document.", _answers(_json({"type": "object"}), 401, 503) | _known())


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


def _operation(name: str, summary: str, answers: Schema, *, needs: Permission | None = None) -> Operation:
    made = {"operationId": name.strip("/").replace("/", "-"), "summary": summary, "responses": answers}
    return made if needs is None else {**made, "description": f"Needs the permission {needs}."}


def _parameter(name: str, argument: Argument) -> Schema:
    schema = {"type": "array", "items": argument.schema} if argument.is_repeatable else argument.schema
    return {"name": name, "in": "query", "description": argument.description, "schema": schema}


def _answers(content: Schema, *errors: int) -> Schema:
    refused = {str(status): {"$ref": f"#/components/responses/{status}"} for status in errors}
    return {"200": {"description": "What was asked for.", "content": content}, **refused}


def _known() -> Schema:
    return {"304": {"$ref": "#/components/responses/304"}}


def _json(schema: Schema) -> Schema:
    return {JSON: {"schema": schema}}


def _file(media_type: str) -> Schema:
    return {"schema": {**TEXT, "contentMediaType": media_type}}
