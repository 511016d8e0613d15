"""The door of GraphQL: POST /graphql."""

import asyncio
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from resolvers.context import Context
from resolvers.executor import Executor
from server.graphql import idempotency
from server.graphql.answer_cache import NOT_MODIFIED
from server.graphql.documents import Documents, Prepared
from server.graphql.errors import MOST_ERRORS, error_response, format_error
from server.graphql.execution import carried_out
from server.graphql.get_requests import asked_by_get
from server.graphql.media_types import GRAPHQL_RESPONSE, JSON, MULTIPART, negotiate_media_type
from server.graphql.multipart import multipart
from server.graphql.schema import schema
from server.http.deadlines import cancel_on_disconnect, read_within
from server.http.errors import RETRY_AFTER, TransportError
from server.http.etags import PRIVATE, if_none_match
from server.http.gzip import GZIP_HEADERS, is_gzipped_for
from server.http.metrics import CACHED_ANSWERS, GRAPHQL_ERRORS, count_batch, count_fallback
from server.http.request_id import REQUEST_ID
from server.rooms import HOUSE
from server.settings import LARGEST_BODY
from services.shared.access import Caller

documents = Documents(schema._schema)


class GraphQLEndpoint:
    """The path /graphql for every method; whatever it ends with is a GraphQL response."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        request = Request(scope, receive)
        try:
            response = await graphql(request)
        except (Exception, asyncio.CancelledError) as error:
            response = error_response(error)
        await response(scope, receive, send)


async def graphql(request: Request) -> Response:
    """Answer one GraphQL request over HTTP."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/graphiql")
    if request.method not in ("GET", "POST"):
        raise TransportError(405, "send GraphQL by POST", headers={"Allow": "GET, POST"})
    accepted = negotiate_media_type(request.headers.get("accept"))
    caller = await signed_in(request.app.state, request.headers.get("authorization"))
    asked = checked(asked_by_get(request.query_params) if request.method == "GET" else await document(request))
    context = context_of(request.app.state, caller)
    context.while_connected = partial(cancel_on_disconnect, request.receive)
    try:
        prepared = ready(context, asked)
    except GraphQLError as refused:
        return answer(_content(ExecutionResult(None, [refused]), context, asked), accepted)
    key = request.headers.get(idempotency.HEADER)
    if prepared.type is OperationType.QUERY:
        return await _answered(request, context, prepared, asked, accepted)
    if key is None:
        return answer(await execute(context, prepared, asked), accepted)

    async def keepable() -> tuple[bytes, bool]:
        content = await execute(context, prepared, asked)
        return orjson.dumps(content), "errors" not in content

    once = await idempotency.answered_once(context, key, asked, keepable)
    return answer(orjson.loads(once.content), accepted, headers=idempotency.REPLAYED if once.is_replay else {})


async def _answered(
    request: Request, context: Context, prepared: Prepared, asked: dict[str, Any], accepted: str
) -> Response:
    """The answer to a question, kept or made."""
    place = request.app.state.answer_cache.place(context.caller, prepared, asked)
    if place is not None and request.method != "POST":
        place.asked_by_get(if_none_match(request))
    result = await carried_out(schema, context, prepared, asked, place)
    named = {"ETag": place.etag, "Cache-Control": PRIVATE} if place is not None and place.etag else {}
    if isinstance(result, bytes):
        CACHED_ANSWERS.inc()
        if place is not None and is_gzipped_for(request, result):
            result = await place.zipped(result)
            named = {**named, **GZIP_HEADERS}
        return _response(result, 304 if result is NOT_MODIFIED else 200, accepted, named)
    content = _content(result, context, asked)
    response = answer(content, accepted, headers={} if "errors" in content else named)
    if place is not None and "errors" not in content:
        place.keep(bytes(response.body))
    return response


def ready(context: Context, asked: dict[str, Any]) -> Prepared:
    """The operation asked for, made ready; raises GraphQLError for what is not carried out."""
    prepared, context.cost = documents.prepared(
        asked["query"], asked.get("operationName"), asked.get("variables") or {}, context.limits
    )
    if prepared.type is OperationType.SUBSCRIPTION:
        raise GraphQLError("a subscription is not answered by POST; send it over graphql-transport-ws")
    return prepared


async def execute(context: Context, prepared: Prepared, asked: dict[str, Any]) -> dict[str, Any]:
    """Carry an operation out; returns the GraphQL response."""
    return _content(await carried_out(schema, context, prepared, asked), context, asked)


def _content(result: Any, context: Context, asked: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if result.errors:
        errors = result.errors if result.data is not None else result.errors[:MOST_ERRORS]
        content["errors"] = [format_error(error) for error in errors]
    if result.data is not None or not result.errors or any(error.path is not None for error in result.errors):
        content["data"] = result.data
    for error in content.get("errors", ()):
        GRAPHQL_ERRORS.labels(error["extensions"]["code"]).inc()
    if _wants_cost(asked):
        content["extensions"] = {"cost": {"cost": context.cost, "limit": context.limits.cost}}
    return content


async def signed_in(state: State, authorization: str | None) -> Caller:
    """Who sends a request; raises Unauthenticated."""
    caller: Caller = await state.sign_in.caller(authorization, state.database)
    return caller


def context_of(state: State, caller: Caller) -> Context:
    """What one operation of a caller knows."""
    return Context(
        caller=caller,
        database=state.database,
        notifications=state.notifications,
        house=HOUSE,
        turns=state.turns,
        large_turns=state.large_turns,
        limits=state.limits,
        seconds=state.seconds,
        request_id=REQUEST_ID.get(),
        executor=Executor if state.settings.columnar else StrawberryGraphQLCoreExecutionContext,
        count_batch=count_batch,
        count_fallback=count_fallback,
    )


async def document(request: Request) -> Any:
    """The request's JSON, with its files where it is multipart; raises TransportError for another media type."""
    return await read_within(request.app.state.settings.body_seconds, _read(request))


async def _read(request: Request) -> Any:
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() == MULTIPART:
        return await multipart(request)
    if media_type.strip() != JSON or ("charset" in parameters and "utf-8" not in parameters):
        raise TransportError(415, f"send {JSON} in UTF-8, or {MULTIPART} with files")
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST_BODY:
            raise TransportError(413, f"the request is larger than {LARGEST_BODY:,} bytes")
    try:
        return orjson.loads(bytes(read))
    except ValueError:
        raise TransportError(400, "the body is not JSON in UTF-8") from None


def checked(asked: Any) -> dict[str, Any]:
    """The GraphQL request; raises TransportError naming what is wrong with it."""
    if not isinstance(asked, dict):
        raise TransportError(400, "the body must be one JSON object; arrays of requests are not accepted")
    if not isinstance(asked.get("query"), str) or not asked["query"]:
        raise TransportError(400, "query must be a string that holds a document")
    if not isinstance(asked.get("variables"), dict | None):
        raise TransportError(400, "variables must be an object")
    if not isinstance(asked.get("operationName"), str | None):
        raise TransportError(400, "operationName must be a string")
    if not isinstance(asked.get("extensions"), dict | None):
        raise TransportError(400, "extensions must be an object")
    return asked


def _wants_cost(asked: dict[str, Any]) -> bool:
    return bool((asked.get("extensions") or {}).get("cost"))


def answer(content: dict[str, Any], media_type: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """A GraphQL response over HTTP.

    400 for a request that was not carried out, where the media type allows saying so; 503 where nothing could be
    answered without the database.
    """
    refused = "data" not in content
    status = 400 if refused and media_type == GRAPHQL_RESPONSE else 200
    if content.get("errors") and not any((content.get("data") or {}).values()) and _all_unavailable(content["errors"]):
        status = 503
    return _response(orjson.dumps(content), status, media_type, headers or {})


def _response(body: bytes, status: int, media_type: str, headers: Mapping[str, str] = MappingProxyType({})) -> Response:
    sent = {"Content-Type": f"{media_type}; charset=utf-8", "Vary": "Accept", **headers}
    return Response(body, status_code=status, headers=sent | RETRY_AFTER if status == 503 else sent)


def _all_unavailable(errors: list[dict[str, Any]]) -> bool:
    return all(error["extensions"]["code"] == "UNAVAILABLE" for error in errors)
