"""As little as possible changes: compared with an integer programme of the tests' own, and in cases one can see."""

from typing import Any

import highspy
import pytest

from services.workforce.allocation.solver.problem import Person, Problem, Work
from services.workforce.allocation.solver.solve import solve
from tests.unit.services.workforce.allocation.solver.problems import drawn

RAMPS = (1.0, 0.75, 0.5, 0.25)
CLAIMS = Work(1, "Amisys Medicaid DOMESTIC", "FL", "Claims", "Amisys", "DOMESTIC")
APPEALS = Work(2, "Amisys Medicaid DOMESTIC", "FL", "Appeals", "Amisys", "DOMESTIC")
BOTH, WEEKS = frozenset({"Claims", "Appeals"}), 26


def worker(number: int, *, stands: int | None, skills: frozenset[str] = BOTH, share: float = 1.0) -> Person:
    """Somebody who stands on a demand in every week."""
    standing = {} if stands is None else dict.fromkeys(range(WEEKS), stands)
    states, weeks = frozenset({"FL"}), frozenset(range(WEEKS))
    return Person(number, f"CN{number}", "Amisys", "DOMESTIC", states, skills, share, weeks, standing, {})


def placed(*people: Person, claims: float, appeals: float = 0.0) -> dict[int, set[int | None]]:
    """Where everybody is, over all weeks."""
    needs = {(CLAIMS.id, 1): claims, (APPEALS.id, 1): appeals}
    placements = solve(Problem(list(people), [CLAIMS, APPEALS], [1] * WEEKS, needs, {})).placements
    return {one.id: {placements.get((one.id, week)) for week in range(WEEKS)} for one in people}


@pytest.mark.parametrize("claims", [0.0, 0.5, 1.0, 1.25])
@pytest.mark.parametrize("share", [1.0, 0.5])
def test_who_is_not_needed_any_more_stays(claims: float, share: float) -> None:
    assert placed(worker(1, stands=1), worker(2, stands=1, share=share), claims=claims) == {1: {1}, 2: {1}}


def test_who_is_not_needed_goes_where_somebody_is_short() -> None:
    found = placed(worker(1, stands=1), worker(2, stands=1), claims=1.0, appeals=1.0)
    assert sorted(where for places in found.values() for where in places if where) == [1, 2]


def test_somebody_free_covers_it_before_anybody_moves() -> None:
    found = placed(worker(1, stands=1), worker(2, stands=1), worker(3, stands=None), claims=1.0, appeals=1.0)
    assert found == {1: {1}, 2: {1}, 3: {2}}


def test_nobody_is_put_beside_who_stands_there_anyway() -> None:
    assert placed(worker(1, stands=1), worker(2, stands=None), claims=1.0) == {1: {1}, 2: {None}}


def test_who_cannot_do_the_work_any_more_does_not_stay() -> None:
    assert placed(worker(1, stands=1, skills=frozenset({"Appeals"})), claims=0.0) == {1: {None}}


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("percentages", [(1.0,), RAMPS, (1.0, 0.6, 1 / 3)], ids=["whole", "ramps", "parts"])
@pytest.mark.parametrize("people", [12, 30])
def test_nothing_that_covers_as_much_changes_less(seed: int, percentages: tuple[float, ...], people: int) -> None:
    problem = drawn(seed, people=people, demands=10, weeks=2, percentages=percentages, standing=0.7)
    answer = solve(problem)
    moved = sum(
        answer.placements.get((one.id, week)) != where for one in problem.people for week, where in one.standing.items()
    )
    least, fewest = zip(*(best(problem, week) for week in range(2)), strict=True)
    assert answer.uncovered_after == pytest.approx(sum(least), abs=1e-5)
    assert moved == sum(fewest)


def best(problem: Problem, week: int) -> tuple[float, int]:
    """The least FTE uncovered in a week, and the fewest who leave where they stand for that: person by person."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-7}.items():
        model.setOptionValue(name, value)
    terms: dict[int, list[Any]] = {demand.id: [] for demand in problem.demands}
    kept: list[Any] = []
    for person in problem.people:
        able = [demand.id for demand in problem.demands if week in person.weeks and demand.accepts(person)]
        arcs = {demand: model.addBinary() for demand in able}
        if arcs:
            model.addConstr(sum(arcs.values()) <= 1)
        for demand, arc in arcs.items():
            terms[demand].append(person.percentage * arc)
        kept += [arc for demand, arc in arcs.items() if person.standing.get(week) == demand]
    short = []
    for demand, given in terms.items():
        short.append(model.addVariable(lb=0))
        model.addConstr(sum(given) + short[-1] >= problem.need(demand, week))
    model.minimize(sum(short))
    least = float(model.getInfo().objective_function_value)
    model.addConstr(sum(short) <= least + 1e-5)
    if not kept:
        return least, sum(week in one.standing for one in problem.people)
    model.maximize(sum(kept))
    return least, sum(week in one.standing for one in problem.people) - round(model.getInfo().objective_function_value)
