"""What operators see: JSON lines without secrets, and metrics that count what happened."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.http.logs import configure_logging
from tests.conftest import Client

ROUTE = "/api/v2/reports/powerbi/monthly-summary"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged while the test runs."""
    root, mine = logging.getLogger(), logging.getLogger("headroom")
    before, level = root.handlers[:], root.level
    configure_logging("info")
    written = io.StringIO()
    root.handlers[0].setStream(written)  # type: ignore[attr-defined]
    yield written
    root.handlers[:], root.level = before, level
    mine.setLevel(logging.NOTSET)


def logged(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


async def test_every_request_is_a_line_of_json_without_its_secrets(sample_client: Client, lines: io.StringIO) -> None:
    client = sample_client("VIEWER")
    headers = {**client.headers, "X-Request-Id": "one"}
    await client.http.get(f"{ROUTE}?limit=1&state=FL", headers=headers)
    await client.http.post("/graphql", json={"query": "{ viewer { subject } }"}, headers=headers)
    await client.http.get("/nowhere%0A%22x", headers=headers)
    first, second, third = logged(lines)
    assert (first["method"], first["path"], first["status"], first["request_id"]) == ("GET", ROUTE, 200, "one")
    assert (second["path"], second["level"], second["logger"]) == ("/graphql", "INFO", "headroom.requests")
    assert third["status"] == 404
    assert isinstance(first["milliseconds"], float)
    written = lines.getvalue()
    assert client.headers["Authorization"].split()[1] not in written
    assert "limit=1" not in written
    assert "subject" not in written


async def test_what_goes_wrong_inside_is_logged_under_the_id_of_its_answer(
    sample_client: Client, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sample_client("VIEWER")
    monkeypatch.setattr("resolvers.shared.queries.Viewer", None)
    answer = (await client.post("{ viewer { subject } }")).json()
    id_ = answer["errors"][0]["extensions"]["requestId"]
    failed = next(line for line in logged(lines) if line["level"] == "ERROR")
    assert id_ in str(failed["message"])
    assert "exc_info" in failed
    assert next(line for line in logged(lines) if line["level"] == "INFO")["request_id"] == id_


@pytest.mark.quick
async def test_metrics_count_requests_errors_loaders_and_the_pool(sample_client: Client) -> None:
    client = sample_client("VIEWER")
    before = await metrics(client)
    await client.get(ROUTE, limit=1)
    await client.ask("{ resources(first: 3) { nodes { assignments { demand { id } } } } }")
    await client.post('mutation { deactivateResource(cn: "x") { problems { code } } }')
    await client.http.get("/made-up-" + "x" * 50, headers=client.headers)
    after = await metrics(client)

    def grown(name: str, **labels: str) -> float:
        key = (name, frozenset(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    assert grown("headroom_requests_total", route=ROUTE, method="GET", status="200") == 1
    assert grown("headroom_requests_total", route="/graphql", method="POST", status="200") == 2
    assert grown("headroom_requests_total", route="unknown", method="GET", status="404") == 1
    assert grown("headroom_request_seconds_count", route=ROUTE) == 1
    assert grown("headroom_graphql_errors_total", code="FORBIDDEN") == 1
    assert grown("headroom_loader_batches_total", loader="DemandById") == 1
    assert grown("headroom_loader_keys_total", loader="DemandById") >= 1
    assert ("headroom_pool_connections", frozenset({("state", "in use")})) in after


async def metrics(client: object) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = (await client.http.get("/metrics")).text  # type: ignore[attr-defined]
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
