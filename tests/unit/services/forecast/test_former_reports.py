"""Which reports a table that shows the newest one may have shown since a moment."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from services.forecast.former_reports import former_reports

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def reports(*days: int) -> Any:
    """Reports, newest first, each by how many days after noon it was created; the first has the largest id."""
    return [
        SimpleNamespace(id=len(days) - place, created_at=NOON + timedelta(days=day)) for place, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("created", "since", "depth", "former"),
    [
        ((-1, -9, -20), 0, 1, []),  # the newest was there already
        ((1, -9, -20), 0, 1, [2]),  # it came since, in the place of the one before
        ((2, 1, -20), 0, 1, [2, 1]),  # and so did another between
        ((-1, 3, -20), 0, 1, []),  # an older one that came later was never the newest
        ((1, -9, -20), 0, 2, [2, 1]),  # of two that are compared, the pair before
        ((2, 1), -30, 1, []),  # nothing was there to be changed
        ((2,), 1, 1, []),
        ((2, 0.5), 0, 1, [1]),  # a moment that was held back by somebody who wrote
        ((), 0, 1, []),
    ],
)
def test_what_was_shown_before_is_found(created: Any, since: int, depth: int, former: list[int]) -> None:
    known = reports(*created)
    standing = {known[0].id} if known else set()
    found = former_reports(known, standing=standing, since=NOON + timedelta(days=since), depth=depth)
    assert [report.id for report in found] == former


@pytest.mark.parametrize("since", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_moment_at_the_end_of_time_is_one_as_well(since: datetime) -> None:
    assert former_reports(reports(1, 0), standing={2}, since=since) == []
