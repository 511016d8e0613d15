"""One week of one platform and location: people who could do each other's work, and nobody else's."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.workforce.allocation.solver.problem import EPSILON, Person, Work


class Group(NamedTuple):
    """People alike in what they can do, at one percentage, by cn."""

    demands: tuple[int, ...]
    percentage: float
    members: list[Person]


class Island(NamedTuple):
    """Groups, the FTE each demand needs by id, and the demands' order, which breaks ties.

    Where it `is_capped`, no demand gets more than it needs; otherwise the last person may be needed in part only.
    """

    groups: list[Group]
    needs: dict[int, float]
    workload: Mapping[int, float]
    is_capped: bool = False

    @property
    def percentages(self) -> set[float]:
        """The percentages people work at; one alone makes the problem a transportation problem."""
        return {group.percentage for group in self.groups}


def grouped(people: Sequence[Person], demands: Sequence[Work], needs: dict[int, float], *, week: int) -> list[Group]:
    """People who can do any of the demands that need somebody, alike ones together, in the order of their cns."""
    found: dict[tuple[tuple[int, ...], float], list[Person]] = {}
    able: dict[tuple[frozenset[str], frozenset[str]], tuple[int, ...]] = {}
    for person in people:
        kind = (person.states, person.skills)
        if kind not in able:
            able[kind] = tuple(one.id for one in demands if needs.get(one.id, 0.0) > EPSILON and one.accepts(person))
        if able[kind]:
            found.setdefault((able[kind], person.at(week)), []).append(person)
    return [Group(*key, members) for key, members in found.items()]


def whole_people(need: float, percentage: float) -> tuple[int, float]:
    """How many people of a percentage a need takes in full, and the FTE that one more would still cover."""
    full = int(need / percentage + 1e-9)
    return full, max(0.0, need - full * percentage)


def greedy(island: Island) -> dict[int, int]:
    """People one after another onto the demand that needs most: for want of a search that ended in time."""
    left = dict(island.needs)
    chosen: dict[int, int] = {}
    for group in island.groups:
        for person in group.members:
            best = max(group.demands, key=lambda demand: left[demand])
            if left[best] > (group.percentage - EPSILON if island.is_capped else EPSILON):
                chosen[person.id] = best
                left[best] -= group.percentage
    return chosen
