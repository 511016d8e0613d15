"""Traces by OpenTelemetry, where HEADROOM_OTLP_ENDPOINT asks for them: a span for each request and statement.

The ready-made instrumentations of Starlette and SQLAlchemy are not used: they record whole addresses, which may hold a
key, and the driver's words for an error, which may hold what people typed; SQLAlchemy's does not support version 2.1.
"""

import os
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.engine import Database
from db.postgres.statement_hooks import around_statements
from server.errors import Misconfigured
from server.http.request_id import REQUEST_ID
from server.release import VERSION
from server.settings import Settings

LONGEST_STATEMENT = 2_000
UNTRACED = ("/healthz", "/readyz", "/metrics")
SPAN: ContextVar[Any] = ContextVar("span", default=None)
"""The span of the request being answered; None where nothing is traced."""


class TracingNotInstalled(Misconfigured):
    """Traces are asked for, and the packages that send them are not there."""

    def __init__(self) -> None:
        super().__init__(
            "HEADROOM_OTLP_ENDPOINT needs OpenTelemetry, which is not installed: "
            "install Headroom with its extra otel (docs/operations.md, Installing)"
        )


class Tracing:
    """Makes spans, and sends them from a thread in the background."""

    def __init__(self, endpoint: str) -> None:
        """Connect to a collector; raises TracingNotInstalled."""
        # Imported only where traces are wanted: the packages are optional, and take their time to load.
        try:
            from opentelemetry import trace
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
            from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
        except ImportError:
            raise TracingNotInstalled from None
        name = os.environ.get("OTEL_SERVICE_NAME", "headroom")
        resource = Resource.create({"service.name": name, "service.version": VERSION})
        self._provider = TracerProvider(resource=resource)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("headroom")
        self._trace, self._propagator = trace, TraceContextTextMapPropagator()

    def start_request(self, method: str, traceparent: str | None) -> Any:
        """Begin the span of a request, part of the client's trace where its traceparent header names one."""
        parent = self._propagator.extract({"traceparent": traceparent}) if traceparent else None
        return self._tracer.start_span(method, context=parent, kind=self._trace.SpanKind.SERVER)

    def trace_statements(self, database: Database) -> None:
        """Make a span of each statement that a request sends."""
        around_statements(database.pool, self._start_statement, self._end_statement)

    def mark_failed(self, span: Any) -> None:
        """Note that a span went wrong; not how, which is in the log."""
        span.set_status(self._trace.StatusCode.ERROR)

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()

    def _start_statement(self, statement: str) -> Any:
        if (parent := SPAN.get()) is None:
            return None  # a statement of no request: of the start, or of a request that nobody traces
        name = statement.split(None, 1)[0].upper()
        context = self._trace.set_span_in_context(parent)
        attributes = {"db.system.name": "postgresql", "db.query.text": statement.strip()[:LONGEST_STATEMENT]}
        return self._tracer.start_span(name, context=context, kind=self._trace.SpanKind.CLIENT, attributes=attributes)

    def _end_statement(self, span: Any, has_failed: bool) -> None:
        if span is not None:
            if has_failed:
                self.mark_failed(span)
            span.end()


class TracingMiddleware:
    """Makes a span of every request: its route, its status and its id; no address, no header, no body."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on inside its span."""
        if scope["type"] != "http" or scope["path"] in UNTRACED:
            await self._app(scope, receive, send)
            return
        span = self._tracing.start_request(scope["method"], Headers(scope=scope).get("traceparent"))
        token = SPAN.set(span)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= 500:
                    self._tracing.mark_failed(span)
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            SPAN.reset(token)
            route = getattr(scope.get("route"), "path", None) or "unknown"
            span.update_name(f"{scope['method']} {route}")
            span.set_attributes({"http.request.method": scope["method"], "http.route": route})
            span.set_attribute("headroom.request_id", REQUEST_ID.get())
            span.end()


def trace_operation(type_: str, name: str | None) -> None:
    """Note in the request's span which GraphQL operation it is."""
    if (span := SPAN.get()) is not None:
        span.set_attribute("graphql.operation.type", type_)
        if name:
            span.set_attribute("graphql.operation.name", name)


def require_tracing(settings: Settings) -> None:
    """Raise TracingNotInstalled where the settings ask for traces that cannot be sent."""
    if settings.otlp_endpoint and find_spec("opentelemetry") is None:
        raise TracingNotInstalled


def configured_tracing(settings: Settings) -> Tracing | None:
    """Tracing as the settings ask for it, None where they do not; raises TracingNotInstalled."""
    return Tracing(settings.otlp_endpoint) if settings.otlp_endpoint else None
