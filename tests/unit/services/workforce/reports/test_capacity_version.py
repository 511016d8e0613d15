"""Versions of capacity: what a text of one says, and which months two of them tell apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.errors import BadRequest
from services.workforce.reports.capacity_version import CapacityVersion, parse_capacity_version

stamps = st.binary(min_size=8, max_size=8).map(bytes.hex)
months = st.tuples(*[stamps] * 6)
versions = st.builds(CapacityVersion, st.integers(0, 2**63 - 1), months, st.just(1))


@given(versions)
def test_a_version_is_read_back_as_it_was_told(version: CapacityVersion) -> None:
    assert parse_capacity_version(str(version)) == version
    assert version.changed_since(version) == []


@given(versions, months)
def test_the_months_that_changed_are_told(earlier: CapacityVersion, later: tuple[str, ...]) -> None:
    now = earlier._replace(months=later)
    expected = [place for place in range(1, 7) if earlier.months[place - 1] != later[place - 1]]
    assert now.changed_since(earlier) == expected


@given(versions, st.integers(0, 2**63 - 1), st.integers(0, 255))
def test_what_cannot_be_compared_has_changed_everywhere(version: CapacityVersion, report: int, form: int) -> None:
    other = parse_capacity_version(str(version._replace(report_id=report, form=form)))
    if not version.is_comparable(other):
        assert version.changed_since(other) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("text", ["", "x", "2025-04", "é" * 76, "A" * 75, "A" * 80, "=" * 76, "\x00" * 76])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="since is not a version; accepted: "):
        parse_capacity_version(text)


@given(st.text())
def test_no_text_is_too_strange_to_be_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_capacity_version(text)
