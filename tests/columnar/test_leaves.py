"""Columns are looked at by parts: whatever lies in whichever part is told as if there were one."""

from math import inf, nan
from typing import Any

import pytest
from graphql import GraphQLFloat, GraphQLID, GraphQLInt, GraphQLLeafType

from columnar import _leaves
from columnar._columns import PART, parts
from columnar._fallback import Fallback
from columnar._leaves import serialize_column, types_of

LENGTHS = (1, PART - 1, PART, PART + 1, 3 * PART + 7)
NO_ANSWERS = [(GraphQLInt, 1, 2**31), (GraphQLInt, 1, -(2**31) - 1), (GraphQLFloat, 1.5, inf), (GraphQLFloat, 1.5, nan)]


@pytest.mark.parametrize("length", [0, *LENGTHS])
def test_parts_are_the_column(length: int) -> None:
    column = list(range(length))
    found = list(parts(column))
    assert [value for part in found for value in part] == column
    assert all(0 < len(part) <= PART for part in found)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_type_that_one_value_has_is_seen_wherever_it_stands(length: int) -> None:
    for place in {0, length // 2, length - 1}:
        column: list[Any] = [1] * length
        column[place] = None
        assert types_of(column) == ({int, type(None)} if length > 1 else {type(None)})


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(("type_", "good", "bad"), NO_ANSWERS)
def test_a_value_that_is_no_answer_is_seen_wherever_it_stands(
    type_: GraphQLLeafType, good: Any, bad: Any, length: int
) -> None:
    assert serialize_column(type_, [good] * length, {type(good)}) == [good] * length
    for place in {0, length // 2, length - 1}:
        column = [good] * length
        column[place] = bad
        with pytest.raises(Fallback):
            serialize_column(type_, column, {type(good)})


@pytest.mark.parametrize("length", LENGTHS)
def test_floats_that_are_no_number_when_added_up_are_answers(length: int) -> None:
    column = [1.7e308] * length
    assert serialize_column(GraphQLFloat, column, {float}) == column


def test_equal_values_are_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []

    def serialize(_: GraphQLLeafType, value: Any) -> str:
        written.append(value)
        return f"<{value}>"

    monkeypatch.setattr(_leaves, "_serialize", serialize)
    word = type("Word", (str,), {})
    column = [word(number % 3) for number in range(2 * PART + 1)]
    assert serialize_column(GraphQLID, column, {word}) == [f"<{value}>" for value in column]
    assert sorted(written) == ["0", "1", "2"]
