"""What operators see: a line of JSON and a few metrics for every request; never a token, a query string or a body."""

import json
import logging
import os
import time
from functools import cache
from typing import Any

import orjson
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
from pythonjsonlogger.json import JsonFormatter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.http.errors import REQUEST_ID

log = logging.getLogger("headroom.requests")
DELETE = b"\x7f"  # the one character of ASCII that a terminal may obey and JSON does not escape
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)

REQUESTS = Counter("headroom_requests", "Requests answered", ("route", "method", "status"))
DURATIONS = Histogram("headroom_request_seconds", "Time until a request was answered", ("route",), buckets=SECONDS)
IN_FLIGHT = Gauge("headroom_requests_in_flight", "Requests being answered", multiprocess_mode="livesum")
ERRORS = Counter("headroom_graphql_errors", "Errors of GraphQL answers", ("code",))
POOL = Gauge("headroom_pool_connections", "Database connections", ("state",), multiprocess_mode="livesum")
BATCHES = Counter("headroom_loader_batches", "Batches that loaders asked the database for", ("loader",))
KEPT = Counter("headroom_kept_answers", "Questions answered with what was answered before")
FALLBACKS = Counter("headroom_executor_fallbacks", "Values left to the stock executor", ("type",))
LOADED = Counter("headroom_loader_keys", "Keys in those batches", ("loader",))


class RequestMetrics:
    """Counts, times and logs every request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 499  # whoever leaves before an answer

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
            _note(scope, status, time.perf_counter() - began)


def _note(scope: Scope, status: int, seconds: float) -> None:
    # The route as it is written in the code: what a caller typed would make a metric of its own.
    route = getattr(scope.get("route"), "path", None) or "unknown"
    _labelled(REQUESTS, route, _method(scope), str(status)).inc()
    _labelled(DURATIONS, route).observe(seconds)
    if log.isEnabledFor(logging.INFO) and route not in ("/healthz", "/readyz", "/metrics"):
        said: dict[str, Any] = {"method": _method(scope), "path": scope["path"][:200], "status": status}
        log.info("request", extra={**said, "milliseconds": round(seconds * 1000, 1), "request_id": REQUEST_ID.get()})


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"


def count_batch(loader: str, keys: int) -> None:
    """Note a batch of a loader."""
    _labelled(BATCHES, loader).inc()
    _labelled(LOADED, loader).inc(keys)


def count_fallback(type_: str) -> None:
    """Note a value that the columnar executor left to the stock one."""
    FALLBACKS.labels(type_).inc()


@cache
def _labelled(metric: Any, *values: str) -> Any:
    """The one with these labels; each of them is one of few."""
    return metric.labels(*values)


async def metrics(request: Request) -> Response:
    """Everything in the form that Prometheus reads; of all worker processes where PROMETHEUS_MULTIPROC_DIR is set."""
    pool = request.app.state.database.pool
    POOL.labels("in use").set(pool.in_use)
    POOL.labels("idle").set(pool.idle)
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _ascii_json(said: dict[str, Any], **options: Any) -> str:
    """JSON by the faster library where it is the same."""
    try:
        fast = orjson.dumps(said)
    except TypeError:
        return json.dumps(said, **options)
    return fast.decode() if fast.isascii() and DELETE not in fast else json.dumps(said, **options)


def configure_logging(level: str) -> None:
    """Log lines as JSON on standard error; `level` is that of the requests, others are told from WARNING on."""
    handler = logging.StreamHandler()
    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    # ASCII: other characters that a terminal or a viewer of logs might obey are written as \\u escapes.
    told = "%(asctime)s %(levelname)s %(name)s %(message)s"
    handler.setFormatter(JsonFormatter(told, rename_fields=names, json_serializer=_ascii_json))
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = (
        False  # what no line tells is not looked up
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("headroom").setLevel(level.upper())
