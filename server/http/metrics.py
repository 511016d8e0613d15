"""Metrics for Prometheus: how many requests, how long they take, and what the executor, loaders and pool do."""

import asyncio
import time
from functools import cache
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.logs import log_request
from server.http.metrics_folder import is_shared
from server.http.tenant_budget import TenantBudget

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)  # seconds
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
NOTED_SECONDS = 2  # from one look at what goes on here to the next, where others tell of it
UNLOGGED = ("/healthz", "/readyz", "/metrics")  # asked every few seconds by machines

REQUESTS = Counter("headroom_requests", "Requests answered", ("route", "method", "status"))
DURATIONS = Histogram("headroom_request_seconds", "Time until a request was answered", ("route",), buckets=BUCKETS)
IN_FLIGHT = Gauge("headroom_requests_in_flight", "Requests being answered", multiprocess_mode="livesum")
GRAPHQL_ERRORS = Counter("headroom_graphql_errors", "Errors of GraphQL answers", ("code",))
POOL = Gauge("headroom_pool_connections", "Database connections", ("state",), multiprocess_mode="livesum")
TENANT_REQUESTS = Gauge("headroom_tenant_requests", "Requests of all tenants", ("state",), multiprocess_mode="livesum")
TENANTS = Gauge("headroom_tenants", "Tenants that have such requests", ("state",), multiprocess_mode="livesum")
MOST_OF_ONE_TENANT = Gauge(
    "headroom_tenant_requests_most", "Those of the tenant that has most", ("state",), multiprocess_mode="livemax"
)
LOADER_BATCHES = Counter("headroom_loader_batches", "Batches that loaders asked the database for", ("loader",))
LOADER_KEYS = Counter("headroom_loader_keys", "Keys in those batches", ("loader",))
CACHED_ANSWERS = Counter("headroom_kept_answers", "Questions answered with what was answered before")
FALLBACKS = Counter("headroom_executor_fallbacks", "Values left to the stock executor", ("type",))


class MetricsMiddleware:
    """Counts, times and logs every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and record how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 499  # of a client that leaves before an answer

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        IN_FLIGHT.inc()
        try:
            await self._app(scope, receive, send_and_note)
        finally:
            IN_FLIGHT.dec()
            _record(scope, status, time.perf_counter() - started)


def _record(scope: Scope, status: int, seconds: float) -> None:
    # The route as it is written in the code: every path that somebody types would make a metric of its own.
    route = getattr(scope.get("route"), "path", None) or "unknown"
    method = scope["method"] if scope["method"] in METHODS else "other"
    _labelled(REQUESTS, route, method, str(status)).inc()
    _labelled(DURATIONS, route).observe(seconds)
    if route not in UNLOGGED:
        log_request(method, scope["path"], status, seconds)


def count_batch(loader: str, keys: int) -> None:
    """Count a batch of a loader."""
    _labelled(LOADER_BATCHES, loader).inc()
    _labelled(LOADER_KEYS, loader).inc(keys)


def count_fallback(type_name: str) -> None:
    """Count a value that the columnar executor left to the stock one."""
    FALLBACKS.labels(type_name).inc()


@cache
def _labelled(metric: Any, *values: str) -> Any:
    """A metric with these label values. There are few of them, and `labels` takes a lock and checks each every time."""
    return metric.labels(*values)


async def metrics(request: Request) -> Response:
    """Everything in the form that Prometheus reads; of all worker processes where PROMETHEUS_MULTIPROC_DIR is set."""
    _note_load(request.app.state)
    registry = REGISTRY
    if is_shared():
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def keep_noting_load(state: State) -> None:
    """Note what goes on in this process again and again, until cancelled: another one may be asked for it."""
    while True:
        _note_load(state)
        await asyncio.sleep(NOTED_SECONDS)


def _note_load(state: State) -> None:
    """Note how many connections and requests of tenants there are now."""
    pools = [database.pool for database in (state.database, state.mutations.database, state.long_answers.database)]
    POOL.labels("in use").set(sum(pool.in_use for pool in pools))
    POOL.labels("idle").set(sum(pool.idle for pool in pools))
    budget: TenantBudget = state.tenant_budget
    # Without names: whoever reads this need not know who the tenants are, and there may be too many of them.
    for what, load in (("under way", budget.under_way()), ("waiting", budget.waiting())):
        TENANT_REQUESTS.labels(what).set(load.requests)
        TENANTS.labels(what).set(load.tenants)
        MOST_OF_ONE_TENANT.labels(what).set(load.most)
