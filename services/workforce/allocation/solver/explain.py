"""Why demands stay short, in numbers: nobody can do it, all who can are in use, or they are worth more elsewhere.

Somebody is worth more where moving them would uncover more than it covers; worth as much, they are simply in use.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import IntEnum, auto
from math import fsum
from typing import NamedTuple

from services.shared.states import NO_STATE
from services.workforce.allocation.solver.problem import EPSILON, Cause, Person, Problem, Shortfall, Work
from services.workforce.allocation.solver.region import Kind, regions_of

NAMED = 3
LEAST = 1e-6


NOWHERE = -1


class Doing(IntEnum):
    """What somebody does in a week."""

    PLACED = auto()
    HELD = auto()
    THIS = auto()  # the very work that is asked about
    ABSENT = auto()
    AWAY = auto()


class Use(NamedTuple):
    """What somebody does in a week, on which demand, and how much of full production they are there."""

    doing: Doing
    where: int
    share: float


class Uses(NamedTuple):
    """What the people who could do a demand's work do instead, in person-weeks of the weeks it is short.

    `better` is where they are worth more, `equal` where they are not, `held` where they cannot be moved from; `absent`
    are outside their first and last days, or where they work the week is not configured.
    """

    better: Counter[int]
    equal: Counter[int]
    held: Counter[int]
    here: int
    absent: int
    away: int


def shortfalls(
    problem: Problem,
    placements: Mapping[tuple[int, int], int],
    left: Mapping[tuple[int, int], float],
    *,
    until: float = math.inf,
) -> list[Shortfall]:
    """Every demand and month left short, the shortest first.

    What is looked at after a moment of the monotonic clock says how many could do it, and not what they do instead.
    """
    short: dict[tuple[int, int], list[int]] = defaultdict(list)
    for demand_id, week in left:
        short[demand_id, problem.months[week]].append(week)
    missing = {place: fsum(left[place[0], week] for week in weeks) for place, weeks in short.items()}
    demands = {demand.id: demand for demand in problem.demands}
    failing, crowd = Failing(problem.people), Crowd(problem, placements, Worth(problem, placements, left))
    found = []
    for (demand_id, month), fte in sorted(missing.items(), key=lambda item: (-item[1], item[0])):
        if fte > LEAST:
            uses = crowd.uses(demand_id, short[demand_id, month]) if time.monotonic() < until else None
            able = crowd.able_to_do(demand_id)
            cause, reason = _explained(demands[demand_id], able, uses, demands, failing)
            found.append(Shortfall(demand_id, month, fte, cause, reason))
    return found


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

    def is_better(self, use: Use, demand_id: int, week: int) -> bool:
        """Whether somebody placed would uncover more by leaving than they would cover on a demand that is short."""
        uncovers = use.share - self.spare.get((use.where, week), 0.0)
        return uncovers > self.on(demand_id, week, use.share) + LEAST

    def on(self, demand_id: int, week: int, share: float) -> float:
        """What somebody of a percentage would cover on a demand beside those who are there."""
        lacking = self._left.get((demand_id, week), 0.0)
        fits = not self._is_capped or share <= lacking + EPSILON
        return min(share, lacking) if fits else 0.0


class Crowd:
    """What people do, alike ones counted together: those of one region who know the same states and case types."""

    def __init__(self, problem: Problem, placements: Mapping[tuple[int, int], int], worth: Worth) -> None:
        self._placements, self._worth = placements, worth
        self._kinds: dict[int, list[list[Person]]] = defaultdict(list)
        self._counts: dict[tuple[int, int], Counter[Use]] = {}
        for region in regions_of(problem):
            alike: dict[Kind, list[Person]] = defaultdict(list)
            for person in region.people:
                alike[person.states, person.skills].append(person)
            for kind, people in alike.items():
                for demand_id in region.able[kind]:
                    self._kinds[demand_id].append(people)

    def able_to_do(self, demand_id: int) -> int:
        """How many could do a demand's work."""
        return sum(map(len, self._kinds[demand_id]))

    def uses(self, demand_id: int, weeks: Sequence[int]) -> Uses:
        """What those who could do a demand's work do in some weeks."""
        better: Counter[int] = Counter()
        equal: Counter[int] = Counter()
        held: Counter[int] = Counter()
        others: Counter[Doing] = Counter()
        for week in weeks:
            for people in self._kinds[demand_id]:
                for use, count in self._count(people, week).items():
                    if use.where == demand_id:
                        others[Doing.THIS] += count
                    elif use.doing is Doing.PLACED:
                        is_better = self._worth.is_better(use, demand_id, week)
                        (better if is_better else equal)[use.where] += count
                    elif use.doing is Doing.HELD:
                        held[use.where] += count
                    else:
                        others[use.doing] += count
        return Uses(better, equal, held, others[Doing.THIS], others[Doing.ABSENT], others[Doing.AWAY])

    def _count(self, people: Sequence[Person], week: int) -> Counter[Use]:
        key = (people[0].id, week)  # a person is of one kind
        if key not in self._counts:
            self._counts[key] = Counter(self._use(person, week) for person in people)
        return self._counts[key]

    def _use(self, person: Person, week: int) -> Use:
        if (placed := self._placements.get((person.id, week))) is not None:
            return Use(Doing.PLACED, placed, person.at(week))
        if (busy := person.busy.get(week)) is not None:
            return Use(Doing.HELD, busy, 0.0)
        return Use(Doing.AWAY if week in person.weeks else Doing.ABSENT, NOWHERE, 0.0)


class Failing:
    """How many people fail a demand on platform, location, state and skill, each counted by itself."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._all = len(people)
        self._platforms = Counter(person.platform for person in people)
        self._locations = Counter(person.location for person in people)
        self._states = Counter(state for person in people for state in person.states)
        self._skills = Counter(skill for person in people for skill in person.skills)

    def reason(self, demand: Work) -> str:
        """In words."""
        state = 0 if demand.state == NO_STATE else self._all - self._states[demand.state]
        platform = self._all - self._platforms[demand.platform]
        location = self._all - self._locations[demand.location]
        skill = self._all - self._skills[demand.case_type]
        return (
            f"none of {self._all} people is compatible: {platform} fail on platform {demand.platform}, {location} on "
            f"location {demand.location.title()}, {state} on state {demand.state}, {skill} on skill {demand.case_type}"
        )


def _explained(
    demand: Work, able: int, uses: Uses | None, demands: Mapping[int, Work], failing: Failing
) -> tuple[Cause, str]:
    if not able:
        return Cause.NO_ELIGIBLE, failing.reason(demand)
    if uses is None:
        return Cause.ALL_ELIGIBLE_BUSY, f"{able} compatible people; the time was over before what they do was counted"
    parts = [f"{uses.here} person-weeks here"] if uses.here else []
    if uses.equal:
        parts.append(f"{uses.equal.total()} worth as much on {_named(uses.equal, demands)}")
    if uses.held:
        parts.append(f"{uses.held.total()} held on {_named(uses.held, demands)}")
    if uses.absent:
        parts.append(f"{uses.absent} not there (first or last days, or a week that is not configured)")
    if uses.away:
        parts.append(f"{uses.away} not available")
    if not uses.better:
        state = "all in use or not there" if uses.absent else "all in use"
        return Cause.ALL_ELIGIBLE_BUSY, f"{able} compatible people, {state}: {', '.join(parts)}"
    worth = f"{uses.better.total()} person-weeks are worth more on {_named(uses.better, demands)}"
    return Cause.OUTBID, f"{able} compatible people: {', '.join([worth, *parts])}"


def _named(where: Counter[int], demands: Mapping[int, Work]) -> str:
    top = sorted(where.items(), key=lambda item: (-item[1], item[0]))[:NAMED]
    shown = [f"{' / '.join(demands[one].key) if one in demands else 'another demand'} ({count})" for one, count in top]
    more = len(where) - len(top)
    return ", ".join(shown) + (f" and {more} more" if more else "")
