"""The application: every door, put together from the settings."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from db.engine import Database
from db.errors import DatabaseUnavailable
from db.postgres.notifications import Notifications
from resolvers.context import Seconds
from server.graphql.answer_cache import AnswerCache
from server.graphql.cost import Limits
from server.graphql.endpoint import graphql, graphql_error
from server.graphql.graphiql import graphiql_routes
from server.graphql.schema import schema
from server.graphql.websocket import WebSocketDoor
from server.http import gzip as gzip
from server.http.error_middleware import ErrorMiddleware
from server.http.metrics import RequestMetrics, metrics
from server.http.request_id import RequestId
from server.http.tracing import RequestTracing, configured_tracing
from server.rest.downloads import download_routes
from server.rest.openapi import openapi_routes
from server.rest.reports import report_routes
from server.settings import Settings
from server.signin.sign_in import configured_sign_in

LARGE_AT_ONCE = 2  # answers being made: one computes while the other waits for its rows


class GraphQLDoor:
    """POST /graphql; every error it ends with is a GraphQL error."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        request = Request(scope, receive)
        try:
            response = await graphql(request)
        except (Exception, asyncio.CancelledError) as error:
            response = await graphql_error(request, error)
        await response(scope, receive, send)


async def healthz(_: Request) -> Response:
    """The process is alive."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> Response:
    """The database is reachable and migrated."""
    database: Database = request.app.state.database
    try:
        current = await database.is_current()
    except DatabaseUnavailable:
        return JSONResponse({"status": "the database cannot be reached"}, status_code=503)
    if not current:
        return JSONResponse({"status": "the database is not migrated"}, status_code=503)
    return JSONResponse({"status": "ready"})


async def not_found(_: Request, __: Exception) -> Response:
    """There is nothing at this path."""
    return JSONResponse({"code": "NOT_FOUND", "message": "there is nothing at this path"}, status_code=404)


async def not_allowed(_: Request, error: Exception) -> Response:
    """There is something at this path, for other methods."""
    headers = dict(getattr(error, "headers", None) or {})
    message = f"this path answers other methods; accepted: {headers.get('Allow', 'GET')}"
    return JSONResponse({"code": "BAD_REQUEST", "message": message}, status_code=405, headers=headers)


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; raises SignInNotConfigured where nobody could sign in."""
    chosen = settings or Settings()
    sign_in = configured_sign_in(chosen)
    tracing = configured_tracing(chosen)
    if chosen.database_url is None:
        raise RuntimeError("HEADROOM_DATABASE_URL is not set; headroom serve starts an embedded database")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # What has been loaded stays: the collector need not look at it for every few answers.
        gc.freeze()
        gc.set_threshold(200_000, 20, 20)
        # A workbook is written in a thread: at the default of 5 ms it keeps everybody else waiting ten times as long.
        sys.setswitchinterval(0.0005)
        yield
        await app.state.notifications.close()
        await app.state.database.close()
        if tracing is not None:
            await asyncio.to_thread(tracing.close)

    app = Starlette(
        routes=[
            WebSocketRoute("/graphql", WebSocketDoor(schema)),
            Route("/graphql", GraphQLDoor()),
            *report_routes(),
            *download_routes(),
            *openapi_routes(chosen),
            *(graphiql_routes() if chosen.graphiql else []),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            *([Route("/metrics", metrics)] if chosen.metrics else []),
        ],
        middleware=[
            Middleware(RequestId),
            *([Middleware(RequestTracing, tracing)] if tracing is not None else []),
            Middleware(RequestMetrics),
            Middleware(GZipMiddleware, minimum_size=gzip.SMALLEST, compresslevel=gzip.LEVEL),
            Middleware(ErrorMiddleware),
        ],
        exception_handlers={404: not_found, 405: not_allowed},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # its Location would be made of the caller's Host
    app.state.settings = chosen
    app.state.sign_in = sign_in
    app.state.limits = Limits(
        bytes=chosen.max_document_bytes,
        depth=chosen.max_depth,
        aliases=chosen.max_aliases,
        directives=chosen.max_directives,
        fields=chosen.max_fields,
        cost=chosen.max_cost,
        mutations=chosen.max_mutations,
    )
    app.state.seconds = Seconds(chosen.query_seconds, chosen.mutation_seconds, chosen.download_seconds)
    # A question holds one connection; the rest of the pool is for mutations and REST.
    app.state.answer_cache = AnswerCache(chosen.kept_answer_bytes)
    app.state.turns = asyncio.Semaphore(max(1, chosen.pool_size // 2))
    app.state.large_turns = asyncio.Semaphore(LARGE_AT_ONCE)
    app.state.notifications = Notifications(chosen.database_url)
    app.state.database = Database(chosen.database_url, pool_size=chosen.pool_size, pool_wait=chosen.pool_wait)
    app.state.tracing = tracing
    if tracing is not None:
        tracing.watch(app.state.database)
    return app
