"""Workbooks sent back over REST: POST with the file answers the preview that GraphQL would, as JSON.

A page of another site can make a browser send a form, with the password that the browser keeps for us. So no form is
taken, but the file alone, of a media type for which a browser asks first whether it may.
"""

import asyncio
from functools import partial
from hashlib import sha256
from typing import Any

import orjson
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resolvers.audit import audit_refusal, audit_unchanged
from resolvers.context import Context
from resolvers.uploads import keep_upload
from server.graphql.admission import in_turn
from server.graphql.context import build_context
from server.graphql.execution import apart
from server.graphql.idempotency import HEADER, REPLAYED, Replay, execute_once
from server.http.deadlines import cancel_on_disconnect
from server.http.sole_headers import sole_header
from server.rest.access import allowed
from server.rest.import_answers import preview_told, refusal_told, response_of
from server.rest.uploads import read_upload
from server.rooms import HOUSE
from services.shared.access import SignedIn
from services.shared.errors import Forbidden, Refusal, Refusals
from services.shared.import_kinds import AnyImportKind, Upload

PATH = "/api/v2/imports"


def import_routes() -> list[BaseRoute]:
    """A path for each workbook of ours that comes back."""
    return [_route(kind) for kind in HOUSE.returned]


def path_of(kind: AnyImportKind) -> str:
    """Where a kind of workbook is sent to."""
    return f"{PATH}/{kind.label}"


def _route(kind: AnyImportKind) -> Route:
    async def answer(request: Request) -> Response:
        return await _answer(request, kind)

    return Route(path_of(kind), answer, methods=["POST"])


async def _answer(request: Request, kind: AnyImportKind) -> Response:
    """The preview of the file, in a turn of the caller's tenant; raises what ends it before it is checked."""
    state = request.app.state
    context = build_context(state, await allowed(request, SignedIn.ANYONE))
    context.mutation_name = f"POST {path_of(kind)}"
    await _require(context, kind)  # before any of the body is read
    upload = await read_upload(request, kind)
    context.time_limit = partial(cancel_on_disconnect, request.receive)
    async with in_turn(state.tenant_budget, context, OperationType.MUTATION):
        key = sole_header(request, HEADER)
        return await apart(state.mutations, context, partial(_answer_once, context, kind, upload, key))


async def _require(context: Context, kind: AnyImportKind) -> None:
    """Raise Forbidden for who may not preview such a file; the audit log keeps who tried."""
    try:
        for permission in kind.permissions:
            context.caller.require(permission)
    except Forbidden as error:
        await audit_refusal(context, [("FORBIDDEN", [], str(error))])
        raise


async def _answer_once(context: Context, kind: AnyImportKind, upload: Upload, key: str | None) -> Response:
    """The answer; the one that it had before, where the client repeats a request by its Idempotency-Key."""
    execute = partial(_content, context, kind, upload)
    if key is None:
        return response_of(await execute())
    digest = sha256(upload.content).hexdigest()
    named = {"path": path_of(kind), "filename": upload.filename, "read_as": [*upload.read_as], "content": digest}
    answer = await execute_once(context, key, named, execute)
    if isinstance(answer, Replay):
        return response_of(orjson.loads(answer.body), headers=REPLAYED)
    return response_of(answer)


async def _content(context: Context, kind: AnyImportKind, upload: Upload) -> dict[str, Any]:
    """What a client is told: the preview, or what the file is refused for."""
    async with asyncio.timeout(context.seconds.mutation):
        try:
            previewed, kept = await keep_upload(context, kind, upload)
        except (Refusal, Refusals) as refused:
            refusals = refused.refusals if isinstance(refused, Refusals) else [refused]
            await audit_refusal(context, [(one.code, one.path, one.message) for one in refusals])
            return refusal_told(refusals)
        await audit_unchanged(context)
        return preview_told(kind, previewed, kept)
