"""Drift and its parts: added up in their order they are it to the last bit, whatever the figures are."""

from math import fsum, ulp
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.shared.enums import WorkType
from services.workforce.reports.drift import DriftingSummaries, drifts, remainders, rounded_parts
from services.workforce.reports.working_hours import WorkingHours, working_hours

volumes = st.floats(0, 1e9) | st.integers(0, 10**9).map(lambda number: number / 100) | st.just(0.0)
differences = st.floats(-2e6, 2e6) | st.floats(-1, 1)


def parts_of(capacity: float, planned: int, *known: float) -> tuple[float, list[float]]:
    """The drift of one place, and its parts."""
    cases = [capacity], [planned]
    rounded = [rounded_parts([part], *cases) for part in known]
    (drift,) = drifts(*cases)
    return drift, [*(part for (part,) in rounded), *remainders([drift], *rounded)]


@given(volumes, st.integers(0, 10**9), differences, differences, differences)
@example(0.1, 0, 1e6, -3.3, 1e-9)  # parts of which a double of the size of the drift knows nothing
@example(37.97, 38, 112_500.7, -0.1, 0.3)
@example(0.0, 0, 0.0, 0.0, 0.0)
def test_the_parts_add_up_to_the_drift_exactly(
    capacity: float, planned: int, people: float, calendar: float, occupancy: float
) -> None:
    drift, parts = parts_of(capacity, planned, people, calendar, occupancy)
    assert parts[0] + parts[1] + parts[2] + parts[3] == drift
    assert fsum(parts) == drift
    assert sum(reversed(parts)) == drift
    assert drift == pytest.approx(capacity - planned, rel=1e-12, abs=2e-9 + 1e-14 * (capacity + planned))
    for part, given_part in zip(parts, (people, calendar, occupancy), strict=False):
        assert part == pytest.approx(given_part, rel=1e-12, abs=2e-9 + 1e-14 * (capacity + planned))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_drift_of_sixteenths_of_cases_is_capacity_less_plan(sixteenths: int, planned: int) -> None:
    assert drifts([sixteenths / 16], [planned]) == [sixteenths / 16 - planned]


@given(st.floats(0, 2**20) | st.floats(2**19, 2**22), st.integers(0, 2**21))
@example(2**20 - 0.1, 0)
@example(0.3, 2**20 - 1)
def test_a_small_place_is_rounded_as_a_large_one_is(capacity: float, planned: int) -> None:
    grid = max(2.0**-30, 8 * ulp(capacity + planned))
    assert drifts([capacity], [planned]) == [round((capacity - planned) / grid) * grid]


@given(differences, st.integers(1, 6))
def test_a_place_of_many_cases_leaves_its_parts_room(part: float, times: int) -> None:
    """Parts that are some times as large as the cases of a large place still add up."""
    capacity = 3_000_000.1
    drift, parts = parts_of(capacity, 0, part * times, -part * 3.7, capacity * 5 / 3)
    assert parts[0] + parts[1] + parts[2] + parts[3] == drift


def week(days: int, occupancy: float) -> Any:
    return SimpleNamespace(productive_hours=days * 7.2, occupancy=occupancy)


MONTH = SimpleNamespace(working_days=20, work_hours=8.0, occupancy=0.9, shrinkage=0.1, productive_hours=129.6)


def test_hours_are_those_of_the_weeks_of_the_month_and_of_the_month_without_occupancy() -> None:
    weeks = [week(5, 0.9), week(4, 0.8)]
    assert working_hours(weeks, MONTH) == WorkingHours(64.8, 129.6, 144.0)  # type: ignore[arg-type]
    assert working_hours(weeks, None) == WorkingHours(64.8, 55.44, 64.8)
    assert working_hours([], MONTH) == WorkingHours(0.0, 129.6, 144.0)  # type: ignore[arg-type]
    assert working_hours([], None) == WorkingHours(0.0, 0.0, 0.0)


def test_each_part_follows_from_people_target_cph_and_hours() -> None:
    demands = [SimpleNamespace(locality=WorkType.DOMESTIC), SimpleNamespace(locality=WorkType.GLOBAL)]
    columns = {"total_fte_equivalent": [3.5, 2.0], "fte_avail": [4, 0], "target_cph": [10.0, 5.0]}
    stored = SimpleNamespace(demands=demands, demand_of=[0, 1], month_of=[1, 2], column=columns.__getitem__)
    hours = {(WorkType.DOMESTIC, 1): WorkingHours(160.0, 130.0, 150.0), (WorkType.GLOBAL, 2): WorkingHours(100, 0, 0)}
    drifting = DriftingSummaries(stored, hours)
    assert drifting.column("drift_people") == [-0.5 * 10 * 160, 2 * 5 * 100]
    assert drifting.column("drift_calendar") == [4 * 10 * 10, 0]
    assert drifting.column("drift_occupancy") == [4 * 10 * 20, 0]
    assert drifting.column("fte_avail") == [4, 0]
