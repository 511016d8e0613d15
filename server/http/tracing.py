"""Traces by OpenTelemetry, where HEADROOM_OTLP_ENDPOINT asks for them: a span a request, and one a statement.

The instrumentations of Starlette and SQLAlchemy are not used: they note whole addresses, which may hold a key, and what
the driver says of an error, which may hold what people typed; and that of SQLAlchemy does not know version 2.1.
"""

import os
from contextvars import ContextVar
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.engine import Database
from db.postgres.statement_hooks import around_statements
from server.errors import Misconfigured
from server.http.errors import REQUEST_ID
from server.settings import Settings

LONGEST_STATEMENT = 2_000
UNTRACED = ("/healthz", "/readyz", "/metrics")
SPAN: ContextVar[Any] = ContextVar("span", default=None)
"""The span of the request being answered; None where nothing is traced."""


class TracingNotInstalled(Misconfigured):
    """Traces are asked for, and the packages that send them are not there."""

    def __init__(self) -> None:
        super().__init__(
            "HEADROOM_OTLP_ENDPOINT needs OpenTelemetry, which is not installed: pip install headroom[otel]"
        )


class Tracing:
    """Where spans are made, and sent from in the background."""

    def __init__(self, endpoint: str) -> None:
        """Begin; raises TracingNotInstalled."""
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
        resource = Resource.create({"service.name": name, "service.version": version("headroom")})
        self._provider = TracerProvider(resource=resource)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("headroom")
        self._trace, self._propagator = trace, TraceContextTextMapPropagator()

    def request(self, method: str, traceparent: str | None) -> Any:
        """The span of a request, part of the caller's trace where it names one."""
        parent = self._propagator.extract({"traceparent": traceparent}) if traceparent else None
        return self._tracer.start_span(method, context=parent, kind=self._trace.SpanKind.SERVER)

    def watch(self, database: Database) -> None:
        """Make a span of each statement of a request."""
        around_statements(database.pool, self._begin, self._end)

    def failed(self, span: Any) -> None:
        """Note that it went wrong; not how, which is in the log."""
        span.set_status(self._trace.StatusCode.ERROR)

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()

    def _begin(self, statement: str) -> Any:
        if (parent := SPAN.get()) is None:
            return None
        name = statement.split(None, 1)[0].upper()
        within = self._trace.set_span_in_context(parent)
        said = {"db.system.name": "postgresql", "db.query.text": statement.strip()[:LONGEST_STATEMENT]}
        return self._tracer.start_span(name, context=within, kind=self._trace.SpanKind.CLIENT, attributes=said)

    def _end(self, span: Any, has_failed: bool) -> None:
        if span is not None:
            if has_failed:
                self.failed(span)
            span.end()


class RequestTracing:
    """Makes a span of every request: its route, its status, its id; no address, no header, no body."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on inside its span."""
        if scope["type"] != "http" or scope["path"] in UNTRACED:
            await self._app(scope, receive, send)
            return
        span = self._tracing.request(scope["method"], Headers(scope=scope).get("traceparent"))
        token = SPAN.set(span)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                span.set_attribute("http.response.status_code", message["status"])
                if message["status"] >= 500:
                    self._tracing.failed(span)
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


def name_operation(kind: str, name: str | None) -> None:
    """Note which operation a request asks for."""
    if (span := SPAN.get()) is not None:
        span.set_attribute("graphql.operation.type", kind)
        if name:
            span.set_attribute("graphql.operation.name", name)


def require_tracing(settings: Settings) -> None:
    """Raise TracingNotInstalled where traces are asked for in vain."""
    if settings.otlp_endpoint and find_spec("opentelemetry") is None:
        raise TracingNotInstalled


def configured_tracing(settings: Settings) -> Tracing | None:
    """Traces as configured: none, unless somebody wants them; raises TracingNotInstalled."""
    return Tracing(settings.otlp_endpoint) if settings.otlp_endpoint else None
