"""Days and moments as GraphQL reads them: one form of each, whatever the offset is a moment is the same."""

from datetime import UTC, date, datetime

import pytest

from resolvers.days import DATE, DATE_TIME

EIGHT = datetime(2025, 6, 1, 8, tzinfo=UTC)
MOMENTS = {
    "2025-06-01T08:00:00Z": EIGHT,
    "2025-06-01T08:00:00": EIGHT,
    "2025-06-01T08:00": EIGHT,
    "2025-06-01T10:00:00.000+02:00": EIGHT,
    "2025-05-31T20:30:00-11:30": EIGHT,
    "2025-06-01T08:00:00.25Z": EIGHT.replace(microsecond=250_000),
    "2025-06-01": EIGHT.replace(hour=0),
}


@pytest.mark.parametrize("written", MOMENTS)
def test_a_moment_is_read_with_its_offset(written: str) -> None:
    assert DATE_TIME.parse_value(written) == MOMENTS[written]  # type: ignore[misc]


def test_what_is_answered_can_be_sent() -> None:
    day, moment = date(2024, 2, 29), datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert DATE.parse_value(DATE.serialize(day)) == day  # type: ignore[misc]
    assert DATE_TIME.parse_value(DATE_TIME.serialize(moment)) == moment  # type: ignore[misc]
