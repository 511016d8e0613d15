"""What the people who could do a demand's work do in the weeks it is short, counted together where they are alike."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from services.workforce.allocation.solver.problem import EPSILON, Person, Problem
from services.workforce.allocation.solver.region import Kind, regions_of

LEAST = 1e-6
"""FTE that is too little to be worth a word."""
NAMED = 3
"""How many demands are named."""


class Tally:
    """Person-weeks by demand."""

    def __init__(self, counts: Counter[int]) -> None:
        self._counts, self._all = counts, counts.total()
        self._top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[: NAMED + 1]

    def on(self, demand_id: int) -> int:
        """Those on one demand."""
        return self._counts[demand_id]

    def elsewhere(self, demand_id: int) -> "Elsewhere":
        """Those on others."""
        top = [(where, count) for where, count in self._top if where != demand_id][:NAMED]
        places = len(self._counts) - (demand_id in self._counts)
        return Elsewhere(self._all - self._counts[demand_id], top, places - len(top))


class Elsewhere(NamedTuple):
    """Person-weeks on other demands than one: how many, the demands with the most, and how many demands more."""

    total: int
    top: list[tuple[int, int]]
    more: int


class Uses(NamedTuple):
    """What the people who could do a demand's work do instead, in person-weeks of the weeks it is short.

    `better` is where they are worth more, `equal` where they are not, `held` where they cannot be moved from; `absent`
    are outside their first and last days, or where they work the week is not configured.
    """

    better: Elsewhere
    equal: Elsewhere
    held: Elsewhere
    here: int
    absent: int
    away: int


class _Week(NamedTuple):
    """What a crowd does in a week: of each percentage what leaving would uncover, rising, and where that is."""

    uncovers: dict[float, list[float]]
    places: dict[float, list[int]]
    held: Counter[int]
    absent: int
    away: int


class _Counted(NamedTuple):
    better: Tally
    equal: Tally
    held: Tally
    absent: int
    away: int


class Worth:
    """What people cover where they are placed, and what they would cover on a demand that is short; FTE of a week."""

    def __init__(
        self,
        problem: Problem,
        placements: Mapping[tuple[int, int], int],
        left: Mapping[tuple[int, int], float],
    ) -> None:
        self._left, self._is_capped = left, problem.is_capped
        given: dict[tuple[int, int], float] = defaultdict(float)
        people = {person.id: person for person in problem.people}
        for (person_id, week), demand_id in placements.items():
            given[demand_id, week] += people[person_id].at(week)
        over = {place: fte - problem.need(*place) for place, fte in given.items()}
        self.spare = {place: fte for place, fte in over.items() if fte > 0}

    def on(self, demand_id: int, week: int, share: float) -> float:
        """What somebody of a percentage would cover on a demand beside those who are there."""
        lacking = self._left.get((demand_id, week), 0.0)
        fits = not self._is_capped or share <= lacking + EPSILON
        return min(share, lacking) if fits else 0.0


class Crowd:
    """Everybody, by what they can do: those of one region who know the same states and case types are alike."""

    def __init__(self, problem: Problem, placements: Mapping[tuple[int, int], int], worth: Worth) -> None:
        self._placements, self._worth = placements, worth
        self._people: dict[int, list[Person]] = defaultdict(list)
        self._crowds: dict[int, tuple[int, ...]] = {}
        kinds: dict[int, list[int]] = defaultdict(list)
        for region in regions_of(problem):
            numbers: dict[Kind, int] = {}
            for person in region.people:
                number = numbers.setdefault((person.states, person.skills), person.id)  # a person is of one kind
                self._people[number].append(person)
            for kind, number in numbers.items():
                for demand_id in region.able[kind]:
                    kinds[demand_id].append(number)
        self._crowds = {demand_id: tuple(numbers) for demand_id, numbers in kinds.items()}
        self._sharing = Counter(self._crowds.values())
        self._weeks: dict[Hashable, _Week] = {}
        self._counts: dict[Hashable, _Counted] = {}

    def able_to_do(self, demand_id: int) -> int:
        """How many could do a demand's work."""
        return sum(len(self._people[number]) for number in self._crowds.get(demand_id, ()))

    def uses(self, demand_id: int, weeks: Sequence[int]) -> Uses:
        """What those who could do a demand's work do in some weeks."""
        crowd = self._crowds.get(demand_id, ())
        found = [(week, self._week(crowd, week)) for week in weeks]
        cuts = tuple((week, self._cut(at, demand_id, week)) for week, at in found)
        if (counted := self._counts.get((crowd, cuts))) is None:
            counted = _counted([at for _, at in found], [cut for _, cut in cuts])
            if self._sharing[crowd] > 1:
                self._counts[crowd, cuts] = counted
        better, equal, held, absent, away = counted
        here = better.on(demand_id) + equal.on(demand_id) + held.on(demand_id)
        return Uses(
            better.elsewhere(demand_id), equal.elsewhere(demand_id), held.elsewhere(demand_id), here, absent, away
        )

    def _cut(self, at: _Week, demand_id: int, week: int) -> tuple[int, ...]:
        """Of each percentage how many would uncover no more by leaving than they would cover on the demand."""
        return tuple(
            bisect_left(uncovers, self._worth.on(demand_id, week, share) + LEAST)
            for share, uncovers in at.uncovers.items()
        )

    def _week(self, crowd: tuple[int, ...], week: int) -> _Week:
        if (found := self._weeks.get((crowd, week))) is None:
            found = self._looked_at([person for number in crowd for person in self._people[number]], week)
            if self._sharing[crowd] > 1:
                self._weeks[crowd, week] = found
        return found

    def _looked_at(self, people: Sequence[Person], week: int) -> _Week:
        placed: dict[float, list[tuple[float, int]]] = defaultdict(list)
        held: Counter[int] = Counter()
        absent = away = 0
        for person in people:
            if (where := self._placements.get((person.id, week))) is not None:
                share = person.at(week)
                placed[share].append((share - self._worth.spare.get((where, week), 0.0), where))
            elif (busy := person.busy.get(week)) is not None:
                held[busy] += 1
            elif week in person.weeks:
                away += 1
            else:
                absent += 1
        rising = {share: sorted(found) for share, found in sorted(placed.items())}
        uncovers = {share: [one for one, _ in found] for share, found in rising.items()}
        return _Week(
            uncovers, {share: [where for _, where in found] for share, found in rising.items()}, held, absent, away
        )


def _counted(weeks: Sequence[_Week], cuts: Sequence[tuple[int, ...]]) -> _Counted:
    better: Counter[int] = Counter()
    equal: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for at, cut in zip(weeks, cuts, strict=True):
        for places, last in zip(at.places.values(), cut, strict=True):
            equal.update(places[:last])
            better.update(places[last:])
        held.update(at.held)
    absent, away = sum(at.absent for at in weeks), sum(at.away for at in weeks)
    return _Counted(Tally(better), Tally(equal), Tally(held), absent, away)
