"""Whatever may be put in is solved and proven: the smallest and largest workloads, nobody, one, all alike."""

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.workforce.allocation.solver.problem import Person, Problem, Work
from services.workforce.allocation.solver.solve import solve
from tests.unit.services.workforce.allocation.solver.problems import first_come

FORECASTS, CPHS, HOURS = (0, 1, 250, 10**8), (0.01, 1.0, 12.5, 200.0), (0.0, 0.01, 40.5, 161.595)
SHARES = {"whole": (1.0,), "ramps": (1.0, 0.75, 0.5, 0.25), "parts": (1.0, 0.6, 0.75 * 2 / 3, 0.2), "least": (0.01,)}


def workload(dice: random.Random) -> float:
    """Forecast ÷ (target CPH × hours), none without hours; or what a few people do."""
    if dice.random() < 0.5:
        return dice.uniform(0, 4)
    hours = dice.choice(HOURS)
    return dice.choice(FORECASTS) / (dice.choice(CPHS) * hours) if hours else 0.0


@st.composite
def problems(draw: st.DrawFn, *, most: int = 40) -> Problem:
    """Problems at the corners of what is allowed."""
    dice = random.Random(draw(st.integers(0, 10**6)))
    people, demands = draw(st.sampled_from([0, 1, 2, 9, most])), draw(st.sampled_from([0, 1, 2, 21]))
    weeks, shares = draw(st.sampled_from([1, 4, 53])), SHARES[draw(st.sampled_from(sorted(SHARES)))]
    are_alike, stand, is_capped = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    same = workload(dice) if draw(st.booleans()) else None
    works = [Work(n, "A M DOMESTIC", f"S{n % 5}", f"K{n // 5}", "A", "DOMESTIC") for n in range(1, demands + 1)]
    states, skills = [f"S{n}" for n in range(5)], [f"K{n}" for n in range(5)]
    crowd = []
    for number in range(people):
        able = (states, skills) if are_alike else (dice.sample(states, 2), dice.sample(skills, 2))
        person = Person(
            id=number,
            cn=f"CN{number}",
            platform="A",
            location="DOMESTIC",
            states=frozenset(able[0]),
            skills=frozenset(able[1]),
            percentage=dice.choice(shares),
            weeks=frozenset(week for week in range(weeks) if are_alike or dice.random() < 0.9),
            standing={},
            busy={},
            ramp={} if are_alike else {week: dice.choice(shares) for week in range(weeks) if dice.random() < 0.1},
        )
        fits = [work.id for work in works if work.accepts(person)]
        standing = {week: dice.choice(fits) for week in sorted(person.weeks) if fits and stand and not is_capped}
        crowd.append(person._replace(standing=standing))
    months = [1 + week * 6 // weeks for week in range(weeks)]
    needs = {
        (work.id, month): workload(dice) if same is None else same for work in works for month in sorted({*months})
    }
    return Problem(crowd, works, months, needs, {}, is_capped)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_the_corners_of_what_is_allowed_are_proven_in_time(problem: Problem) -> None:
    answer = solve(problem, seconds=600)
    people = {person.id: person for person in problem.people}
    demands = {demand.id: demand for demand in problem.demands}
    for (person, week), demand in answer.placements.items():
        assert week in people[person].weeks
        assert demands[demand].accepts(people[person])
    assert math.isfinite(answer.proven_bound)
    assert 0 <= answer.proven_bound <= answer.uncovered_after
    assert answer.is_optimal
    least = first_come(problem)
    assert problem.is_capped or answer.uncovered_after <= least + 1e-9 * max(1.0, least)
    assert sum(one.uncovered for one in answer.shortfalls) == pytest.approx(answer.uncovered_after, abs=1e-2)


@pytest.mark.parametrize("shares", SHARES.values(), ids=list(SHARES))
@pytest.mark.parametrize("standing", [False, True])
def test_a_demand_uses_no_more_than_everybody_who_fits(shares: tuple[float, ...], standing: bool) -> None:
    # A target CPH of 0.01 is allowed, and makes the work of millions of people of a month's forecast.
    dice = random.Random(14)
    works = [Work(n, "A M DOMESTIC", "FL", f"K{n}", "A", "DOMESTIC") for n in range(21)]
    skills = frozenset(work.case_type for work in works)
    people = [
        Person(n, f"CN{n}", "A", "DOMESTIC", frozenset({"FL"}), skills, dice.choice(shares), frozenset(range(26)),
               {week: dice.randrange(21) for week in range(26)} if standing else {}, {})
        for n in range(36)
    ]  # fmt: skip
    months = [1 + week * 6 // 26 for week in range(26)]
    needs = {(work.id, month): 3e9 if work.id == 7 else dice.uniform(0, 5) for work in works for month in range(1, 7)}
    answer = solve(Problem(people, works, months, needs, {}), seconds=600)
    assert answer.is_optimal
    total = sum(needs[work.id, month] for work in works for month in months)
    assert answer.uncovered_after == pytest.approx(total - 26 * sum(one.percentage for one in people), rel=1e-12)
