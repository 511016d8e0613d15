"""Reading a GraphQL request from HTTP: JSON or multipart by POST, a query string by GET."""

from codecs import BOM_UTF8
from typing import Any

import orjson
from starlette.requests import Request

from server.graphql.get_requests import parse_query_string
from server.graphql.media_types import JSON, MULTIPART
from server.graphql.multipart import read_multipart
from server.graphql.request import GraphQLRequest, check_request
from server.http.deadlines import read_within
from server.http.errors import TransportError
from server.settings import LARGEST_BODY


async def read_request(request: Request) -> GraphQLRequest:
    """The GraphQL request that an HTTP request carries; raises TransportError for one that is none."""
    if request.method == "GET":
        return check_request(parse_query_string(request.query_params))
    return check_request(await read_within(request.app.state.settings.body_seconds, _read_body(request)))


async def _read_body(request: Request) -> Any:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() == MULTIPART:
        return await read_multipart(request)
    if media_type.strip() != JSON or ("charset" in parameters and "utf-8" not in parameters):
        raise TransportError(415, f"send {JSON} in UTF-8, or {MULTIPART} with files")
    body = bytearray()
    # Counted while it arrives: Content-Length may be missing, or be no more than a promise.
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TransportError(413, f"the request is larger than {LARGEST_BODY:,} bytes")
    try:
        return orjson.loads(bytes(body).removeprefix(BOM_UTF8))  # some write one, and RFC 8259 lets us look past it
    except ValueError:
        raise TransportError(400, "the body is not JSON in UTF-8") from None
