"""POST /graphql, from the HTTP request to the answer."""

import asyncio
from functools import partial
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from resolvers.context import Context
from server.graphql import idempotency
from server.graphql.admission import in_turn, is_large
from server.graphql.answer_cache import NOT_MODIFIED, CacheSlot, Kept
from server.graphql.context import authenticate, build_context
from server.graphql.documents import PreparedOperation
from server.graphql.errors import error_response
from server.graphql.execution import apart, execute_operation
from server.graphql.http_request import read_request
from server.graphql.http_response import bytes_response, graphql_response, response_content, with_cost
from server.graphql.media_types import negotiate_media_type
from server.graphql.replays import refused_replay
from server.graphql.request import GraphQLRequest, asks_cost, work_of
from server.graphql.schema import documents, schema
from server.http.deadlines import cancel_on_disconnect
from server.http.errors import TransportError
from server.http.etags import PRIVATE, if_none_match
from server.http.gzip import GZIP_HEADERS, accepts_gzip, is_gzipped_for
from server.http.metrics import CACHED_ANSWERS
from server.http.public_address import public_base
from server.http.sole_headers import sole_header
from services.shared.json_pieces import encoded


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
    """Answer one GraphQL request; raises what ends it before it is executed."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(f"{public_base(request) or ''}/graphiql")
    if request.method not in ("GET", "POST"):
        raise TransportError(405, "send GraphQL by POST", headers={"Allow": "GET, POST"})
    media_type = negotiate_media_type(request.headers.get("accept"))
    # Who sends a body is known before any of it is read.
    caller = await authenticate(request.app.state, sole_header(request, "Authorization"))
    graphql_request = await read_request(request, caller)
    context = build_context(request.app.state, caller)
    context.time_limit = partial(cancel_on_disconnect, request.receive)
    try:
        operation = prepare_operation(context, graphql_request)
    except GraphQLError as refusal:
        content = response_content(ExecutionResult(None, [refusal]))
        return graphql_response(with_cost(content, context, graphql_request), media_type)
    async with in_turn(request.app.state.tenant_budget, context, operation.type):
        if operation.type is OperationType.MUTATION:
            answer = partial(_answer_mutation, request, context, operation, graphql_request, media_type)
            return await apart(request.app.state.mutations, context, answer)
        answer = partial(_answer_query, request, context, operation, graphql_request, media_type)
        if not is_large(context):
            return await answer()
        context.time_limit = asyncio.timeout  # whether the client is there is known on this loop alone
        async with cancel_on_disconnect(request.receive, None):
            return await apart(request.app.state.long_answers, context, answer)


def prepare_operation(context: Context, graphql_request: GraphQLRequest) -> PreparedOperation:
    """The operation of a request, its cost noted in the context; raises GraphQLError for one that is not executed."""
    operation, context.cost = documents.prepare(graphql_request, context.limits)
    if operation.type is OperationType.SUBSCRIPTION:
        raise GraphQLError("a subscription is not answered by POST; send it over graphql-transport-ws")
    return operation


async def _answer_query(
    request: Request, context: Context, operation: PreparedOperation, graphql_request: GraphQLRequest, media_type: str
) -> Response:
    """The answer to a query: from the cache, where it may be there and is, or made and put there."""
    slot = request.app.state.answer_cache.slot_for(context.caller, operation, graphql_request)
    if slot is None:
        result = await execute_operation(schema, context, operation, graphql_request)
        return graphql_response(with_cost(response_content(result), context, graphql_request), media_type)
    if request.method == "GET":
        slot.compare_etags(if_none_match(request))
    answer = await execute_operation(schema, context, operation, graphql_request, slot)
    headers = {"ETag": slot.etag, "Cache-Control": PRIVATE} if slot.etag else {}
    if isinstance(answer, Kept):
        CACHED_ANSWERS.inc()
        return await _answer_kept(request, slot, answer, media_type, headers)
    content = response_content(answer)
    if "errors" in content:  # the next time it may go well
        return graphql_response(content, media_type)
    response = graphql_response(content, media_type, headers=headers)
    kept = await slot.put(bytes(response.body))
    if kept.is_gzipped and accepts_gzip(request):  # it was compressed to be kept: not a second time to be sent
        return await _answer_kept(request, slot, kept, media_type, headers)
    return response


async def _answer_kept(
    request: Request, slot: CacheSlot, answer: Kept, media_type: str, headers: dict[str, Any]
) -> Response:
    """A finished answer, compressed for whoever reads that."""
    if answer is NOT_MODIFIED:
        return bytes_response(b"", 304, media_type, headers)
    if (answer.is_gzipped and accepts_gzip(request)) or is_gzipped_for(request, answer.body):
        return bytes_response(await slot.gzipped(answer), 200, media_type, {**headers, **GZIP_HEADERS})
    return bytes_response(await slot.plain(answer), 200, media_type, headers)


async def _answer_mutation(
    request: Request, context: Context, operation: PreparedOperation, graphql_request: GraphQLRequest, media_type: str
) -> Response:
    """The answer to a mutation: the one it got before, where the client repeats a request by its Idempotency-Key."""
    key = sole_header(request, idempotency.HEADER)
    told = partial(with_cost, context=context, graphql_request=graphql_request)

    async def execute() -> dict[str, Any]:
        return response_content(await execute_operation(schema, context, operation, graphql_request))

    if key is None or operation.errors:
        return graphql_response(told(await execute()), media_type)
    answer = await idempotency.execute_once(context, key, work_of(graphql_request), execute)
    if not isinstance(answer, idempotency.Replay):
        return graphql_response(told(answer), media_type)
    refusal = await refused_replay(schema, context, operation, graphql_request)
    if refusal is not None:
        return graphql_response(told(response_content(refusal)), media_type)
    body = encoded(told(orjson.loads(answer.body))) if asks_cost(graphql_request) else answer.body
    return bytes_response(body, 200, media_type, headers=idempotency.REPLAYED)
