"""How long an allocation searches, and what an answer says that was not proven in time."""

import pytest

from services.workforce.allocation.solver.problem import Answer
from services.workforce.allocation.time_limit import TimeLimit, took_too_long, unproven


def answer(after: float, bound: float) -> Answer:
    return Answer({}, 100.0, after, bound, [])


@pytest.mark.parametrize("seconds", [1, 30, 120, 600])
def test_the_search_leaves_time_for_the_rest(seconds: float) -> None:
    limit = TimeLimit(seconds, began=1_000.0)
    assert 0.5 * seconds < limit.search_seconds(now=1_000.0) < 0.6 * seconds


@pytest.mark.parametrize("seconds", [1, 30, 120, 600])
@pytest.mark.parametrize("read", [0.0, 0.1, 0.3, 0.45, 0.6, 1.5])
def test_a_machine_that_took_long_to_read_has_as_long_to_write(seconds: float, read: float) -> None:
    limit = TimeLimit(seconds, began=0.0)
    ends = read * seconds + limit.search_seconds(now=read * seconds)
    left = limit.given_up_after - ends
    assert left >= min(max(read, 0.14) * seconds, limit.given_up_after - read * seconds) - 1e-9


def test_what_is_proven_needs_no_word() -> None:
    assert unproven(answer(12.5, 12.5), 120) == []


@pytest.mark.parametrize(("after", "bound", "gap"), [(12.5, 10.0, "2.50"), (4_000.0, 0.0, "4,000.00")])
def test_what_is_not_proven_says_how_far_off_it_may_be_and_what_gives_it_more_time(
    after: float, bound: float, gap: str
) -> None:
    (warning,) = unproven(answer(after, bound), 120)
    assert f"at most {gap} FTE-weeks more" in warning
    assert "HEADROOM_MUTATION_SECONDS (now 120)" in warning
    assert "70 seconds" in warning


def test_what_was_waited_for_a_turn_is_no_part_of_the_search() -> None:
    (warning,) = unproven(answer(12.5, 10.0), 60, 60.0)
    assert "HEADROOM_MUTATION_SECONDS (now 120, of which 60 were over before it began)" in warning
    assert "35 seconds" in warning


def test_who_gets_no_answer_is_told_what_helps() -> None:
    message = took_too_long(30)
    assert all(part in message for part in ("30 seconds", "nothing was changed", "HEADROOM_MUTATION_SECONDS"))
