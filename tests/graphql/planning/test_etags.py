"""The ETag of a report changes with its columns, whether it has rows or not, and with the release that made it."""

from typing import Any

import pytest

from server.rest import report_answer
from server.rest.reports import PREFIX
from services.shared.table import Column, ColumnType
from services.workforce.reports import monthly_summary
from tests.graphql.planning.conftest import Planner

SUMMARY = PREFIX + "/powerbi/monthly-summary"
FORMS = ("json", "csv", "ndjson", "records")


async def known(planner: Planner, **asked: Any) -> dict[str, str]:
    """The ETag of each form."""
    answers = {form: await planner.get(SUMMARY, format=form, **asked) for form in FORMS}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {form: answer.headers["etag"] for form, answer in answers.items()}


async def is_known(planner: Planner, etags: dict[str, str], **asked: Any) -> set[bool]:
    """Whether a client that has an ETag is told that its answer still holds."""
    found = set()
    for form, etag in etags.items():
        headers = {**planner.headers, "If-None-Match": etag}
        answer = await planner.http.get(SUMMARY, params={"format": form, **asked}, headers=headers)
        found.add(answer.status_code == 304)
    return found


@pytest.mark.parametrize("asked", [{}, {"state": "ZZ"}], ids=["rows", "none"])
async def test_an_etag_changes_with_the_tiers(world: Planner, asked: dict[str, Any]) -> None:
    tier = (await world.done("createCapacityTier", "tier { id }", input={"name": "Same", "percentage": 0.5}))["tier"]
    for patch in ({"name": "Other"}, {"displayOrder": 0}, {"percentage": 0.4}, {"isActive": False}):
        etags = await known(world, **asked)
        assert await is_known(world, etags, **asked) == {True}
        await world.done("updateCapacityTier", "__typename", id=tier["id"], patch=patch)
        assert await is_known(world, etags, **asked) == {False}, patch


@pytest.mark.shares
async def test_an_etag_changes_with_the_release_and_its_columns(
    world: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    etags = await known(world)
    more = [*monthly_summary._TRAILING[:-2], Column("more", ColumnType.TEXT), *monthly_summary._TRAILING[-2:]]
    with monkeypatch.context() as patched:
        patched.setattr(monthly_summary, "_TRAILING", more)
        headers = {**world.headers, "If-None-Match": etags["json"]}
        sent = await world.http.head(SUMMARY, params={"format": "json"}, headers=headers)
        assert sent.status_code == 200
    assert await is_known(world, etags) == {True}
    monkeypatch.setattr(report_answer, "VERSION", "another")
    assert await is_known(world, etags) == {False}
