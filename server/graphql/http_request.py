"""Reading a GraphQL request from HTTP: JSON or multipart by POST, a query string by GET."""

from codecs import BOM_UTF8
from typing import Any

import orjson
from starlette.requests import Request

from server.graphql.get_requests import parse_query_string, require_by_get
from server.graphql.known_documents import KnownDocuments
from server.graphql.media_types import JSON, MULTIPART
from server.graphql.multipart import read_multipart
from server.graphql.request import GraphQLRequest, check_request
from server.http.bodies import body_of, content_type
from server.http.deadlines import read_within
from server.http.errors import TransportError
from server.settings import LARGEST_BODY
from services.shared.access import Caller

COST = "Headroom-Cost"


async def read_request(request: Request, caller: Caller) -> GraphQLRequest:
    """The GraphQL request that a caller's HTTP request carries; raises TransportError for one that is none."""
    known: KnownDocuments = request.app.state.known_documents
    if request.method == "GET":
        content = check_request(parse_query_string(request.query_params))
        found = known.find(_with_headers(content, request), caller.tenant_id, by_get=True)
        require_by_get(found.request["query"], is_known=found.is_known)
        return found.request
    content = check_request(await read_within(request.app.state.settings.body_seconds, _read_body(request)))
    return known.find(_with_headers(content, request), caller.tenant_id).request


def _with_headers(content: dict[str, Any], request: Request) -> dict[str, Any]:
    """A request with what a header asks of its answer, for clients that write no extensions."""
    if request.headers.get(COST, "") in ("", "0"):
        return content
    return {**content, "extensions": {**(content.get("extensions") or {}), "cost": True}}


async def _read_body(request: Request) -> Any:
    said = content_type(request)
    if said.media_type == MULTIPART:
        return await read_multipart(request)
    if said.media_type != JSON or not said.is_utf8:
        raise TransportError(415, f"send {JSON} in UTF-8, or {MULTIPART} with files")
    body = await body_of(request, most=LARGEST_BODY, too_long=f"the request is larger than {LARGEST_BODY:,} bytes")
    try:
        return orjson.loads(body.removeprefix(BOM_UTF8))  # some write one, and RFC 8259 lets us look past it
    except ValueError:
        raise TransportError(400, "the body is not JSON in UTF-8") from None
