"""One failing field takes nothing down with it but what may not be null around it."""

import asyncio
import logging
from typing import Any
from uuid import UUID

import pytest

from resolvers.forecast.loaders import DemandById
from resolvers.workforce.loaders import ResourceById, TierById
from tests.conftest import Client

# Many fields share the futures of the same few demands, tiers and people; tier may not be null, replacedBy may.
SHARED = """{
    broken: resource(cn: "CN10002") { cn assignments { week tier { name } demand { mainLob } resource { cn } } }
    whole: resource(cn: "cn10002") { cn assignments { week demand { mainLob } resource { cn } } }
    reports { value } }"""


class Secret(Exception):
    """What no caller may read."""


FAILED = asyncio.Event()


@pytest.fixture(autouse=True)
def nothing_has_failed() -> None:
    global FAILED
    FAILED = asyncio.Event()


async def fail(*_: Any) -> Any:
    await asyncio.sleep(0)
    FAILED.set()
    raise Secret("SELECT secret FROM internals at 10.0.0.1")


async def later() -> None:
    """Return when something has failed, and whoever waited for it has heard of that."""
    await FAILED.wait()
    for _ in range(100):
        await asyncio.sleep(0)


async def fail_late(*_: Any) -> Any:
    await later()
    raise Secret("too late")


async def answer_late(*given: Any) -> Any:
    await later()
    return await ORIGINAL(*given)


ORIGINAL, NONE_OF = DemandById._rows, TierById._rows


def expect_masked(errors: list[dict[str, Any]], logged: str) -> None:
    for error in errors:
        assert error["extensions"]["code"] == "INTERNAL"
        assert set(error["extensions"]) == {"code", "requestId"}
        assert str(UUID(error["extensions"]["requestId"])) in logged
        assert set(error) <= {"message", "path", "locations", "extensions"}
        assert not any(word in str(error) for word in ("secret", "SELECT", "10.0.0.1", "Secret", "Traceback"))
    assert "SELECT secret FROM internals" in logged


async def test_the_rest_is_answered_when_a_loader_fails(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(TierById, "_rows", fail)
    with caplog.at_level(logging.ERROR):
        response = await sample_client("VIEWER").post(SHARED)
    answer = response.json()
    assert response.status_code == 200
    assert answer["data"]["broken"] is None
    assert answer["data"]["whole"]["cn"] == "CN10002"
    assert all(one["demand"]["mainLob"] for one in answer["data"]["whole"]["assignments"])
    assert [report["value"] for report in answer["data"]["reports"]] == ["2025-04", "2025-03"]
    assert {error["path"][0] for error in answer["errors"]} == {"broken"}
    expect_masked(answer["errors"], caplog.text)


async def test_a_future_that_others_wait_for_outlives_a_sibling_that_failed_first(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The tiers fail while the demands, shared by both branches, are still being read."""
    monkeypatch.setattr(TierById, "_rows", fail)
    monkeypatch.setattr(DemandById, "_rows", answer_late)
    response = await sample_client("VIEWER").post(SHARED)
    answer = response.json()
    assert answer["data"]["broken"] is None
    assert [one["demand"]["mainLob"] for one in answer["data"]["whole"]["assignments"]]
    assert "CancelledError" not in caplog.text
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"INTERNAL"}


async def test_a_second_failure_after_the_first_changes_nothing(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(TierById, "_rows", fail)
    monkeypatch.setattr(DemandById, "_rows", fail_late)
    answer = (await sample_client("VIEWER").post(SHARED)).json()
    assert (answer["data"]["broken"], answer["data"]["whole"]) == (None, None)
    assert len(answer["data"]["reports"]) == 2
    assert {error["path"][0] for error in answer["errors"]} == {"broken", "whole"}
    assert "never retrieved" not in caplog.text
    assert "CancelledError" not in caplog.text


async def test_where_nothing_may_be_null_only_the_data_are_lost(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ResourceById, "_rows", fail)
    response = await sample_client("VIEWER").post(
        "{ reports { value } assignments(first: 20) { nodes { resource { cn } demand { state } tier { name } } } }"
    )
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"INTERNAL"}


async def test_the_next_request_is_answered_as_ever(sample_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(TierById, "_rows", fail)
        await sample_client("VIEWER").post(SHARED)
    answer = await sample_client("VIEWER").ask(SHARED)
    assert {one["tier"]["name"] for one in answer["broken"]["assignments"]} == {"Full Production"}


async def test_a_row_that_a_loader_does_not_find_fails_alone(
    sample_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find_none(self: Any, session: Any, _: Any, *rest: Any) -> Any:
        return await NONE_OF(self, session, [], *rest)

    monkeypatch.setattr(TierById, "_rows", find_none)
    answer = (await sample_client("VIEWER").post(SHARED)).json()
    assert answer["data"]["broken"] is None
    assert answer["data"]["whole"]["assignments"]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"INTERNAL"}
