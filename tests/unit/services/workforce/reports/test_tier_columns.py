"""What columns of tiers are called: each otherwise, and so that any program takes it for a name."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.workforce.reports.tier_columns import _names


class Tier(NamedTuple):
    """A tier that is in use."""

    id: int
    name: str
    percentage: float
    is_active: bool = True


TIERS = st.lists(
    st.tuples(st.text("aA1²½★-_ é/", min_size=1, max_size=5) | st.sampled_from(["100", "50", "tier"]),
              st.sampled_from([1.0, 0.5, 0.50000004, 0.125, 0.000001])),
    max_size=8,
)  # fmt: skip


@given(TIERS)
def test_no_two_tiers_share_a_name(drawn: list[tuple[str, float]]) -> None:
    names = _names([Tier(id, *told) for id, told in enumerate(drawn, start=1)])
    assert len({*names}) == len(drawn)
    assert [name for name in names if re.fullmatch(r"[^\W_](\w*[^\W_])?", name) is None] == []
    assert all(f"tier_{name}_actual".isidentifier() for name in names)


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ([("Full", 1.0), ("Ramp", 0.125)], ["100", "12_5"]),
        ([("Ramp I", 0.5), ("Nights/Weekends", 0.5)], ["ramp_i", "nights_weekends"]),
        ([("Ramp I", 0.5), ("Ramp-I", 0.5)], ["ramp_i__1", "ramp_i__2"]),
        ([("100", 0.5), ("Half", 0.5), ("Full", 1.0)], ["100__1", "half", "100__3"]),
        ([("★", 0.5), ("★★", 0.5), ("½²", 1.0)], ["tier__1", "tier__2", "100"]),
        ([("Half", 0.5), ("Hardly more", 0.50000004)], ["half", "hardly_more"]),
    ],
)
def test_a_tier_is_named_by_its_percentage_or_its_name(tiers: list[tuple[str, float]], expected: list[str]) -> None:
    assert _names([Tier(id, *told) for id, told in enumerate(tiers, start=1)]) == expected
