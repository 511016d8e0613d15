"""Why a demand stays short: the cause is named in numbers, and changing the cause changes the answer."""

import pytest

from services.workforce.allocation.solver.problem import Answer, Cause, Person, Problem, Work, uncovered
from services.workforce.allocation.solver.solve import solve
from tests.unit.services.workforce.allocation.solver.problems import drawn

CLAIMS = Work(1, "Amisys Medicaid DOMESTIC", "FL", "Claims", "Amisys", "DOMESTIC")
APPEALS = Work(2, "Amisys Medicaid DOMESTIC", "FL", "Appeals", "Amisys", "DOMESTIC")
ADA = Person(
    1, "CN1", "Amisys", "DOMESTIC", frozenset({"FL"}), frozenset({"Claims", "Appeals"}), 1.0, frozenset({0, 1}), {}, {}
)


def solved(*people: Person, claims: float = 1.0, appeals: float = 0.0) -> Answer:
    workload = {(CLAIMS.id, 1): claims, (APPEALS.id, 1): appeals}
    return solve(Problem(list(people), [CLAIMS, APPEALS], [1, 1], workload, {}))


def test_somebody_who_can_covers_it() -> None:
    answer = solved(ADA)
    assert (answer.uncovered_before, answer.uncovered_after, answer.shortfalls) == (2.0, 0.0, [])


def test_nobody_can() -> None:
    others = [
        ADA._replace(platform="Facets"),
        ADA._replace(id=2, cn="CN2", location="GLOBAL"),
        ADA._replace(id=3, cn="CN3", states=frozenset({"TX"})),
        ADA._replace(id=4, cn="CN4", skills=frozenset({"OMNI"})),
    ]
    (short,) = solved(*others).shortfalls
    assert (short.cause, short.uncovered) == (Cause.NO_ELIGIBLE, 2.0)
    assert short.reason == (
        "none of 4 people is compatible: 1 fail on platform Amisys, 1 on location Domestic, 1 on state FL, "
        "1 on skill Claims"
    )
    for number, change in enumerate(
        ({"platform": "Amisys"}, {"location": "DOMESTIC"}, {"states": ADA.states}, {"skills": ADA.skills})
    ):
        mended = [person._replace(**change) if place == number else person for place, person in enumerate(others)]  # type: ignore[arg-type]
        assert solved(*mended).uncovered_after == 0


def test_all_who_can_are_held() -> None:
    held = ADA._replace(weeks=frozenset(), busy={0: 2, 1: 2})
    (short,) = solved(held).shortfalls
    assert short.cause is Cause.ALL_ELIGIBLE_BUSY
    assert "2 held on Amisys Medicaid DOMESTIC / FL / Appeals (2)" in short.reason
    assert solved(ADA).uncovered_after == 0


def test_who_can_is_worth_more_elsewhere() -> None:
    (short,) = solved(ADA, claims=0.5, appeals=1.0).shortfalls
    assert (short.demand_id, short.cause, short.uncovered) == (1, Cause.OUTBID, 1.0)
    assert "worth more on Amisys Medicaid DOMESTIC / FL / Appeals (2)" in short.reason
    (other,) = solved(ADA, claims=1.0, appeals=0.5).shortfalls
    assert (other.demand_id, other.cause) == (2, Cause.OUTBID)


@pytest.mark.parametrize("percentage", [1.0, 0.75, 0.5])
@pytest.mark.parametrize(("claims", "appeals"), [(1.0, 1.0), (2.0, 1.0), (1.0, 3.5)])
def test_worth_as_much_elsewhere_is_in_use_and_not_outbid(percentage: float, claims: float, appeals: float) -> None:
    short = solved(ADA._replace(percentage=percentage), claims=claims, appeals=appeals).shortfalls
    assert short
    assert {one.cause for one in short} == {Cause.ALL_ELIGIBLE_BUSY}
    assert any("2 worth as much on Amisys Medicaid DOMESTIC / FL / " in one.reason for one in short)


def test_what_the_last_person_covers_in_part_decides() -> None:
    crew = [ADA._replace(id=number, cn=f"CN{number}") for number in (1, 2)]
    (short,) = solved(*crew, claims=0.25, appeals=2.0).shortfalls
    assert (short.demand_id, short.cause) == (1, Cause.OUTBID)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("percentages", [(1.0,), (1.0, 0.75, 0.5)])
def test_outbid_is_only_who_would_uncover_more_than_they_cover(seed: int, percentages: tuple[float, ...]) -> None:
    problem = drawn(seed, people=5, demands=5, weeks=2, percentages=percentages, standing=0.3)
    answer = solve(problem)
    left = uncovered(problem, answer.placements)
    for short in answer.shortfalls:
        (demand,) = [one for one in problem.demands if one.id == short.demand_id]
        losing = False
        for person in filter(demand.accepts, problem.people):
            for week in range(2):
                place = (person.id, week)
                if (demand.id, week) in left and problem.months[week] == short.month and place in answer.placements:
                    moved = sum(uncovered(problem, {**answer.placements, place: demand.id}).values())
                    losing |= answer.placements[place] != demand.id and moved > sum(left.values()) + 1e-6
        assert (short.cause is Cause.OUTBID) == losing, short


def test_the_largest_relative_gap_is_filled_first() -> None:
    # Two people, three FTE: one each leaves gaps of a half and none; both on one leaves a whole demand empty.
    answer = solved(ADA, ADA._replace(id=2, cn="CN2"), claims=2.0, appeals=1.0)
    assert sorted(answer.placements.values()) == [1, 1, 2, 2]


def test_who_stands_somewhere_stays_when_it_costs_nothing() -> None:
    stands = ADA._replace(standing={0: 2, 1: 2})
    assert set(solved(stands, claims=1.0, appeals=1.0).placements.values()) == {2}
