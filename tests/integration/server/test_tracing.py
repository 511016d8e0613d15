"""Traces: a request and its statements, sent to a collector; nothing secret, and nothing that anybody typed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.app import create_app
from server.commands.postgres import Addresses
from tests.integration.commands.conftest import environment
from tests.support.api import Api, settings_for, token
from tests.support.clocks import PATIENCE
from tests.support.collector import Collector, collecting
from tests.support.database import locked

QUESTION = """query FindsPeople($name: String!) {
  viewer { subject } resource(cn: $name) { id }
  resources(first: 3, filter: {search: "typed-into-it"}) { nodes { cn } } }"""
REPORT = "/api/v2/reports/powerbi/monthly-summary"
FAILED = 2
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


class RequestTracing:
    """A client of an application that sends traces."""

    def __init__(self, addresses: Addresses, collector: Collector, **settings: float) -> None:
        chosen = {"otlp_endpoint": collector.url, **settings}
        self.app = create_app(settings_for(addresses.service).model_copy(update=chosen))
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self.api = Api(httpx.AsyncClient(transport=transport, base_url="http://headroom.test"), token("ADMIN"))

    async def close(self) -> None:
        """Send what has not been sent."""
        await self.api.http.aclose()
        await self.app.state.database.close()
        self.app.state.tracing.close()


def said(span: Any) -> dict[str, Any]:
    """What a span says of itself."""
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


async def test_a_question_is_a_trace_of_itself_and_its_statements(sample: Addresses, collector: Collector) -> None:
    traced = RequestTracing(sample, collector)
    headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "X-Request-Id": "one"}
    traced.api.headers |= headers
    assert "errors" not in (await traced.api.post(QUESTION, {"name": "typed-by-somebody"})).json()
    await traced.close()
    root, *statements = collector.spans()
    assert root.name == "POST /graphql"
    assert root.trace_id.hex() == TRACE
    assert said(root) == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "headroom.request_id": "one",
        "graphql.operation.type": "query",
        "graphql.operation.name": "FindsPeople",
    }
    assert len(statements) >= 2
    assert {span.parent_span_id for span in statements} == {root.span_id}
    assert {span.trace_id for span in statements} == {root.trace_id}
    assert {said(span)["db.system.name"] for span in statements} == {"postgresql"}
    assert any("FROM resource" in said(span)["db.query.text"] for span in statements)
    for span in statements:
        assert root.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano


async def test_no_span_has_a_secret_or_anything_that_was_typed(sample: Addresses, collector: Collector) -> None:
    traced = RequestTracing(sample, collector)
    bearer = traced.api.headers["Authorization"].split()[1]
    await traced.api.post(QUESTION, {"name": "typed-by-somebody"})
    await traced.api.post(
        'mutation { updateResource(cn: "typed-name", patch: {lastName: "typed-in"}) { problems { code } } }'
    )
    await traced.api.post(
        'mutation { createApiKey(input: {name: "typed", roles: [VIEWER], days: 9999}) { problems { code } } }'
    )
    await traced.api.post("{ typed_nonsense }")
    await traced.api.http.get(f"{REPORT}?state=typed-state&api_key=hr_typed_key", headers=traced.api.headers)
    await traced.api.http.get(f"{REPORT}?state=typed-state&api_key=hr_typed_key")
    await traced.api.http.get("/typed/path?token=typed", headers={**traced.api.headers, "X-Thing": "typed"})
    await traced.api.http.get("/healthz")
    await traced.close()
    names = {span.name for span in collector.spans()}
    assert {"POST /graphql", f"GET {REPORT}", "GET unknown", "SELECT"} <= names
    assert not any("healthz" in name for name in names)
    sent = b"".join(collector.received)
    for secret in (b"typed", bearer.encode(), b"tester", b"hr_"):
        assert secret not in sent, secret


async def test_a_statement_that_is_cut_short_is_noted_as_failed(sample: Addresses, collector: Collector) -> None:
    traced = RequestTracing(sample, collector, query_seconds=1)
    async with locked(sample, "resource"):
        assert "TIMEOUT" in (await traced.api.post(QUESTION, {"name": "typed"})).text
    await traced.close()
    failed = [said(span)["db.query.text"] for span in collector.spans() if span.status.code == FAILED]
    assert failed
    assert all("FROM resource" in statement for statement in failed)


async def test_statements_of_no_request_are_not_traced(sample: Addresses, collector: Collector) -> None:
    traced = RequestTracing(sample, collector)
    assert await traced.app.state.database.is_current()
    await traced.close()
    assert collector.received == []


def test_a_server_that_cannot_send_them_does_not_start(empty: Addresses, tmp_path: Path) -> None:
    without = "import sys; sys.modules['opentelemetry.sdk'] = None; sys.modules['opentelemetry'] = None; "
    start = [sys.executable, "-c", f"{without}from server.cli import main; main()", "serve", "--port", "1024"]
    asked = {**environment(tmp_path, empty), "HEADROOM_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    ended = subprocess.run(
        start, env=asked, cwd=tmp_path, capture_output=True, text=True, timeout=2 * PATIENCE, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "error: HEADROOM_OTLP_ENDPOINT needs OpenTelemetry, which is not installed: "
        "install Headroom with its extra otel (docs/operations.md, Installing)"
    ]


async def test_nobody_who_does_not_ask_for_them_loads_them(tmp_path: Path) -> None:
    look = "import sys, server.app; print([name for name in sys.modules if name.startswith('opentelemetry')])"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert loaded.stdout.strip() == "[]"
