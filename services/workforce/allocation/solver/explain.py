"""Why demands stay short, in numbers: nobody can do it, all who can are in use, or they are worth more elsewhere.

Somebody is worth more where moving them would uncover more than it covers; worth as much, they are simply in use.
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

from services.shared.states import NO_STATE
from services.workforce.allocation.solver.crowd import LEAST, Crowd, Elsewhere, Uses, Worth
from services.workforce.allocation.solver.problem import Cause, Person, Problem, Shortfall, Work


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


def _explained(
    demand: Work, able: int, uses: Uses | None, demands: Mapping[int, Work], failing: Failing
) -> tuple[Cause, str]:
    if not able:
        return Cause.NO_ELIGIBLE, failing.reason(demand)
    people = f"{able:,} compatible {'person' if able == 1 else 'people'}"
    if uses is None:
        return Cause.ALL_ELIGIBLE_BUSY, f"{people}; the time was over before what they do was counted"
    parts = [f"{uses.here} person-weeks here"] if uses.here else []
    if uses.equal.total:
        parts.append(f"{uses.equal.total} worth as much on {_named(uses.equal, demands)}")
    if uses.held.total:
        parts.append(f"{uses.held.total} held on {_named(uses.held, demands)}")
    if uses.absent:
        parts.append(f"{uses.absent} not there (first or last days, or a week that is not configured)")
    if uses.away:
        parts.append(f"{uses.away} not available")
    if not uses.better.total:
        return Cause.ALL_ELIGIBLE_BUSY, f"{people}, {_state(uses)}: {', '.join(parts)}"
    worth = f"{uses.better.total} person-weeks are worth more on {_named(uses.better, demands)}"
    return Cause.OUTBID, f"{people}: {', '.join([worth, *parts])}"


def _state(uses: Uses) -> str:
    """Whether people are in use, not there, or some this and some that."""
    if not uses.absent:
        return "all in use"
    is_any_in_use = uses.here or uses.equal.total or uses.held.total or uses.away
    return "all in use or not there" if is_any_in_use else "but none of them there"


def _named(where: Elsewhere, demands: Mapping[int, Work]) -> str:
    shown = [
        f"{' / '.join(demands[one].key) if one in demands else 'another demand'} ({count})" for one, count in where.top
    ]
    return ", ".join(shown) + (f" and {where.more} more" if where.more else "")
