"""The application: its paths, what every request goes through, and what all of them share."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache, partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from db.engine import Database
from db.postgres.notifications import Notifications
from db.postgres.turns import Turns
from resolvers.context import Seconds
from server import collector
from server.graphql.answer_cache import AnswerCache
from server.graphql.closed_graphiql import closed_graphiql_routes
from server.graphql.endpoint import GraphQLEndpoint
from server.graphql.graphiql import graphiql_routes
from server.graphql.known_documents import known_documents
from server.graphql.limits import limits_of
from server.graphql.schema import documents, schema
from server.graphql.websocket import WebSocketEndpoint
from server.graphql.websocket_limits import SocketLimits
from server.http import gzip
from server.http.error_middleware import ErrorMiddleware
from server.http.fallbacks import not_allowed, not_found
from server.http.health import healthz, readyz
from server.http.index import index_route
from server.http.lines import Line
from server.http.metrics import MetricsMiddleware, keep_noting_load, metrics
from server.http.metrics_folder import is_shared
from server.http.origins import allowed_origins, cross_origin
from server.http.request_id import RequestIdMiddleware
from server.http.tenant_budget import TenantBudget, too_many
from server.http.tracing import Tracing, TracingMiddleware, configured_tracing
from server.loop_thread import LoopThread
from server.odata.service import odata_routes
from server.rest.downloads import download_routes
from server.rest.imports import import_routes
from server.rest.openapi import openapi_routes
from server.rest.reports import report_routes
from server.rest.templates import template_list_route
from server.rounds import keep_going_round
from server.settings import Settings
from server.signin.sign_in import configured_sign_in

WORKBOOKS = 2  # that are made at the same time: the others wait, where they hold nothing
BEYOND = 60  # seconds until the database ends what an operation should have ended
LARGE_QUERIES = 2  # at the same time: one computes while the other waits for its rows


def create_app(settings: Settings | None = None) -> Starlette:
    """The application; raises Misconfigured, SignInNotConfigured where nobody could sign in."""
    settings = settings or Settings()
    sign_in = configured_sign_in(settings)
    tracing, origins = configured_tracing(settings), allowed_origins(settings)
    known = known_documents(settings, documents)
    if settings.database_url is None:
        raise RuntimeError("HEADROOM_DATABASE_URL is not set; headroom serve starts an embedded database")
    app = Starlette(
        routes=_routes(settings, origins),
        middleware=_middleware(tracing, origins),
        exception_handlers={404: not_found, 405: not_allowed},
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False  # the address it redirects to would be made of the client's Host header
    app.state.settings = settings
    app.state.sign_in = sign_in
    app.state.tracing = tracing
    half = max(2, settings.pool_size // 2)
    app.state.database = _database(settings, connections=max(1, settings.pool_size - settings.pool_size // 2))
    app.state.long_answers = LoopThread(_database(settings, connections=half), name="long answers")
    app.state.mutations = LoopThread(_database(settings, connections=half), name="mutations")
    app.state.notifications = Notifications(settings.database_url)
    app.state.answer_cache = AnswerCache(settings.kept_answer_bytes)
    # A query holds one connection. Long answers and mutations have connections of their own.
    queries = max(1, settings.pool_size // 2)
    app.state.query_slots = Turns(queries, most_of_one=_most_of_one(queries), most_waiting=settings.most_waiting)
    long_answers = app.state.long_answers.database.pool
    app.state.large_query_slots = Line(_turns_of_tenants(settings, LARGE_QUERIES), long_answers)
    app.state.workbook_slots = Line(_turns_of_tenants(settings, WORKBOOKS), long_answers)
    app.state.tenant_budget = TenantBudget(
        app.state.database.pool,
        under_way=settings.tenant_requests,
        waiting=settings.tenant_waiting,
        beside=[app.state.large_query_slots.turns, app.state.workbook_slots.turns],
    )
    app.state.limits = limits_of(settings)
    app.state.known_documents = known
    app.state.socket_limits = SocketLimits(sockets=settings.max_sockets, operations=settings.max_subscriptions)
    app.state.seconds = Seconds(settings.query_seconds, settings.mutation_seconds, settings.download_seconds)
    if tracing is not None:
        tracing.trace_statements(app.state.database)
        tracing.trace_statements(app.state.long_answers.database)
        tracing.trace_statements(app.state.mutations.database)
    return app


def _database(settings: Settings, *, connections: int) -> Database:
    return Database(
        str(settings.database_url),
        pool_size=connections,
        pool_wait=settings.pool_wait,
        most_of_one=_most_of_one(connections),
        most_waiting=settings.most_waiting,
        statement_seconds=_longest(settings) + BEYOND,
    )


def _turns_of_tenants(settings: Settings, size: int) -> Turns:
    """Slots for what is so large that few are carried out at a time: who has one needs no turn of their tenant's."""
    return Turns(size, most_waiting=settings.tenant_waiting, refusal=partial(too_many, settings.tenant_waiting))


def _most_of_one(size: int) -> int:
    """How much of something one tenant may hold: whoever else comes finds some of it free, where there is enough."""
    return size - size // 5


def _longest(settings: Settings) -> float:
    """The seconds that any operation may take."""
    return max(settings.query_seconds, settings.mutation_seconds, settings.download_seconds)


def _routes(settings: Settings, origins: Sequence[str]) -> list[BaseRoute]:
    return [
        WebSocketRoute("/graphql", WebSocketEndpoint(schema, origins)),
        # An object instead of a function: Starlette hands it every method, and what it raises is its own to answer.
        Route("/graphql", GraphQLEndpoint()),
        *report_routes(),
        *download_routes(),
        template_list_route(),
        *import_routes(),
        *openapi_routes(settings),
        *odata_routes(),
        *(_graphiql(settings.only_trusted_documents) if settings.graphiql else ()),
        index_route(settings),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        *([Route("/metrics", metrics)] if settings.metrics else []),
    ]


@cache
def _graphiql(is_closed: bool) -> tuple[BaseRoute, ...]:
    """Its files do not change while a process runs: read for the first of its applications."""
    return tuple(closed_graphiql_routes() if is_closed else graphiql_routes())


def _middleware(tracing: Tracing | None, origins: Sequence[str]) -> list[Middleware]:
    """What every request goes through, from the outside in."""
    return [
        Middleware(RequestIdMiddleware),  # the id, for everything that is logged and traced inside
        *([Middleware(TracingMiddleware, tracing)] if tracing is not None else []),  # a span around everything else
        Middleware(MetricsMiddleware),  # counts what the client gets, errors and compression included
        *cross_origin(origins),  # preflights are answered here, and errors too may be read by pages of these origins
        Middleware(gzip.GzipMiddleware, minimum_size=gzip.MINIMUM_SIZE, compresslevel=gzip.LEVEL),  # error answers too
        Middleware(ErrorMiddleware),  # innermost: an error that passed the others would be counted as no answer
    ]


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    _share_the_interpreter()
    collector.begin()
    threads = (app.state.long_answers, app.state.mutations)
    for thread in threads:
        thread.start()
    going_on = [
        asyncio.create_task(keep_going_round(app.state)),
        asyncio.create_task(collector.collect_between(threads)),
        *([asyncio.create_task(keep_noting_load(app.state))] if is_shared() else []),
    ]
    yield
    for task in going_on:
        task.cancel()
    await asyncio.wait(going_on)
    collector.end()
    await app.state.long_answers.close()
    await app.state.mutations.close()
    await app.state.notifications.close()
    await app.state.database.close()
    if app.state.tracing is not None:
        await asyncio.to_thread(app.state.tracing.close)  # it blocks while it sends what is left


def _share_the_interpreter() -> None:
    # A thread that computes gives the interpreter up after this many seconds where another one waits. Mutations and
    # long answers have threads; at the default, 0.005, every other request took ten times as long meanwhile.
    sys.setswitchinterval(0.0005)
