"""One week of one region: people who could do each other's work, and nobody else's."""

from collections.abc import Collection, Mapping
from functools import cached_property
from math import fsum
from typing import NamedTuple

from services.workforce.allocation.solver.problem import EPSILON, Person, Problem
from services.workforce.allocation.solver.region import Region

Chosen = dict[int, int]
"""Person → demand."""


class Liking(NamedTuple):
    """The demand that somebody stands on and can stay on, and the one they were put on the week before."""

    stands: int | None
    was: int | None

    def changes(self, demand: int | None, *, leaving: float) -> float:
        """What going to a demand costs: leaving where one stands, and, if nothing else differs, where one was."""
        return leaving * (self.stands is not None and self.stands != demand) + (
            self.was is not None and self.was != demand
        )


class Group(NamedTuple):
    """People alike in what they can do, at one percentage, by cn, and the same by what they would like."""

    demands: tuple[int, ...]
    percentage: float
    members: list[Person]
    alike: dict[Liking, list[Person]]


class Island:
    """Groups, the FTE each demand needs, and of that what is useful: no more than all who fit can give.

    Where it `is_capped`, no demand gets more than it needs; otherwise the last person may be needed in part only, and
    who stands where nobody is needed may stay. Demands have an order, which breaks ties.
    """

    def __init__(
        self, groups: list[Group], needs: Mapping[int, float], workload: Mapping[int, float], *, is_capped: bool
    ) -> None:
        reach: dict[int, list[float]] = {demand: [] for demand in needs}
        for group in groups:
            for demand in group.demands:
                reach[demand].append(group.percentage * len(group.members))
        self.groups, self.needs, self.workload, self.is_capped = groups, needs, workload, is_capped
        self.useful = {demand: min(need, fsum(reach[demand])) for demand, need in needs.items() if reach[demand]}
        self.out_of_reach = fsum(need - self.useful.get(demand, 0.0) for demand, need in needs.items())

    @cached_property
    def percentages(self) -> list[float]:
        """The percentages people work at; one alone makes the problem a transportation problem."""
        return sorted({group.percentage for group in self.groups})

    @cached_property
    def size(self) -> int:
        """How many people there are."""
        return sum(len(group.members) for group in self.groups)

    @property
    def leaving(self) -> float:
        """What leaving where one stands costs, against leaving last week's demand: more than all of those together."""
        return self.size + 1.0

    @property
    def trifle(self) -> float:
        """What costs less than a change, even if everybody did it."""
        return 0.5 / (self.size + 1)

    @cached_property
    def least(self) -> float:
        """FTE that stay uncovered whoever goes where: what is out of reach, and what exceeds all people together."""
        people = fsum(group.percentage * len(group.members) for group in self.groups)
        return self.out_of_reach + max(0.0, fsum(self.useful.values()) - people)

    def given_by(self, chosen: Chosen) -> dict[int, float]:
        """The FTE that a placement gives each demand."""
        given = dict.fromkeys(self.needs, 0.0)
        for group in self.groups:
            for person in group.members:
                if (demand := chosen.get(person.id)) in given:
                    given[demand] += group.percentage
        return given

    def missing(self, chosen: Chosen) -> float:
        """The useful FTE that a placement lacks: what it leaves uncovered, less what is out of reach."""
        given = self.given_by(chosen)
        return fsum(max(0.0, need - given[demand]) for demand, need in self.useful.items())

    def with_who_stays(self, chosen: Chosen) -> Chosen:
        """The same, and who is not needed stays where they stand, in place of who would be put there beside them."""
        if self.is_capped:
            return chosen
        stand = {
            person.id: liking.stands
            for group in self.groups
            for liking, members in group.alike.items()
            if liking.stands is not None
            for person in members
        }
        everybody = {**{one: where for one, where in stand.items() if one not in chosen}, **chosen}
        there = {one for one, where in stand.items() if everybody[one] == where}
        return without_idle_work(self, everybody, but=there)


def island_of(problem: Problem, region: Region, week: int, was: Mapping[int, int]) -> tuple[Island, Chosen]:
    """A region's week, and who stays where they stand since nobody needs them anywhere."""
    needs = {one.id: need for one in region.demands if (need := problem.need(one.id, week)) > EPSILON}
    workload = {demand: problem.workload[demand, problem.months[week]] for demand in needs}
    needed: dict[tuple[int, ...], tuple[int, ...]] = {}
    groups: dict[tuple[tuple[int, ...], float], Group] = {}
    stay: Chosen = {}
    for person in region.people:
        if week not in person.weeks:
            continue
        able = region.able_to(person)
        if able not in needed:
            needed[able] = tuple(demand for demand in able if demand in needs)
        liking = Liking(stands if (stands := person.standing.get(week)) in able else None, was.get(person.id))
        if needed[able]:
            key = (needed[able], person.at(week))
            group = groups.setdefault(key, Group(*key, [], {}))
            group.members.append(person)
            group.alike.setdefault(liking, []).append(person)
        elif liking.stands is not None and not problem.is_capped:
            stay[person.id] = liking.stands
    return Island(list(groups.values()), needs, workload, is_capped=problem.is_capped), stay


def whole_people(need: float, percentage: float) -> tuple[int, float]:
    """How many people of a percentage a need takes in full, and the FTE that one more would still cover."""
    full = int(need / percentage + 1e-9)
    return full, max(0.0, need - full * percentage)


def without_idle_work(island: Island, chosen: Chosen, *, but: Collection[int] = ()) -> Chosen:
    """The same without people who cover nothing, `but` for some: who stands elsewhere first, then who gives least."""
    spare = {demand: given - island.needs[demand] for demand, given in island.given_by(chosen).items()}
    if max(spare.values(), default=0.0) <= 0:
        return chosen
    kept = dict(chosen)
    placed = [
        (liking.stands == chosen[person.id], group.percentage, -person.id)
        for group in island.groups
        for liking, members in group.alike.items()
        for person in members
        if chosen.get(person.id) in spare and person.id not in but
    ]
    for _, share, number in sorted(placed):
        demand = chosen[-number]
        if spare[demand] >= share - EPSILON:
            spare[demand] -= share
            del kept[-number]
    return kept
