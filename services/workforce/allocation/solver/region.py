"""Everything of one platform and location: people and demands that share nobody with any other region."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from services.shared.states import NO_STATE
from services.workforce.allocation.solver.problem import Person, Problem, Work

Kind = tuple[frozenset[str], frozenset[str]]
"""What somebody can do: states and case types."""


class Region(NamedTuple):
    """People by cn and demands by key, and the demands that people of each kind can do, in the demands' order."""

    people: list[Person]
    demands: list[Work]
    able: dict[Kind, tuple[int, ...]]

    def able_to(self, person: Person) -> tuple[int, ...]:
        """The demands that somebody can do."""
        return self.able[person.states, person.skills]

    def turns(self, problem: Problem) -> list[int]:
        """The weeks that differ from the one before in need, free people or what stands."""
        turns, before = [], None
        for week, month in enumerate(problem.months):
            free = [(one.id, one.at(week), one.standing.get(week)) for one in self.people if week in one.weeks]
            now = (month, [problem.need(one.id, week) for one in self.demands], free)
            if now != before:
                turns.append(week)
            before = now
        return turns


def regions_of(problem: Problem) -> list[Region]:
    """The regions that have demands, by platform and location."""
    demands: dict[tuple[str, str], list[Work]] = {}
    for demand in sorted(problem.demands, key=lambda one: (one.platform, one.location, one.key, one.id)):
        demands.setdefault((demand.platform, demand.location), []).append(demand)
    people: dict[tuple[str, str], list[Person]] = {place: [] for place in demands}
    for person in sorted(problem.people, key=lambda one: (one.cn, one.id)):
        if (place := (person.platform, person.location)) in people:
            people[place].append(person)
    return [Region(people[place], found, _able(people[place], found)) for place, found in demands.items()]


def _able(people: Sequence[Person], demands: Sequence[Work]) -> dict[Kind, tuple[int, ...]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, demand in enumerate(demands):
        places[demand.state, demand.case_type].append(place)
    return {
        (states, skills): tuple(
            demands[place].id
            for place in sorted(
                place for state in {*states, NO_STATE} for skill in skills for place in places.get((state, skill), ())
            )
        )
        for states, skills in {(person.states, person.skills) for person in people}
    }
