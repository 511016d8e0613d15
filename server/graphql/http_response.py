"""A GraphQL response over HTTP: its content, its status and its headers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from graphql import ExecutionResult
from starlette.responses import Response

from db.freeing import CONTAINERS, free
from resolvers.context import Context
from server.graphql.errors import MOST_ERRORS, format_errors
from server.graphql.media_types import GRAPHQL_RESPONSE
from server.graphql.request import GraphQLRequest, asks_cost
from server.http.errors import RETRY_AFTER
from server.http.metrics import GRAPHQL_ERRORS
from services.shared.json_pieces import encoded

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def response_content(result: ExecutionResult) -> dict[str, Any]:
    """The GraphQL response of a result: data and errors.

    An operation that was never executed has no data, not even null.
    """
    content: dict[str, Any] = {}
    if result.errors:
        errors = result.errors if result.data is not None else result.errors[:MOST_ERRORS]
        content["errors"] = format_errors(errors)
    if result.data is not None or not result.errors or any(error.path is not None for error in result.errors):
        content["data"] = result.data
    for error in content.get("errors", ()):
        GRAPHQL_ERRORS.labels(error["extensions"]["code"]).inc()
    return content


def with_cost(content: dict[str, Any], context: Context, graphql_request: GraphQLRequest) -> dict[str, Any]:
    """A GraphQL response with what it cost, where the request asks for that; no answer is kept with it."""
    told = cost_told(context, graphql_request)
    return {**content, "extensions": {**content.get("extensions", {}), **told}} if told else content


def cost_told(context: Context, graphql_request: GraphQLRequest) -> dict[str, Any]:
    """What an operation costs and may cost, and what is left of its tenant's budget, where the request asks for it."""
    if not asks_cost(graphql_request):
        return {}
    return {"cost": {"cost": context.cost, "limit": context.limits.cost}, "budget": dict(context.budget())}


def graphql_response(content: dict[str, Any], media_type: str, *, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """The answer with this content.

    Its status is 200, whatever fields may have failed; 400 for a request that was not executed, where the media type
    allows saying so; and 503 where nothing could be answered without the database.
    """
    status = 400 if "data" not in content and media_type == GRAPHQL_RESPONSE else 200
    if content.get("errors") and not any((content.get("data") or {}).values()) and _all_unavailable(content["errors"]):
        status = 503
    body = encoded(content)
    free(*(part for part in content.values() if type(part) in CONTAINERS))
    return bytes_response(body, status, media_type, headers)


def bytes_response(body: bytes, status: int, media_type: str, headers: Mapping[str, str] = NO_HEADERS) -> Response:
    """The answer with a body that is JSON already."""
    # Caches on the way must not give one client the media type that another one asked for.
    all_headers = {"Content-Type": f"{media_type}; charset=utf-8", "Vary": "Accept", **headers}
    return Response(body, status_code=status, headers=all_headers | RETRY_AFTER if status == 503 else all_headers)


def _all_unavailable(errors: list[dict[str, Any]]) -> bool:
    return all(error["extensions"]["code"] == "UNAVAILABLE" for error in errors)
