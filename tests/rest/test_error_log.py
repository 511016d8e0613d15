"""A refused request over REST has its id, its status in the metrics, and no traceback in the log."""

import logging

import pytest

from tests.conftest import Client
from tests.integration.server.test_observing import metrics
from tests.rest.summaries import SUMMARY


@pytest.mark.parametrize(
    ("role", "arguments", "status"),
    [(None, {}, 401), ("PRODUCTION_STAFF", {}, 403), ("VIEWER", {"limit": "x"}, 400), ("VIEWER", {"format": "x"}, 400)],
)
async def test_a_refusal_is_no_failure_of_the_server(
    sample_client: Client,
    role: str | None,
    arguments: dict[str, str],
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = sample_client(role) if role else sample_client(anonymous=True)
    key = ("headroom_requests_total", frozenset({("route", SUMMARY), ("method", "GET"), ("status", str(status))}))
    before = (await metrics(client)).get(key, 0)
    client.http._transport.raise_app_exceptions = True  # type: ignore[attr-defined]
    response = await client.get(SUMMARY, **arguments)
    assert response.status_code == status
    assert response.headers["X-Request-Id"]
    assert (await metrics(client))[key] == before + 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
