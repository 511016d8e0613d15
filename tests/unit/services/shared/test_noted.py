"""A check that refuses is noted, so that several refusals are told together."""

import pytest

from services.shared.errors import InvalidInput, Refusal, noted


def half(number: int, *, path: str = "number") -> int:
    if number % 2:
        raise InvalidInput(f"{number} is odd", (path,))
    return number // 2


def test_what_a_check_returns_is_returned() -> None:
    refusals: list[Refusal] = []
    assert noted(refusals, half, 4) == 2
    assert refusals == []


def test_what_a_check_refuses_is_noted() -> None:
    refusals: list[Refusal] = []
    assert noted(refusals, half, 3, path="given") is None
    assert [(str(refusal), refusal.path) for refusal in refusals] == [("3 is odd", ("given",))]


def test_any_other_error_is_raised() -> None:
    with pytest.raises(TypeError):
        noted([], half, "three")  # type: ignore[arg-type]
