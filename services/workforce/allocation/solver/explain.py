"""Why demands stay short, in numbers: nobody can do it, all who can are in use, or they are worth more elsewhere.

Somebody is worth more where moving them would uncover more than it covers; worth as much, they are simply in use.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.shared.states import NO_STATE
from services.workforce.allocation.solver.problem import EPSILON, Cause, Person, Problem, Shortfall, Work

NAMED = 3
LEAST = 1e-6


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
    problem: Problem, placements: Mapping[tuple[int, int], int], left: Mapping[tuple[int, int], float]
) -> list[Shortfall]:
    """Every demand and month left short, the shortest first."""
    short: dict[tuple[int, int], list[int]] = defaultdict(list)
    missing: Counter[tuple[int, int]] = Counter()
    for (demand_id, week), fte in left.items():
        month = problem.months[week]
        short[demand_id, month].append(week)
        missing[demand_id, month] += fte  # type: ignore[assignment]
    teams: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in problem.people:
        teams[person.platform, person.location].append(person)
    demands = {demand.id: demand for demand in problem.demands}
    failing, worth = Failing(problem.people), Worth(problem, placements, left)
    able: dict[int, list[Person]] = {}
    found = []
    for (demand_id, month), fte in sorted(missing.items(), key=lambda item: (-item[1], item[0])):
        if fte <= LEAST:
            continue
        demand = demands[demand_id]
        if demand_id not in able:
            able[demand_id] = [one for one in teams[demand.platform, demand.location] if demand.accepts(one)]
        uses = _uses(demand_id, able[demand_id], short[demand_id, month], placements, worth)
        cause, reason = _explained(demand, able[demand_id], uses, demands, failing)
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

    def on(self, demand_id: int, week: int, share: float) -> float:
        """What somebody of a percentage would cover on a demand beside those who are there."""
        lacking = self._left.get((demand_id, week), 0.0)
        fits = not self._is_capped or share <= lacking + EPSILON
        return min(share, lacking) if fits else 0.0


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
        if not self._all:
            return "there is nobody to place: no actual person is active"
        state = 0 if demand.state == NO_STATE else self._all - self._states[demand.state]
        platform = self._all - self._platforms[demand.platform]
        location = self._all - self._locations[demand.location]
        skill = self._all - self._skills[demand.case_type]
        return (
            f"none of {self._all} people is compatible: {platform} fail on platform {demand.platform}, {location} on "
            f"location {demand.location.title()}, {state} on state {demand.state}, {skill} on skill {demand.case_type}"
        )


def _uses(
    demand_id: int,
    able: Sequence[Person],
    weeks: Sequence[int],
    placements: Mapping[tuple[int, int], int],
    worth: Worth,
) -> Uses:
    better: Counter[int] = Counter()
    equal: Counter[int] = Counter()
    held: Counter[int] = Counter()
    here = absent = away = 0
    for week in weeks:
        gains = {share: worth.on(demand_id, week, share) + LEAST for share in {one.at(week) for one in able}}
        for person in able:
            placed = placements.get((person.id, week))
            busy = person.busy.get(week)
            if demand_id in (placed, busy):
                here += 1
            elif placed is not None:
                share = person.at(week)
                is_better = share - worth.spare.get((placed, week), 0.0) > gains[share]
                (better if is_better else equal)[placed] += 1
            elif busy is not None:
                held[busy] += 1
            elif week not in person.weeks:
                absent += 1
            else:
                away += 1
    return Uses(better, equal, held, here, absent, away)


def _explained(
    demand: Work, able: Sequence[Person], uses: Uses, demands: Mapping[int, Work], failing: Failing
) -> tuple[Cause, str]:
    if not able:
        return Cause.NO_ELIGIBLE, failing.reason(demand)
    people = f"{len(able):,} compatible {'person' if len(able) == 1 else 'people'}"
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
        return Cause.ALL_ELIGIBLE_BUSY, f"{people}, {_state(uses)}: {', '.join(parts)}"
    worth = f"{uses.better.total()} person-weeks are worth more on {_named(uses.better, demands)}"
    return Cause.OUTBID, f"{people}: {', '.join([worth, *parts])}"


def _state(uses: Uses) -> str:
    """Whether people are in use, not there, or some this and some that."""
    if not uses.absent:
        return "all in use"
    is_any_in_use = uses.here or uses.equal or uses.held or uses.away
    return "all in use or not there" if is_any_in_use else "but none of them there"


def _named(where: Counter[int], demands: Mapping[int, Work]) -> str:
    top = sorted(where.items(), key=lambda item: (-item[1], item[0]))[:NAMED]
    shown = [f"{' / '.join(demands[one].key) if one in demands else 'another demand'} ({count})" for one, count in top]
    more = len(where) - len(top)
    return ", ".join(shown) + (f" and {more} more" if more else "")
