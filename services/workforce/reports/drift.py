"""Drift – bottom-up capacity less planned capacity – and what it is made of, pure; its parts add up to it exactly.

Doubles add up without rounding where all of them are whole multiples of one power of two, and none is 2^53 times as
large. So drift and its parts are brought to such a power first, which moves each of them by less than a billionth of a
case, or where there are more than a million cases by a few of their last places.
"""

from collections.abc import Callable, Iterable, Sequence
from math import ulp
from typing import Any, NamedTuple

from db.shared.enums import WorkType
from services.workforce.reports.levels import Stored
from services.workforce.reports.working_hours import HoursOfMonths, WorkingHours

FINEST = 2.0**-30  # of a case
ROOM = 8  # how many times the cases of a place any of its parts may be: of a place with a million cases or more
SMALL = 2.0**20  # cases; the grid of places with fewer is the finest
ROUNDS_TO_FINEST = 1.5 * 2.0**22
PARTS = ("people", "calendar", "occupancy", "rounding")


class DriftParts(NamedTuple):
    """What drift is made of, in cases; added up in this order they give it to the last bit."""

    people: float
    calendar: float
    occupancy: float
    rounding: float


def drifts(capacities: Sequence[float], planned: Sequence[int]) -> list[float]:
    """Capacity − planned capacity of many places."""
    # Adding and taking away a number of which the last place is 2^-30 rounds to 2^-30, in a fraction of the time: a
    # tree has tens of thousands of places, nearly all of them small.
    return [
        (capacity - plan + ROUNDS_TO_FINEST) - ROUNDS_TO_FINEST
        if capacity + plan < SMALL
        else _rounded(capacity - plan, _grid(capacity + plan))
        for capacity, plan in zip(capacities, planned, strict=True)
    ]


def rounded_parts(parts: Iterable[float], capacities: Sequence[float], planned: Sequence[int]) -> list[float]:
    """One part of the drifts of many places, as it adds up with the others."""
    triples = zip(parts, capacities, planned, strict=True)
    return [_rounded(part, _grid(capacity + plan)) for part, capacity, plan in triples]


def remainders(drift: Sequence[float], *parts: Sequence[float]) -> list[float]:
    """What remains of the drifts of many places beside their rounded parts: weeks of unequal hours, rounded cells."""
    return [whole - sum(known) for whole, *known in zip(drift, *parts, strict=True)]


def _grid(cases: float) -> float:
    return max(FINEST, ROOM * ulp(cases))


def _rounded(value: float, grid: float) -> float:
    return round(value / grid) * grid


_OF_PLAN: dict[str, Callable[[WorkingHours], float]] = {
    "drift_calendar": lambda hours: hours.of_weeks - hours.without_occupancy,
    "drift_occupancy": lambda hours: hours.without_occupancy - hours.of_month,
}
"""The hours that the planned people make a part of the drift of."""


class DriftingSummaries:
    """The same summaries with the parts of each row's drift as columns: drift_people, drift_calendar, drift_occupancy.

    people = (FTE equivalent − planned FTE) × target CPH × hours of the weeks, calendar = planned FTE × target CPH ×
    (hours of the weeks − hours without occupancy), occupancy = planned FTE × target CPH × (hours without occupancy −
    hours of the month); hours that are not configured are 0.
    """

    def __init__(self, stored: Stored, hours: HoursOfMonths) -> None:
        self._stored = stored
        self._hours = hours
        self.demands, self.demand_of, self.month_of = stored.demands, stored.demand_of, stored.month_of

    def column(self, name: str) -> Sequence[Any]:
        """A figure of every row."""
        if name == "drift_people":
            return self._people()
        return self._of_plan(_OF_PLAN[name]) if name in _OF_PLAN else self._stored.column(name)

    def _people(self) -> list[float]:
        figures = map(self._stored.column, ("total_fte_equivalent", "fte_avail", "target_cph"))
        hours = self._of_rows(lambda hours: hours.of_weeks)
        return [(fte - plan) * cph * hour for fte, plan, cph, hour in zip(*figures, hours, strict=True)]

    def _of_plan(self, chosen: Callable[[WorkingHours], float]) -> list[float]:
        figures = map(self._stored.column, ("fte_avail", "target_cph"))
        return [plan * cph * hour for plan, cph, hour in zip(*figures, self._of_rows(chosen), strict=True)]

    def _of_rows(self, chosen: Callable[[WorkingHours], float]) -> list[float]:
        by_place = {key: chosen(hours) for key, hours in self._hours.items()}
        localities: list[WorkType] = [demand.locality for demand in self.demands]
        places = zip(self.demand_of, self.month_of, strict=True)
        return [by_place[localities[demand], month] for demand, month in places]
