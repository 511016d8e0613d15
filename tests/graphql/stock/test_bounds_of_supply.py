"""A number in a mutation of supply planning is refused just outside its bound, in the words of the bound."""

import pytest

from tests.graphql.planning.test_bounded_inputs import borders, put
from tests.graphql.stock.conftest import Keeper
from tests.support.bounded_supply import CASES


@pytest.mark.parametrize("mutation", CASES)
async def test_a_number_is_refused_outside_of_its_bound(keeper: Keeper, mutation: str) -> None:
    arguments, numbers_of = CASES[mutation]
    for path, bound in numbers_of.items():
        for value in (value for value, holds in borders(bound) if not holds):
            answer = await keeper.do(mutation, "__typename", **put(arguments, path, value))
            told = [one for one in answer["problems"] if one["path"] == [str(step) for step in path]]
            assert [one["accepted"] for one in told] == [bound.accepted], (path, value, answer["problems"])
    assert (await keeper.ask("{ recommendations { totalCount } }"))["recommendations"]["totalCount"] == 0
