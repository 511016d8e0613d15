"""What an allocation is computed from, and what it answers; plain values that travel between processes."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from services.shared.states import NO_STATE

EPSILON = 1e-9
"""FTE below which a workload counts as covered."""

SEARCH_SECONDS = 70.0
"""How long a search may take unless somebody says otherwise."""

Progress = Callable[[str, int, int], None]
"""Told of each step: its name, how many are done, and how many there are."""


class Person(NamedTuple):
    """An actual person who may be placed in some weeks (by index), at a fraction of full production.

    `standing` is the demand they stand on in a week and may be moved from; `busy` the weeks in which they are held on
    a demand.
    """

    id: int
    cn: str
    platform: str
    location: str
    states: frozenset[str]
    skills: frozenset[str]
    percentage: float
    weeks: frozenset[int]
    standing: Mapping[int, int]
    busy: Mapping[int, int]
    ramp: Mapping[int, float] = {}

    def at(self, week: int) -> float:
        """The fraction of full production in a week: `ramp` says where it is not `percentage`."""
        return self.ramp.get(week, self.percentage)


class Work(NamedTuple):
    """A demand to be covered."""

    id: int
    main_lob: str
    state: str
    case_type: str
    platform: str
    location: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What ties are broken by."""
        return self.main_lob, self.state, self.case_type

    def accepts(self, person: Person) -> bool:
        """Whether a person is compatible: platform, location, state and case type."""
        return (
            self.platform == person.platform
            and self.location == person.location
            and (self.state == NO_STATE or self.state in person.states)
            and self.case_type in person.skills
        )


class Problem(NamedTuple):
    """People, demands, and the workload in FTE of each demand and month, less what immovable people cover.

    `months` gives each week's month (1–6) by the week's index; `workload` is by (demand, month) and holds in each of
    the month's weeks; `covered` is by (demand, week). Where it `is_capped`, no demand gets more than its workload.
    """

    people: list[Person]
    demands: list[Work]
    months: list[int]
    workload: Mapping[tuple[int, int], float]
    covered: Mapping[tuple[int, int], float]
    is_capped: bool = False

    def need(self, demand_id: int, week: int) -> float:
        """FTE that a demand lacks in a week before anybody movable is placed."""
        workload = self.workload.get((demand_id, self.months[week]), 0.0)
        return max(0.0, workload - self.covered.get((demand_id, week), 0.0))


class Cause(StrEnum):
    """Why a demand stays short."""

    NO_ELIGIBLE = "NO_ELIGIBLE"
    ALL_ELIGIBLE_BUSY = "ALL_ELIGIBLE_BUSY"
    OUTBID = "OUTBID"


class Shortfall(NamedTuple):
    """A demand left short in a month: FTE-weeks uncovered, and why, in numbers."""

    demand_id: int
    month: int
    uncovered: float
    cause: Cause
    reason: str


class Answer(NamedTuple):
    """Who is placed where: (person, week) → demand; workload uncovered in FTE-weeks, and the least that is possible."""

    placements: dict[tuple[int, int], int]
    uncovered_before: float
    uncovered_after: float
    proven_bound: float
    shortfalls: list[Shortfall]

    @property
    def gap(self) -> float:
        """FTE-weeks that could at most be covered more."""
        return self.uncovered_after - self.proven_bound

    @property
    def is_optimal(self) -> bool:
        """Whether nothing better is possible, to a millionth of an FTE-week."""
        return self.gap <= 1e-6 * max(1.0, self.proven_bound)


def uncovered(problem: Problem, placements: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], float]:
    """FTE uncovered by (demand, week) once people are placed; covered ones are left out."""
    people = {person.id: person for person in problem.people}
    given: dict[tuple[int, int], float] = {}
    for (person_id, week), demand_id in placements.items():
        given[demand_id, week] = given.get((demand_id, week), 0.0) + people[person_id].at(week)
    left = {
        (demand.id, week): problem.need(demand.id, week) - given.get((demand.id, week), 0.0)
        for demand in problem.demands
        for week in range(len(problem.months))
    }
    return {place: fte for place, fte in left.items() if fte > EPSILON}
